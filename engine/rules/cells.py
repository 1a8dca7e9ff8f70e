"""Many cells of a tensor at once: the reads of a rule as arrays instead of one tuple for each.

A rule at one cell may have a term for every cell of another tensor. :func:`rule.terms` says
what these are; here the same is computed without an object for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from gradgrid.engine.rules.rule import Axis, Cell, Factor, Index, Product, Rule, Shapes, along
from gradgrid.engine.shapes import Bool, Int

Points = Mapping[str, np.ndarray]
"""For each axis its number at every point; the arrays broadcast to the shape of all points."""


@dataclass(frozen=True, slots=True, eq=False)
class Reads:
    """Cells of one tensor: an array of numbers for each of its axes, which broadcast together.

    Where ``inside`` is false the read falls outside, which is zero; ``at`` means nothing there.
    """

    tensor: str
    at: tuple[Int[np.ndarray, ...], ...]
    inside: Bool[np.ndarray, ...]

    @classmethod
    def of(cls, tensor: str, cell: Cell) -> Reads:
        """One cell, as arrays without an axis."""
        return cls(tensor, tuple(np.asarray(number) for number in cell), np.asarray(True))

    @property
    def shape(self) -> tuple[int, ...]:
        """What the arrays broadcast to."""
        return np.broadcast_shapes(self.inside.shape, *(numbers.shape for numbers in self.at))

    def some(self, shape: tuple[int, ...], chosen: Int[np.ndarray, " k"]) -> Reads:
        """The reads at ``chosen``, counted in C order over ``shape``, as arrays of one axis."""
        places = np.unravel_index(chosen, shape)
        at = tuple(np.broadcast_to(numbers, shape)[places] for numbers in self.at)
        return Reads(self.tensor, at, np.broadcast_to(self.inside, shape)[places])


def reads_of(factor: Factor, points: Points, shape: tuple[int, ...]) -> Reads:
    """What ``factor`` reads of a tensor of this shape at ``points``.

    >>> shifted = Factor("x", (Index((("i", 1),), offset=-1),))
    >>> reads = reads_of(shifted, {"i": np.arange(3)}, (2,))
    >>> reads.at[0].tolist(), reads.inside.tolist()
    ([-1, 0, 1], [False, True, True])
    """
    at, inside = [], np.asarray(True)
    for expression, size in zip(factor.index, shape, strict=True):
        numbers, is_whole = _numbers(expression, points)
        inside = inside & is_whole & (numbers >= 0) & (numbers < size)
        at.append(numbers)
    return Reads(factor.tensor, tuple(at), inside)


def product_reads(
    rule: Rule, product: Product, cells: Reads, shapes: Shapes
) -> tuple[tuple[Reads, ...], tuple[int, ...]]:
    """What each factor reads for ``cells`` of the rule's tensor, and the sizes of the summed axes.

    The summed axes come after those of ``cells``, so that one cell has its terms in C order.
    """
    added = len(product.sum)
    points = {
        axis.name: numbers.reshape(numbers.shape + (1,) * added)
        for axis, numbers in zip(rule.axes, cells.at, strict=True)
    }
    points |= _grid(product.sum)
    sizes = tuple(axis.size for axis in product.sum)
    return tuple(reads_of(f, points, shapes[f.tensor]) for f in product.factors), sizes


def count_inside(rule: Rule, product: Product, cell: Cell, shapes: Shapes) -> int:
    """How many terms of ``cell`` have no factor outside.

    Axes that share no index are counted apart.

    >>> row = Rule((), (Product((Axis("i", 3), Axis("u", 9)), (
    ...     Factor("x", (Index((("i", 1),), offset=-1),)), Factor("k", (Index((("u", 1),)),)))),))
    >>> count_inside(row, row.products[0], (), {"x": (5,), "k": (4,)})
    8
    """
    point = {axis.name: np.asarray(number) for axis, number in zip(rule.axes, cell, strict=True)}
    sizes = {axis.name: axis.size for axis in product.sum}
    read = [
        (index, size)
        for factor in product.factors
        for index, size in zip(factor.index, shapes[factor.tensor], strict=True)
    ]
    count = 1
    for names in (*_joined(sizes, tuple(index for index, _ in read)), ()):
        axes = tuple(Axis(name, sizes[name]) for name in names)
        inside: np.ndarray = np.ones(tuple(axis.size for axis in axes), bool)
        for index, size in read:
            summed = [name for name, _ in index.terms if name in sizes]
            if (summed[0] in names) if summed else not names:
                numbers, is_whole = _numbers(index, point | _grid(axes))
                inside &= is_whole & (numbers >= 0) & (numbers < size)
        count *= int(np.count_nonzero(inside))
    return count


def copied(rule: Rule, cells: Reads, shapes: Shapes) -> Reads:
    """The cells that ``cells`` of a copy show; outside where the copy shows a zero put in."""
    ((product,), (factor,)) = (rule.products, rule.products[0].factors)
    assert not product.sum, "a copy has no sum"
    points = {axis.name: numbers for axis, numbers in zip(rule.axes, cells.at, strict=True)}
    found = reads_of(factor, points, shapes[factor.tensor])
    return Reads(found.tensor, found.at, found.inside & cells.inside)


def gather(array: np.ndarray, reads: Reads) -> np.ndarray:
    """The numbers of ``array`` at ``reads``, zero outside."""
    if reads.inside.all():
        return np.broadcast_to(array[reads.at], reads.shape)
    sizes = zip(reads.at, array.shape, strict=True)
    at = tuple(np.clip(numbers, 0, size - 1) for numbers, size in sizes)
    found: np.ndarray = np.where(reads.inside, array[at], array.dtype.type(0))
    return found


def readers(rule: Rule, tensor: str, cell: Cell) -> list[Cell]:
    """Fan-out: the output cells with a term that reads ``cell`` of ``tensor``, in C order.

    A term whose other factor falls outside still reads this one.

    >>> row = Rule((Axis("i", 3),), (Product((Axis("u", 2),), (
    ...     Factor("x", (Index((("i", 1), ("u", 1)),),)),)),))
    >>> readers(row, "x", (1,))
    [(0,), (1,)]
    """
    sizes = tuple(axis.size for axis in rule.axes)
    found = reader_places(rule, tensor, cell)
    if not sizes:  # NumPy unravels nothing into no axes
        return [()] if found.size else []
    places = np.unravel_index(found, sizes)
    return list(zip(*(numbers.tolist() for numbers in places), strict=True))


def reader_places(rule: Rule, tensor: str, cell: Cell) -> Int[np.ndarray, " k"]:
    """As :func:`readers`, but flat positions in C order over the axes of ``rule``."""
    found = [
        _factor_readers(rule, product, factor, cell)
        for product in rule.products
        for factor in product.factors
        if factor.tensor == tensor
    ]
    if not found:
        return np.zeros(0, np.int64)
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def _factor_readers(rule: Rule, product: Product, factor: Factor, cell: Cell) -> np.ndarray:
    """Where ``factor`` reads ``cell``: each group of axes that share no index is solved apart."""
    free = product.sum if rule.target else (*rule.axes, *product.sum)
    sizes = {axis.name: axis.size for axis in free}
    target = rule.target or along(*(axis.name for axis in rule.axes))
    strides = _strides(rule.axes)
    equations = list(zip(factor.index, cell, strict=True))
    if any(not index.terms and index.at({}) != wanted for index, wanted in equations):
        return np.zeros(0, np.int64)
    places = np.zeros(1, np.int64)
    for names in _joined(sizes, (*factor.index, *target)):
        axes = tuple(Axis(name, sizes[name]) for name in names)
        points = _grid(axes)
        holds: np.ndarray = np.ones(tuple(axis.size for axis in axes), bool)
        for index, wanted in equations:
            if index.terms and index.terms[0][0] in names:
                numbers, is_whole = _numbers(index, points)
                holds &= is_whole & (numbers == wanted)
        solved = np.nonzero(holds)
        point = dict(zip(names, solved, strict=True))
        parts = np.zeros(solved[0].size, np.int64)
        for index, stride in zip(target, strides, strict=True):
            if index.terms[0][0] in names:
                parts += stride * _numbers(index, point)[0]
        places = (places[:, None] + np.unique(parts)).reshape(-1)
    return np.unique(places)


def _joined(sizes: Mapping[str, int], indices: tuple[Index, ...]) -> list[tuple[str, ...]]:
    """The axes in groups: two that stand in one index are in the same."""
    groups = [{name} for name in sizes]
    for index in indices:
        names = {name for name, _ in index.terms if name in sizes}
        touched = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups += [set().union(*touched)] if touched else []
    return [tuple(name for name in sizes if name in group) for group in groups]


def _strides(axes: tuple[Axis, ...]) -> list[int]:
    return [prod(later.size for later in axes[place + 1 :]) for place in range(len(axes))]


def _grid(axes: tuple[Axis, ...]) -> dict[str, np.ndarray]:
    """The numbers of each axis, along a dimension of its own."""
    count = len(axes)
    return {
        axis.name: np.arange(axis.size).reshape((1,) * place + (-1,) + (1,) * (count - place - 1))
        for place, axis in enumerate(axes)
    }


def _numbers(index: Index, points: Points) -> tuple[np.ndarray, np.ndarray]:
    """The index at every point, and where its division leaves no remainder."""
    total: np.ndarray = np.asarray(index.offset)
    for name, coefficient in index.terms:
        total = total + (points[name] if coefficient == 1 else coefficient * points[name])
    is_whole: np.ndarray = np.asarray(True)
    if index.divisor != 1:
        total, remainder = np.divmod(total, index.divisor)
        is_whole = np.asarray(remainder == 0)
    return np.asarray(total if index.border is None else index.border.cells(total)), is_whole
