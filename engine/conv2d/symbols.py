"""The article's symbols: x with row, column and [channel]; k with {out}[in]; y, b and gradients.

A symbol is data: a letter and, for each index that it carries, an affine expression over the axes
of its tensor, counted from 1. A superscript that can only be 1 (one image, one channel) is left
out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.rules.rule import Axis, Cell, Index

BRACKETS = {"batch": ("(", ")"), "out": ("{", "}"), "in": ("[", "]")}


@dataclass(frozen=True, slots=True)
class Superscript:
    """One bracketed index: (batch), {output channel} or [input channel]."""

    kind: str
    index: Index


@dataclass(frozen=True, slots=True)
class Symbol:
    """``letter`` with groups of subscripts and with superscripts; ``wide`` separates by commas."""

    letter: str
    gradient: bool
    subscripts: tuple[tuple[Index, ...], ...]
    superscripts: tuple[Superscript, ...]
    wide: bool = False

    def text(self, axes: tuple[Axis, ...], cell: Cell) -> str:
        """One cell as plain text: x12[1], k22{1}[1], dL/dy11{2}.

        >>> symbols = symbols_of(ConvGeometry.of((1, 3, 3, 3), (2, 2, 3, 2)))
        >>> axes = tuple(Axis(name, 9) for name in "nyxgc")
        >>> symbols["input"].text(axes, (0, 0, 1, 0, 2))
        'x12[3]'
        """
        return self.texts(axes, tuple(np.array([number]) for number in cell), 1)[0]

    def latex(self, axes: tuple[Axis, ...], cell: Cell) -> str:
        r"""One cell as LaTeX: x_{12}^{[1]}, \frac{\partial L}{\partial y_{11}^{\{2\}}}."""
        return self.texts(axes, tuple(np.array([number]) for number in cell), 1, latex=True)[0]

    def texts(
        self,
        axes: tuple[Axis, ...],
        at: tuple[np.ndarray, ...],
        count: int,
        *,
        latex: bool = False,
    ) -> list[str]:
        """The same for ``count`` cells, ``at`` these numbers along each axis."""
        point = dict(zip((axis.name for axis in axes), at, strict=True))
        indices = [index for group in self.subscripts for index in group]
        indices += [superscript.index for superscript in self.superscripts]
        form = self._form(latex=latex)
        if not indices:
            return [form] * count
        numbers = (np.broadcast_to(_at(index, point), count).tolist() for index in indices)
        return [form % each for each in zip(*numbers, strict=True)]

    def _form(self, *, latex: bool) -> str:
        """The symbol with %d for each index: first the subscripts, then the superscripts."""
        joiner = "," if self.wide else ""
        subscript = (";" if self.wide else ",").join(
            joiner.join("%d" for _ in group) for group in self.subscripts
        )
        marks = (BRACKETS[each.kind] for each in self.superscripts)
        superscript = "".join(f"{before}%d{after}" for before, after in marks)
        if not latex:
            return f"{'dL/d' if self.gradient else ''}{self.letter}{subscript}{superscript}"
        escaped = superscript.replace("{", r"\{").replace("}", r"\}")
        body = self.letter + (f"_{{{subscript}}}" if subscript else "")
        body += f"^{{{escaped}}}" if escaped else ""
        return rf"\frac{{\partial L}}{{\partial {body}}}" if self.gradient else body


def _at(index: Index, point: Mapping[str, np.ndarray]) -> np.ndarray:
    total: np.ndarray = np.asarray(index.offset)
    for name, coefficient in index.terms:
        total = total + coefficient * point[name]
    return total


def symbols_of(g: ConvGeometry, *, has_bias: bool = False) -> Mapping[str, Symbol]:
    """The symbol of each tensor whose cells have a name of their own; z is y before the bias."""
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
