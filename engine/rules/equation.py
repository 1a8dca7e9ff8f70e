"""One cell written out: a page of its terms, and its equation as LaTeX."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from gradgrid.engine.rules.cells import Reads, count_inside, product_reads
from gradgrid.engine.rules.rule import Cell, Product, Rule
from gradgrid.engine.rules.scatter import rule_at
from gradgrid.engine.rules.trace import Trace

EXACT = 2**53


@dataclass(frozen=True, slots=True, eq=False)
class ListedTerms:
    """Terms of one product: what each factor reads, one cell for each term.

    ``scale`` is that of the product, and 1 where all products of the rule have the same.
    """

    factors: tuple[Reads, ...]
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class TermsPage:
    """Some of the terms of a cell, in the order of the sum.

    ``count`` is how many there are in all, ``offset`` how many of them come before these.
    """

    count: int
    offset: int
    products: tuple[ListedTerms, ...]

    @property
    def end(self) -> int:
        """How many terms there are up to the last of these."""
        return self.offset + sum(each.factors[0].inside.size for each in self.products)


def page_of_terms(
    trace: Trace,
    name: str,
    cell: Cell,
    rule: Rule | None = None,
    *,
    zeros: bool = True,
    offset: int = 0,
    limit: int | None = None,
) -> TermsPage:
    """The terms of a cell by ``rule`` or by the tensor's own, ``limit`` of them from ``offset`` on.

    Without ``zeros`` those are not counted that are zero because of padding, dilation or the edge.
    A base tensor has none.
    """
    chosen = rule or trace.tensors[name].rule
    if chosen is None:
        return TermsPage(0, offset, ())
    chosen = rule_at(chosen, cell)
    found: list[ListedTerms] = []
    count = 0
    for product in chosen.products:
        counted = _counted(trace, chosen, product, cell, zeros=zeros)
        is_past = limit is not None and count >= offset + limit
        if counted is not None and (is_past or count + counted <= offset):
            count += counted
            continue
        factors, sizes = product_reads(chosen, product, Reads.of(name, cell), trace.shapes)
        listed = np.arange(prod(sizes)) if zeros else _read(trace, factors, sizes)
        end = None if limit is None else max(offset + limit - count, 0)
        page = listed[max(offset - count, 0) : end]
        count += listed.size
        if page.size:
            listed_reads = tuple(reads.some(sizes or (1,), page) for reads in factors)
            own_scale = 1.0 if product.scale == chosen.common_scale else product.scale
            found.append(ListedTerms(listed_reads, own_scale))
    return TermsPage(count, offset, tuple(found))


def equation(
    trace: Trace,
    name: str,
    cell: Cell,
    rule: Rule | None = None,
    *,
    zeros: bool = True,
    page: TermsPage | None = None,
) -> str:
    r"""``symbol = terms = numbers = value``, by ``rule`` or by the tensor's own.

    ``zeros`` writes out the terms that are zero because of padding, dilation or the edge. Given a
    ``page`` of terms, its terms are written and dots stand for the others. A base tensor is
    ``symbol = value``.

    >>> from gradgrid.engine.conv2d.geometry import ConvGeometry
    >>> from gradgrid.engine.conv2d.trace import build_trace
    >>> x, k = np.array([[[[2.0], [-1.0]]]]), np.array([[[[3.0]], [[1.0]]]])
    >>> trace = build_trace(ConvGeometry.of((1, 1, 2, 1), (1, 2, 1, 1)), x, k)
    >>> equation(trace, "output", (0, 0, 0, 0, 0))
    'y_{11} = x_{11} k_{11} + x_{12} k_{12} = 2 \\cdot 3 + (-1) \\cdot 1 = 5'
    >>> first = page_of_terms(trace, "output", (0, 0, 0, 0, 0), limit=1)
    >>> equation(trace, "output", (0, 0, 0, 0, 0), page=first)
    'y_{11} = x_{11} k_{11} + \\cdots = 2 \\cdot 3 + \\cdots = 5'
    """
    chosen = rule or trace.tensors[name].rule
    page = page or page_of_terms(trace, name, cell, chosen, zeros=zeros)
    sides = [trace.symbol(name, cell, latex=True)]
    if chosen is not None:
        scale = _times(chosen.common_scale)
        symbols, numbers = [], []
        for listed in page.products:
            names = [trace.symbols_at(reads, latex=True) for reads in listed.factors]
            values = [_values(trace, reads) for reads in listed.factors]
            own = _times(listed.scale)
            symbols += [own + each for each in _joined(" ", names)]
            numbers += [own + each for each in _joined(r" \cdot ", values)]
        sides += [_scaled(scale, _with_dots(each, page)) for each in (symbols, numbers)]
    sides.append(_number(float(trace.value(name, cell))))
    return " = ".join(side for i, side in enumerate(sides) if i == 0 or side != sides[i - 1])


def _counted(trace: Trace, rule: Rule, product: Product, cell: Cell, *, zeros: bool) -> int | None:
    """How many terms a product has, without a number for each; None where it reads copies."""
    if zeros:
        return prod(axis.size for axis in product.sum)
    if any(trace.tensors[factor.tensor].rule is not None for factor in product.factors):
        return None
    return count_inside(rule, product, cell, trace.shapes)


def _read(trace: Trace, factors: tuple[Reads, ...], sizes: tuple[int, ...]) -> np.ndarray:
    """The terms of which no factor falls outside, or on a zero that padding or dilation put in."""
    inside: np.ndarray = np.asarray(True)
    for reads in factors:
        inside = inside & trace.origins(reads).inside
    return np.flatnonzero(np.broadcast_to(inside, sizes))


def _joined(joiner: str, columns: list[list[str]]) -> list[str]:
    return [joiner.join(each) for each in zip(*columns, strict=True)]


def _with_dots(terms: list[str], page: TermsPage) -> str:
    before = [r"\cdots"] if page.offset > 0 and page.count else []
    after = [r"\cdots"] if page.end < page.count and terms else []
    return " + ".join([*before, *terms, *after]) or "0"


def _values(trace: Trace, reads: Reads) -> list[str]:
    numbers: list[float] = trace.numbers(reads).tolist()
    return [f"({_number(number)})" if number < 0 else _number(number) for number in numbers]


def _times(scale: float) -> str:
    """A scale before what it multiplies; nothing for 1."""
    number = f"({_number(scale)})" if scale < 0 else _number(scale)
    return "" if scale == 1 else rf"{number} \cdot "


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < EXACT:
        return f"{value:.0f}"
    digits, _, exponent = f"{value:.6g}".partition("e")
    return rf"{digits} \times 10^{{{int(exponent)}}}" if exponent else digits


def _scaled(scale: str, total: str) -> str:
    return f"{scale}({total})" if scale else total
