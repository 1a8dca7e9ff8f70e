"""The equation of one cell as LaTeX: its symbol, its terms in symbols and in numbers, its value."""

from engine.rule import Cell, Read, Rule, Term
from engine.trace import Trace

EXACT = 2**53


def equation(
    trace: Trace, name: str, cell: Cell, rule: Rule | None = None, *, zeros: bool = True
) -> str:
    r"""``symbol = terms = numbers = value``, by ``rule`` or by the tensor's own.

    ``zeros`` writes out the terms that are zero because of padding, dilation or the edge. A base
    tensor is ``symbol = value``.

    >>> import numpy as np
    >>> from engine.geometry import ConvGeometry
    >>> from engine.trace import build_trace
    >>> x, k = np.array([[[[2.0], [-1.0]]]]), np.array([[[[3.0]], [[1.0]]]])
    >>> trace = build_trace(ConvGeometry.of((1, 1, 2, 1), (1, 2, 1, 1)), x, k)
    >>> equation(trace, "output", (0, 0, 0, 0, 0))
    'y_{11} = x_{11} k_{11} + x_{12} k_{12} = 2 \\cdot 3 + (-1) \\cdot 1 = 5'
    """
    chosen = rule or trace.tensors[name].rule
    written = [t for t in trace.terms(name, cell, chosen) if zeros or not reads_zero(trace, t)]
    sides = [trace.symbol(name, cell, latex=True)]
    if chosen is not None:
        scale = "" if chosen.scale == 1 else rf"{_number(chosen.scale)} \cdot "
        symbols = " + ".join(" ".join(_symbol(trace, read) for read in t) for t in written)
        numbers = " + ".join(r" \cdot ".join(_value(trace, read) for read in t) for t in written)
        sides += [_scaled(scale, symbols or "0"), _scaled(scale, numbers or "0")]
    sides.append(_number(float(trace.value(name, cell))))
    return " = ".join(side for i, side in enumerate(sides) if i == 0 or side != sides[i - 1])


def reads_zero(trace: Trace, term: Term) -> bool:
    """Whether a factor falls outside its tensor, or on a zero that padding or dilation put in."""
    return any(read.cell is None or trace.origin(read.tensor, read.cell) is None for read in term)


def _symbol(trace: Trace, read: Read) -> str:
    return trace.symbol(read.tensor, read.cell, latex=True)


def _value(trace: Trace, read: Read) -> str:
    value = 0.0 if read.cell is None else float(trace.value(read.tensor, read.cell))
    return f"({_number(value)})" if value < 0 else _number(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < EXACT:
        return f"{value:.0f}"
    digits, _, exponent = f"{value:.6g}".partition("e")
    return rf"{digits} \times 10^{{{int(exponent)}}}" if exponent else digits


def _scaled(scale: str, total: str) -> str:
    return f"{scale}({total})" if scale else total
