"""The map of one example: what its geometry has of the derivation, every part with its link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import NamedTuple

from gradgrid.app.lessons.lesson import Lesson
from gradgrid.app.pages.map.places import OPERATIONS, PLACES, Operation, Place, there
from gradgrid.engine.conv2d.derivation import derivation_of
from gradgrid.engine.rules.derivation import Step, Tensor
from gradgrid.engine.rules.index_equation import index_equation

_GRADIENT = "\N{PARTIAL DIFFERENTIAL}L/\N{PARTIAL DIFFERENTIAL}"


@dataclass(frozen=True, slots=True)
class Node:
    """A tensor on the map."""

    tensor: Tensor
    place: Place
    grids: int
    rows: int
    cols: int
    title: tuple[str, str, str]
    """What stands before the letter, the letter, and what stands after it."""
    link: Link
    equation: str

    @property
    def size(self) -> str:
        """Rows and columns of one of its grids."""
        return f"{self.rows}\N{MULTIPLICATION SIGN}{self.cols}"


class Link(NamedTuple):
    """A step, with the number of its chapter."""

    chapter: str
    step: str
    number: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """An operation as this example has it: names of nodes that are there, steps that are there."""

    operation: Operation
    sources: Mapping[str, str]
    links: tuple[Link, ...]
    equation: str


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """What one lesson has of the derivation, and every tensor of it by name."""

    nodes: Mapping[str, Node]
    arrows: tuple[Arrow, ...]
    tensors: Mapping[str, Tensor]


@lru_cache(maxsize=64)
def map_of(lesson: Lesson) -> Map:
    """The tensors and rules that the lesson's geometry has.

    >>> from gradgrid.app.lessons.lesson import lesson
    >>> found = map_of(lesson("article-multi-channel"))
    >>> found.nodes["input_columns"].size, "input_padded" in found.nodes
    ('4×12', False)
    """
    derivation = derivation_of(lesson.geometry, has_bias=lesson.has_bias)
    tensors = derivation.tensors
    steps = {(each.id, step.id): step for each in derivation.chapters for step in each.steps}
    nodes = {
        name: _node(lesson, tensors[name], place, steps)
        for name, place in PLACES.items()
        if name in tensors
    }
    arrows = []
    for operation in OPERATIONS:
        named = ((there(name, nodes), route) for name, route in operation.sources.items())
        sources = {name: route for name, route in named if name in nodes}
        between = (there(name, nodes) for name in operation.between or ())
        if operation.target in nodes and all(name in nodes for name in between):
            links = tuple(_link(lesson, step) for step in operation.steps)
            equation = _equation(steps, links[-1]) if links else ""
            arrows.append(Arrow(operation, sources, links, equation))
    return Map(nodes, tuple(arrows), tensors)


def _link(lesson: Lesson, way: str) -> Link:
    """A step, or its chapter's first where this example does not have it."""
    chapter, step = way.split("/")
    there = lesson.chapters[chapter]
    return Link(chapter, step if step in there.steps else next(iter(there.steps)), there.number)


def _equation(steps: Mapping[tuple[str, str], Step], link: Link) -> str:
    written = steps[link.chapter, link.step].tensor
    return index_equation(written.name, written.rule) if written.rule else ""


def _node(
    lesson: Lesson, tensor: Tensor, place: Place, steps: Mapping[tuple[str, str], Step]
) -> Node:
    sizes = {axis.name: axis.size for axis in tensor.axes}
    grids, rows, cols = (
        prod(sizes[name] for name in names)
        for names in (tensor.view.blocks, tensor.view.rows, tensor.view.cols)
    )
    link = _link(lesson, place.step)
    writes = steps[link.chapter, link.step].tensor.name == tensor.name
    equation = index_equation(tensor.name, tensor.rule) if tensor.rule else ""
    title = _title(lesson.words["tensors"][tensor.name], tensor)
    return Node(
        tensor,
        place,
        grids,
        rows,
        cols,
        title,
        link,
        _equation(steps, link) if writes else equation,
    )


def _title(template: str, tensor: Tensor) -> tuple[str, str, str]:
    for mark, is_gradient in (("{self}", tensor.role == "gradient"), ("{value}", False)):
        if mark in template:
            before, after = template.split(mark)
            letter = f"{_GRADIENT}{tensor.letter}" if is_gradient else tensor.letter
            return before, letter, after
    return template, "", ""
