"""The numbers of a derivation: values, symbols, terms and readers of every cell, on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import prod

import numpy as np

from gradgrid.engine.rules.cells import Reads, copied, gather, product_reads, readers
from gradgrid.engine.rules.derivation import Chapter, Derivation, Tensor
from gradgrid.engine.rules.evaluate import evaluate
from gradgrid.engine.rules.rule import Cell, Rule, Term, terms
from gradgrid.engine.rules.scatter import rule_at
from gradgrid.engine.rules.symbol import Symbol

# Above this many reads a whole tensor is computed instead of single cells.
MAX_READS = 1_000_000
Ranges = tuple[tuple[int, int], ...]
"""For each axis of a tensor the first number, and the one after the last."""


@dataclass(frozen=True, eq=False)
class Trace:
    """A derivation with its numbers, each computed when it is first asked for.

    ``_values`` holds the tensors without a rule, all of one dtype, and later what was computed.
    ``_kernels`` compute whole tensors faster than their rules do.
    """

    derivation: Derivation
    _values: dict[str, np.ndarray] = field(repr=False)
    _kernels: Mapping[str, Callable[[], np.ndarray]] = field(default_factory=dict, repr=False)

    @property
    def tensors(self) -> Mapping[str, Tensor]:
        """Every tensor, by name."""
        return self.derivation.tensors

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters that write them."""
        return self.derivation.chapters

    @property
    def symbols(self) -> Mapping[str, Symbol]:
        """The symbol of each tensor whose cells have a name of their own."""
        return self.derivation.symbols

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The shape of every tensor, by name."""
        return self.derivation.shapes

    def values(self, name: str) -> np.ndarray:
        """The numbers of one tensor, in its own axes: from the kernels, or by its rule."""
        if name not in self._values:
            if name in self._kernels:
                self._values[name] = self._kernels[name]().reshape(self.shapes[name])
            else:
                rule = self.tensors[name].rule
                assert rule is not None, f"{name} has neither values nor a rule"
                self._values[name] = self.evaluate(rule)
        return self._values[name]

    def value(self, name: str, cell: Cell) -> np.floating:
        """The number of one cell; where its tensor is not computed, the sum of its terms alone."""
        number: np.floating = self.numbers(Reads.of(name, cell)).reshape(-1)[0]
        return number

    def numbers(self, reads: Reads) -> np.ndarray:
        """The number of each cell of ``reads``, zero outside, computing only the cells it needs.

        Past MAX_READS the whole tensor is computed, which is faster then.
        """
        name, rule = reads.tensor, self.tensors[reads.tensor].rule
        if name in self._values or rule is None:
            return gather(self.values(name), reads)
        if rule.is_copy:
            return self.numbers(copied(rule, reads, self.shapes))
        if rule.target is not None:
            if reads.shape:  # solved for one cell alone
                return gather(self.values(name), reads)
            rule = rule_at(rule, tuple(map(int, reads.at)))
        if prod(reads.shape) * rule.term_count > MAX_READS:
            return gather(self.values(name), reads)
        return self._added_up(rule, reads)

    def window(self, name: str, ranges: Ranges) -> np.ndarray:
        """The numbers of the cells of one tensor within ``ranges``; no others, unless it is faster.

        Ranges are half open, one for each axis, in the order of the tensor's axes.
        """
        shape = tuple(stop - start for start, stop in ranges)
        at = (np.arange(start, stop) for start, stop in ranges)
        reads = Reads(name, np.ix_(*at), np.ones((1,) * len(shape), bool))
        return np.broadcast_to(self.numbers(reads), shape)

    def evaluate(self, rule: Rule) -> np.ndarray:
        """What ``rule`` computes from the tensors it reads."""
        return evaluate(rule, {name: self.values(name) for name in rule.sources})

    def terms(self, name: str, cell: Cell, rule: Rule | None = None) -> list[Term]:
        """Fan-in of a cell by ``rule``, or by the tensor's own; none for a base tensor."""
        chosen = rule or self.tensors[name].rule
        return [] if chosen is None else terms(rule_at(chosen, cell), cell, self.shapes)

    def readers(self, name: str, cell: Cell) -> list[tuple[str, Cell]]:
        """Fan-out of a cell: every (tensor, cell) whose own rule reads it, none of them virtual."""
        return [
            (other.name, reader)
            for other in self.readers_of(name)
            if other.rule is not None
            for reader in readers(other.rule, name, cell)
        ]

    def readers_of(self, name: str) -> list[Tensor]:
        """The tensors whose own rule reads ``name``, none of them virtual."""
        return [
            other
            for other in self.tensors.values()
            if other.rule is not None and not other.virtual and name in other.rule.sources
        ]

    def origin(self, name: str, cell: Cell) -> tuple[str, Cell] | None:
        """The named cell that a copy shows: back through padding, rotation, reshape and im2col.

        None where the copy shows a zero that was put in.
        """
        found = self.origins(Reads.of(name, cell))
        return (found.tensor, tuple(map(int, found.at))) if found.inside else None

    def origins(self, reads: Reads) -> Reads:
        """The named cells that ``reads`` show; outside where they show a zero that was put in."""
        rule = self.tensors[reads.tensor].rule
        if reads.tensor in self.symbols or rule is None:
            return reads
        return self.origins(copied(rule, reads, self.shapes))

    def symbol(self, name: str, cell: Cell | None, *, latex: bool = False) -> str:
        """The symbol of a cell as text or LaTeX; "0" for a zero that was put in, or None."""
        origin = None if cell is None else self.origin(name, cell)
        if origin is None:
            return "0"
        named, at = origin
        symbol, axes = self.symbols[named], self.tensors[named].axes
        return symbol.latex(axes, at) if latex else symbol.text(axes, at)

    def symbols_at(self, reads: Reads, *, latex: bool = False) -> list[str]:
        """The symbol of each cell of ``reads``, which have one axis; "0" for a zero put in."""
        named = self.origins(reads)
        symbol, axes = self.symbols[named.tensor], self.tensors[named.tensor].axes
        texts = symbol.texts(axes, named.at, named.inside.size, latex=latex)
        if named.inside.all():
            return texts
        inside = named.inside.tolist()
        return [text if is_in else "0" for text, is_in in zip(texts, inside, strict=True)]

    def _added_up(self, rule: Rule, reads: Reads) -> np.ndarray:
        dtype = next(iter(self._values.values())).dtype
        total = np.zeros(reads.shape, dtype)
        for product in rule.products:
            factors, sizes = product_reads(rule, product, reads, self.shapes)
            terms_each: np.ndarray = np.ones((), dtype)
            for factor in factors:
                terms_each = terms_each * self.numbers(factor)
            every = np.broadcast_to(terms_each, reads.shape + sizes)
            added = every.sum(axis=tuple(range(-len(sizes), 0)))
            total = total + (added if product.scale == 1 else added * dtype.type(product.scale))
        return np.where(reads.inside, total, dtype.type(0))
