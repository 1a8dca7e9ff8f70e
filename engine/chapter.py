"""What the derivation is made of: tensors with views and rules, steps that write them, chapters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.rule import Axis, Rule


@dataclass(frozen=True, slots=True)
class View:
    """How a tensor is laid out: a grid for each combination of ``blocks``, by rows and columns."""

    blocks: tuple[str, ...]
    rows: tuple[str, ...]
    cols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of the derivation; a base tensor has values and no rule.

    ``role`` is "value" or "gradient", ``of`` the request's tensor whose colour it wears.
    """

    name: str
    role: str
    of: str
    axes: tuple[Axis, ...]
    view: View
    rule: Rule | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """One size for each axis."""
        return tuple(axis.size for axis in self.axes)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A tensor drawn in a step, in a view of its own where that differs."""

    tensor: str
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``tensor`` is written by ``tensor.rule`` from the tensors drawn.

    The reader goes through the cells of ``walks``: of what is written, or of a source whose readers
    are the point of the step.
    """

    id: str
    draws: tuple[Drawing, ...]
    tensor: Tensor
    walks: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """An ordered part of the derivation; ``id`` is its URL slug."""

    id: str
    steps: tuple[Step, ...]


def step(
    id: str,
    tensor: Tensor,
    *,
    views: Mapping[str, View] | None = None,
    walks: str | None = None,
) -> Step:
    """A step that draws what its rule reads, and then what it writes."""
    assert tensor.rule is not None, "a step writes by a rule"
    names = (*tensor.rule.sources, tensor.name)
    draws = tuple(Drawing(name, (views or {}).get(name)) for name in names)
    return Step(id, draws, tensor, walks or tensor.name)
