"""The article's symbols: x with row, column and [channel]; k with {out}[in]; y, b and gradients.

A superscript that can only be 1 (one image, one channel) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.rules.rule import Index
from gradgrid.engine.rules.symbol import Superscript, Symbol


def symbols_of(g: ConvGeometry, *, has_bias: bool = False) -> Mapping[str, Symbol]:
    """The symbol of each tensor whose cells have a name of their own; z is y before the bias.

    >>> from gradgrid.engine.rules.rule import Axis
    >>> symbols = symbols_of(ConvGeometry.of((1, 3, 3, 3), (2, 2, 3, 2)))
    >>> symbols["input"].text(tuple(Axis(name, 9) for name in "nyxgc"), (0, 0, 1, 0, 2))
    'x12[3]'
    """
    batch = (Superscript("batch", _counted(("n", 1))),) if g.batch > 1 else ()
    into = (
        (Superscript("in", _counted(("g", g.group_in_channels), ("c", 1))),)
        if g.in_channels > 1
        else ()
    )
    out = (
        (Superscript("out", _counted(("g", g.group_out_channels), ("o", 1))),)
        if g.out_channels > 1
        else ()
    )
    yx, ij, uv = _counted_each("y", "x"), _counted_each("i", "j"), _counted_each("u", "v")
    wide_x, wide_y = max(g.input_size) > 9, max(g.output_size) > 9
    wide_k = max(g.kernel_size) > 9
    bias_index = _counted(("g", g.group_out_channels), ("o", 1))

    def x(gradient: bool) -> Symbol:
        return Symbol("x", gradient, (yx,), batch + into, wide_x)

    def k(gradient: bool) -> Symbol:
        return Symbol("k", gradient, (uv,), out + into, wide_k)

    def y(gradient: bool) -> Symbol:
        return Symbol("y", gradient, (ij,), batch + out, wide_y)

    def b(gradient: bool) -> Symbol:
        return Symbol("b", gradient, ((bias_index,),), ())

    by_channel = Symbol("y", False, (ij,), batch + out + into, wide_y)
    patch = Symbol("a", True, (ij, uv), batch + into, wide_y or wide_k)
    return {
        "input": x(False),
        "weight": k(False),
        "bias": b(False),
        "output": y(False),
        "output_matrix": Symbol("z" if has_bias else "y", False, (ij,), batch + out, wide_y),
        "output_by_channel": by_channel,
        "grad_output": y(True),
        "grad_input": x(True),
        "grad_input_matrix": x(True),
        "grad_weight": k(True),
        "grad_weight_matrix": k(True),
        "grad_bias": b(True),
        "grad_bias_mean": b(True),
        "grad_columns": patch,
        "loss": Symbol("L", False, (), ()),
        "article_columns": Symbol("m", False, (_counted_each("p", "q", "r"),), (), wide=True),
    }


def _counted(*terms: tuple[str, int]) -> Index:
    return Index(terms, offset=1)


def _counted_each(*names: str) -> tuple[Index, ...]:
    return tuple(_counted((name, 1)) for name in names)
