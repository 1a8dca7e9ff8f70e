"""What the page must show, from the engine: values, fan-in and fan-out of every step's cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np

from gradgrid.app import presets
from gradgrid.app.lessons import lesson as explainer
from gradgrid.engine.conv2d.trace import trace_of_inputs
from gradgrid.engine.rules.cells import readers
from gradgrid.engine.rules.derivation import Step, View
from gradgrid.engine.rules.rule import Cell, Read, Term, terms
from gradgrid.engine.rules.trace import Trace

ARTICLE = "article-multi-channel"
LEFTOVER = "stride-2-leftover"
PRESETS = (
    ARTICLE,
    LEFTOVER,
    "grouped",
    "batch-2",
    "dilated",
    "asymmetric-padding",
)

# Its steps are routes to one result.
ROUTES = "three-routes"

Place = tuple[str, Cell]


@dataclass(frozen=True)
class Lesson:
    """A preset's trace, and those of its chapters that the page tells."""

    preset: str
    trace: Trace
    chapters: dict[str, tuple[Step, ...]]

    @property
    def steps(self) -> list[tuple[str, Step]]:
        """Every step with its chapter, in order."""
        return [(chapter, step) for chapter, steps in self.chapters.items() for step in steps]

    def step(self, chapter: str, step: str) -> Step:
        """One step."""
        return next(each for each in self.chapters[chapter] if each.id == step)

    def title(self, chapter: str, step: Step, language: str = "en") -> str:
        """The step's heading."""
        return explainer.lesson(self.preset, language).chapters[chapter].steps[step.id]

    def view(self, step: Step, tensor: str) -> View:
        """How the step draws a tensor."""
        drawn = next(each.view for each in step.draws if each.tensor == tensor)
        return drawn or self.trace.tensors[tensor].view

    def extent(self, step: Step, tensor: str) -> tuple[int, int, int]:
        """Grids, rows and columns of a tensor in the step."""
        view = self.view(step, tensor)
        sizes = {axis.name: axis.size for axis in self.trace.tensors[tensor].axes}
        blocks, rows, cols = (
            prod(sizes.get(name, 1) for name in names)
            for names in (view.blocks, view.rows, view.cols)
        )
        return blocks, rows, cols

    def cells(self, step: Step, tensor: str | None = None) -> list[Cell]:
        """The cells of a tensor (the one written) in reading order: by grid, row, column."""
        name = tensor or step.tensor.name
        view, axes = self.view(step, name), self.trace.tensors[name].axes
        names = (*view.blocks, *view.rows, *view.cols)
        sizes = {axis.name: axis.size for axis in axes}
        shape = [sizes.get(each, 1) for each in names]
        return [
            tuple(dict(zip(names, at, strict=True))[axis.name] for axis in axes)
            for at in np.ndindex(*shape)
        ]

    def number(self, tensor: str, cell: Cell) -> str:
        """A cell's value as the page writes it: whole, with a true minus sign."""
        value = float(self.trace.values(tensor)[cell])
        assert value.is_integer(), f"{tensor}{cell} is {value}: the presets hold whole numbers"
        return str(int(value)).replace("-", "\N{MINUS SIGN}")

    def terms(self, step: Step, cell: Cell) -> list[Term]:
        """Fan-in by the step's own rule."""
        assert step.tensor.rule is not None
        return terms(step.tensor.rule, cell, self.trace.shapes)

    def reads(self, step: Step, cell: Cell) -> set[Place]:
        """The cells in range that a result reads."""
        found = (read for term in self.terms(step, cell) for read in term)
        return {(read.tensor, read.cell) for read in found if read.cell is not None}

    def marked(self, chapter: str, step: Step, cell: Cell) -> set[Place]:
        """The cells that light up for a result: what it reads, and the cell that is raised."""
        if chapter == ROUTES:
            return {place for each in self.chapters[chapter] for place in self.met(each, cell)}
        return self.reads(step, cell)

    def met(self, step: Step, cell: Cell) -> set[Place]:
        """The cells of the terms that read nothing from outside."""
        terms = [t for t in self.terms(step, cell) if all(read.cell is not None for read in t)]
        return {
            (read.tensor, read.cell) for term in terms for read in term if read.cell is not None
        }

    def products(self, step: Step, cell: Cell) -> list[tuple[frozenset[Place], frozenset[Place]]]:
        """Each product of given cells that a result adds up, with what the step reads for it."""
        return [
            (parts, frozenset((read.tensor, read.cell) for read in term if read.cell is not None))
            for term in self.terms(step, cell)
            for parts in self._expanded(term)
        ]

    def _expanded(self, term: Term) -> list[frozenset[Place]]:
        """A term as the products of given cells that it is the sum of."""
        found: list[frozenset[Place]] = [frozenset()]
        for read in term:
            found = [parts | more for parts in found for more in self._parts(read)]
        return found

    def _parts(self, read: Read) -> list[frozenset[Place]]:
        origin = None if read.cell is None else self.trace.origin(read.tensor, read.cell)
        if origin is None:
            return []
        rule = self.trace.tensors[origin[0]].rule
        if rule is None:
            return [frozenset([origin])]
        return [
            p for term in terms(rule, origin[1], self.trace.shapes) for p in self._expanded(term)
        ]

    def readers(self, step: Step, tensor: str, cell: Cell) -> set[Cell]:
        """The results that read a source cell."""
        assert step.tensor.rule is not None
        return set(readers(step.tensor.rule, tensor, cell))

    def is_put_in(self, read: Read) -> bool:
        """Whether a factor is a zero of the construction and not of the data."""
        return read.cell is None or self.trace.origin(read.tensor, read.cell) is None

    def sources(self, step: Step) -> list[str]:
        """The tensors that the step's rule reads."""
        assert step.tensor.rule is not None
        return list(step.tensor.rule.sources)

    def drawn(self, chapter: str, step: Step) -> dict[str, Step]:
        """Every tensor on the board with the step that draws it: routes stand side by side."""
        steps = self.chapters[chapter] if chapter == ROUTES else (step,)
        return {each.tensor: drawing for drawing in steps for each in drawing.draws}


@lru_cache
def lesson(preset: str) -> Lesson:
    """The lesson on one preset."""
    given = presets.BY_ID[preset]
    inputs = given.inputs
    trace = trace_of_inputs(inputs)
    told = explainer.lesson(preset).chapters
    chapters = {each.id: each.steps for each in trace.chapters if each.id in told}
    return Lesson(preset, trace, chapters)


def spread(cells: list[Cell], count: int = 4) -> list[int]:
    """The first, the last, and some positions between."""
    last = len(cells) - 1
    return sorted({round(last * part / (count - 1)) for part in range(count)})


def channel_last(names: tuple[str, ...]) -> tuple[str, ...]:
    """The axes of a patch with its channel running fastest; all others as they are."""
    channels = [name for name in names if name in "co"]
    if not channels or not {"u", "v"} <= set(names):
        return names
    return (*(name for name in names if name not in channels), *channels)
