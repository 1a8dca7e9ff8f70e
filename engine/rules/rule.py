"""The rule of a tensor: every cell is a sum of products of other cells.

    out[i, j, ...] = scale * sum over (u, v, ...) of  A[affine indices] * B[affine indices] * ...

or a sum of such products, each with a scale and any number of factors. An index that is out of
range, or not whole after its division, reads as zero; one with a border is moved to the cell that
stands there. From the rule alone follow the cells a cell reads (:func:`terms`), the cells that read
a cell (:func:`cells.readers`), and its value (:mod:`evaluate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product as cartesian
from math import prod
from typing import Literal

import numpy as np

from gradgrid.engine.rules.border import Border

Cell = tuple[int, ...]
Shapes = Mapping[str, tuple[int, ...]]
AxisKind = Literal[
    "batch",
    "group",
    "channel_in",
    "channel_out",
    "row",
    "column",
    "tap_row",
    "tap_column",
    "other",
]


@dataclass(frozen=True, slots=True)
class Axis:
    """A named axis; its index runs from 0 to ``size`` - 1.

    ``kind`` says what it runs over. No rule depends on it; who draws or explains one reads it.
    """

    name: str
    size: int
    kind: AxisKind = "other"


@dataclass(frozen=True, slots=True)
class Index:
    """(offset + sum of coefficient * axis) / divisor, over output and summed axes.

    With a ``border`` this is a position past the ends as well, and the index is the cell there.

    >>> Index((("y", 1), ("u", -1)), offset=1, divisor=2).at({"y": 4, "u": 1})
    2
    >>> Index((("y", 1),), divisor=2).at({"y": 3}) is None
    True
    """

    terms: tuple[tuple[str, int], ...]
    offset: int = 0
    divisor: int = 1
    border: Border | None = field(default=None, repr=False)

    def at(self, point: Mapping[str, int]) -> int | None:
        """The index at one point of the axes; None where the division leaves a remainder."""
        total = self.offset + sum(coefficient * point[name] for name, coefficient in self.terms)
        quotient, remainder = divmod(total, self.divisor)
        if remainder:
            return None
        return quotient if self.border is None else int(self.border.cells(np.asarray(quotient)))


def along(*names: str) -> tuple[Index, ...]:
    """An index that is just one axis, for each name.

    >>> along("n", "c")
    (Index(terms=(('n', 1),), offset=0, divisor=1), Index(terms=(('c', 1),), offset=0, divisor=1))
    """
    return tuple(Index(((name, 1),)) for name in names)


@dataclass(frozen=True, slots=True)
class Factor:
    """One tensor, read at one index expression per axis."""

    tensor: str
    index: tuple[Index, ...]

    def cell(self, point: Mapping[str, int], shape: tuple[int, ...]) -> Cell | None:
        """The cell read at ``point``; None where it falls outside, which reads as zero."""
        cell = []
        for expression, size in zip(self.index, shape, strict=True):
            at = expression.at(point)
            if at is None or not 0 <= at < size:
                return None
            cell.append(at)
        return tuple(cell)


@dataclass(frozen=True, slots=True)
class Product:
    """``scale`` times the sum over ``sum`` (first axis outermost) of the product of the factors."""

    sum: tuple[Axis, ...]
    factors: tuple[Factor, ...]
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """How a tensor with these axes is computed from others.

    With a ``target``, an index for each of its axes, it is told the other way round: each product
    names all that it runs over, and is added to the cell at the target
    (:func:`gradgrid.engine.rules.scatter.rule_at` solves it for one cell).
    """

    axes: tuple[Axis, ...]
    products: tuple[Product, ...]
    target: tuple[Index, ...] | None = None

    @property
    def is_copy(self) -> bool:
        """Whether each cell is one cell of one other tensor, or zero."""
        first, *others = self.products
        return not others and not first.sum and len(first.factors) == 1 and first.scale == 1

    @property
    def common_scale(self) -> float:
        """What every product is scaled by, written once before the sum; 1 where they differ.

        >>> half, whole = Product((), (Factor("x", ()),), 0.5), Product((), (Factor("y", ()),))
        >>> Rule((), (half, half)).common_scale, Rule((), (half, whole)).common_scale
        (0.5, 1.0)
        """
        scales = {product.scale for product in self.products}
        return scales.pop() if len(scales) == 1 else 1.0

    @property
    def term_count(self) -> int:
        """How many terms a cell is the sum of, with those that read zero."""
        return sum(prod(axis.size for axis in product.sum) for product in self.products)

    @property
    def sources(self) -> tuple[str, ...]:
        """The tensors it reads, each once, in the order of reading."""
        names = [factor.tensor for product in self.products for factor in product.factors]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Read:
    """One factor of one term: the cell that is read, or None where the index falls outside."""

    tensor: str
    cell: Cell | None


Term = tuple[Read, ...]


def copy(axes: tuple[Axis, ...], tensor: str, index: tuple[Index, ...]) -> Rule:
    """A rule with one factor and no sum: padding, rotation, reshape, im2col."""
    return Rule(axes, (Product((), (Factor(tensor, index),)),))


def contract(
    axes: tuple[Axis, ...], sum: tuple[Axis, ...], *factors: Factor, scale: float = 1.0
) -> Rule:
    """A rule with one product: a sliding window, a matrix product, a sum over positions."""
    return Rule(axes, (Product(sum, factors, scale),))


def terms(rule: Rule, cell: Cell, shapes: Shapes) -> list[Term]:
    """Fan-in: the terms of one output cell in the order of the sum, those that read zero included.

    >>> row = Rule((Axis("i", 2),), (Product((Axis("u", 2),), (
    ...     Factor("x", (Index((("i", 1), ("u", 1)), offset=-1),)), Factor("k", along("u")))),))
    >>> [[read.cell for read in term] for term in terms(row, (0,), {"x": (2,), "k": (2,)})]
    [[None, (0,)], [(0,), (1,)]]
    """
    point = dict(zip((axis.name for axis in rule.axes), cell, strict=True))
    found = []
    for product in rule.products:
        names = [axis.name for axis in product.sum]
        for taps in cartesian(*(range(axis.size) for axis in product.sum)):
            at = {**point, **dict(zip(names, taps, strict=True))}
            found.append(
                tuple(Read(f.tensor, f.cell(at, shapes[f.tensor])) for f in product.factors)
            )
    return found
