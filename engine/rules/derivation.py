"""The parts of a derivation: tensors with views and rules, steps that write them, chapters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gradgrid.engine.rules.rule import Axis, Cell, Rule
from gradgrid.engine.rules.symbol import Symbol


@dataclass(frozen=True, slots=True)
class View:
    """How a tensor is laid out: a grid for each combination of ``blocks``, by rows and columns."""

    blocks: tuple[str, ...]
    rows: tuple[str, ...]
    cols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of the derivation; a base tensor has values and no rule.

    ``role`` is "value" or "gradient", ``of`` the request's tensor whose colour it wears, ``letter``
    what titles and prose call it: of a gradient, what it is the gradient with respect to. A
    ``virtual`` one is a copy too large to hold: it is read a cell at a time, never as a whole.
    """

    name: str
    role: str
    of: str
    letter: str
    axes: tuple[Axis, ...]
    view: View
    rule: Rule | None = None
    virtual: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """One size for each axis."""
        return tuple(axis.size for axis in self.axes)

    @property
    def is_copy(self) -> bool:
        """Whether it is a copy of other tensors' cells, so that its rule says all of it."""
        return self.rule is not None and self.rule.is_copy


@dataclass(frozen=True, slots=True)
class Drawing:
    """A tensor drawn in a step, in a view of its own where that differs."""

    tensor: str
    view: View | None = None


@dataclass(frozen=True, slots=True)
class QuotedFactor:
    """One factor as the article prints it; ``symbol`` where it is no cell of a tensor.

    Without a cell and without a symbol it is a zero that was put in. ``wrong`` is where the
    mistake lies; ``value`` is the number of a factor that is no cell, where it has one.
    """

    tensor: str
    cell: Cell | None
    wrong: bool = False
    symbol: str | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Erratum:
    """What the article prints for one ``cell`` of the written tensor: scale * sum of products.

    Without terms, the cell is only where to look. ``right`` is what should stand there, where that
    is not the number of the cell.
    """

    cell: Cell
    terms: tuple[tuple[QuotedFactor, ...], ...] = ()
    scale: float = 1.0
    right: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``tensor`` is written by ``tensor.rule`` from the tensors drawn.

    The reader goes through the cells of ``cursor_over``: of what is written, or of a source whose
    readers are the point of the step. ``perturbs`` names the tensor of which one cell is raised by
    1: the cell at the place of the one written. ``erratum`` is what the article prints for a cell.
    """

    id: str
    draws: tuple[Drawing, ...]
    tensor: Tensor
    cursor_over: str
    perturbs: str | None = None
    erratum: Erratum | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """An ordered part of the derivation; ``id`` is its URL slug."""

    id: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Derivation:
    """Every tensor by name, every chapter, and the symbol of each tensor whose cells have one.

    ``given`` names the tensors of the request, ``answers`` those that kernels compute from them,
    ``loss`` the two whose product, summed over all cells, the gradients are of.
    """

    tensors: Mapping[str, Tensor]
    chapters: tuple[Chapter, ...]
    symbols: Mapping[str, Symbol]
    given: tuple[str, ...]
    answers: tuple[str, ...]
    loss: tuple[str, str]

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every tensor, by name."""
        return {name: tensor.shape for name, tensor in self.tensors.items()}


def step(
    id: str,
    tensor: Tensor,
    *,
    views: Mapping[str, View] | None = None,
    cursor_over: str | None = None,
    context: tuple[str, ...] = (),
    perturbs: str | None = None,
    erratum: Erratum | None = None,
) -> Step:
    """A step that draws what its rule reads, and then what it writes.

    ``context`` names tensors that the rule does not read, drawn before the others.
    """
    assert tensor.rule is not None, "a step writes by a rule"
    names = (*context, *tensor.rule.sources, tensor.name)
    draws = tuple(Drawing(name, (views or {}).get(name)) for name in names)
    return Step(id, draws, tensor, cursor_over or tensor.name, perturbs, erratum)
