"""A symbol for each cell of a tensor, as text and as LaTeX.

A symbol is data: a letter and, for each index that it carries, an affine expression over the axes
of its tensor, counted from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

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

        >>> row, column = (Index(((name, 1),), offset=1) for name in "yx")
        >>> symbol = Symbol("x", True, ((row, column),), ())
        >>> symbol.text((Axis("y", 9), Axis("x", 9)), (0, 1))
        'dL/dx12'
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
