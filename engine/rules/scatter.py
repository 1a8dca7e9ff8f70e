"""Scatter rules ("add this product there"), solved for one cell: which products arrive here.

    out[fold(i*s + u*d - p)] += A[i] * B[u]

With r going through the positions at which the cell y stands, this is the sum over r and u of
A[(r + p - u*d) / s] * B[u]: a rule without a target, which holds for this one cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product as cartesian
from math import prod

from gradgrid.engine.rules.border import Run
from gradgrid.engine.rules.rule import Axis, Cell, Factor, Index, Product, Rule

# Most terms of one product; longer ones are split, so that a page of terms needs only some.
MAX_POINTS = 1_000_000


def rule_at(rule: Rule, cell: Cell) -> Rule:
    """The rule by which ``cell`` is a sum; that of every cell where ``rule`` has no target.

    Each index of the target is solved for its first axis, which the factors read as it is.

    >>> from gradgrid.engine.rules.border import Border
    >>> from gradgrid.engine.rules.rule import along, terms
    >>> window = Index((("i", 1), ("u", 1)), offset=-1, border=Border("circular", 3, 1, 1))
    >>> taps = Product((Axis("i", 4), Axis("u", 2)), (Factor("dy", along("i")),
    ...     Factor("k", along("u"))))
    >>> spread = Rule((Axis("y", 3),), (taps,), target=(window,))
    >>> at = rule_at(spread, (2,))
    >>> [[read.cell for read in term] for term in terms(at, (2,), {"dy": (4,), "k": (2,)})]
    [[(0,), (0,)], [None, (1,)], [(3,), (0,)], [(2,), (1,)]]
    """
    if rule.target is None:
        return rule
    found: list[Product] = []
    for product in rule.products:
        found += _solved(product, rule.target, cell)
    return replace(rule, products=tuple(found), target=None)


def _solved(product: Product, target: tuple[Index, ...], cell: Cell) -> Iterator[Product]:
    """A product for each combination of runs of positions, along the axes of the target."""
    names = [index.terms[0][0] for index in target]
    kept = tuple(axis for axis in product.sum if axis.name not in names)
    kinds = {axis.name: axis.kind for axis in product.sum}
    for runs in cartesian(*_pieces(target, cell, prod(axis.size for axis in kept))):
        places = tuple(
            Axis(_place(name), run.length, kinds[name])
            for name, run in zip(names, runs, strict=True)
            if run.length > 1
        )
        solved = {
            name: _window(index, run) for name, index, run in zip(names, target, runs, strict=True)
        }
        factors = tuple(_with(factor, solved) for factor in product.factors)
        yield Product(places + kept, factors, product.scale)


def _pieces(target: tuple[Index, ...], cell: Cell, terms_each: int) -> list[list[Run]]:
    """For each axis its runs, cut so that no combination has more than MAX_POINTS terms."""
    found: list[list[Run]] = []
    most = max(MAX_POINTS // terms_each, 1)
    for index, number in reversed([*zip(target, cell, strict=True)]):
        runs = (Run(number, 1, 1),) if index.border is None else index.border.runs(number)
        pieces = [
            Run(run.start + run.step * at, run.step, min(most, run.length - at))
            for run in runs
            for at in range(0, run.length, most)
        ]
        found.append(pieces)
        most = max(most // max((piece.length for piece in pieces), default=1), 1)
    return found[::-1]


def _window(index: Index, run: Run) -> Index:
    """The first axis of ``index`` at the positions of ``run``: (r - offset - the rest) / step."""
    assert index.divisor == 1, "a target has no division"
    (name, step), *rest = index.terms
    place = ((_place(name), run.step),) if run.length > 1 else ()
    others = tuple((other, -coefficient) for other, coefficient in rest)
    return Index((*place, *others), run.start - index.offset, step)


def _place(name: str) -> str:
    return f"{name}_place"


def _with(factor: Factor, solved: dict[str, Index]) -> Factor:
    return Factor(factor.tensor, tuple(_replaced(index, solved) for index in factor.index))


def _replaced(index: Index, solved: dict[str, Index]) -> Index:
    names = [name for name, _ in index.terms if name in solved]
    if not names:
        return index
    assert index == Index(((names[0], 1),)), "a solved axis is read as it is"
    return solved[names[0]]
