"""The whole derivation as a map: tensors as nodes, rules as edges, each a way into a chapter."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from app.explainer import Lesson
from engine.chapter import Tensor
from engine.trace import tensors_of

WIDTH, HEIGHT = 1190, 560
COLUMN, ROW = 206, 112
LEFT, TOP = 80, 46
# A thumbnail is drawn cell by cell as long as its cells can be told apart.
BOX_WIDTH, BOX_HEIGHT = 110, 54
MOST_CELL, LEAST_CELL = 13, 3.2
MOST_STACK = 3
# Below a node stand its name and its shape.
UNDER = 60


class Place(NamedTuple):
    """Where a tensor stands, in columns and rows of the map, and the step that it opens."""

    column: float
    row: float
    step: str


PLACES = {
    "weight": Place(2, 0, "forward-window/slide"),
    "weight_matrix": Place(3, 0, "forward-matmul/kernel-matrix"),
    "bias": Place(4, 0, "grad-bias/broadcast"),
    "input": Place(0, 1, "forward-window/slide"),
    "input_padded": Place(1, 1, "forward-matmul/pad"),
    "input_columns": Place(2, 1, "forward-matmul/im2col"),
    "output_matrix": Place(3, 1, "forward-matmul/multiply"),
    "output": Place(4, 1, "forward-matmul/reshape"),
    "loss": Place(5, 1, "nudge/loss"),
    "grad_weight": Place(1, 2, "grad-weight/reshape"),
    "grad_weight_matrix": Place(2, 2, "grad-weight/multiply"),
    "grad_output_matrix": Place(3, 2, "grad-weight/gradient-matrix"),
    "grad_output": Place(4, 2, "grad-input-elements/fan-out"),
    "grad_bias": Place(5, 2.75, "grad-bias/sum"),
    "grad_input": Place(0, 3, "three-routes/scatter"),
    "grad_columns": Place(2, 3, "grad-input-fold/multiply"),
    "weight_swapped": Place(1, 4, "grad-input-conv/swap"),
    "grad_output_padded": Place(2, 4, "grad-input-conv/pad"),
    "grad_output_dilated": Place(3, 4, "grad-input-conv/dilate"),
}

# From, to, the step that goes this way; where a tensor is not there, the way leads past it.
WAYS = (
    ("weight", "weight_matrix", "forward-matmul/kernel-matrix"),
    ("input", "input_padded", "forward-matmul/pad"),
    ("input_padded", "input_columns", "forward-matmul/im2col"),
    ("input_columns", "output_matrix", "forward-matmul/multiply"),
    ("weight_matrix", "output_matrix", "forward-matmul/multiply"),
    ("output_matrix", "output", "forward-matmul/reshape"),
    ("bias", "output", "grad-bias/broadcast"),
    ("output", "loss", "nudge/loss"),
    ("loss", "grad_output", "nudge/loss"),
    ("grad_output", "grad_bias", "grad-bias/sum"),
    ("grad_output", "grad_output_matrix", "grad-weight/gradient-matrix"),
    ("grad_output_matrix", "grad_weight_matrix", "grad-weight/multiply"),
    ("input_columns", "grad_weight_matrix", "grad-weight/multiply"),
    ("grad_weight_matrix", "grad_weight", "grad-weight/reshape"),
    ("grad_output_matrix", "grad_columns", "grad-input-fold/multiply"),
    ("grad_columns", "grad_input", "grad-input-fold/fold"),
    ("grad_output", "grad_output_dilated", "grad-input-conv/dilate"),
    ("grad_output_dilated", "grad_output_padded", "grad-input-conv/pad"),
    ("grad_output_padded", "grad_input", "grad-input-conv/slide"),
    ("weight_swapped", "grad_input", "grad-input-conv/slide"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A tensor on the map, drawn as one of its grids, with others behind it."""

    tensor: Tensor
    x: float
    y: float
    rows: int
    cols: int
    grids: int
    chapter: str
    step: str
    title: tuple[str, str, str]
    """What stands before the letter, the letter, and what stands after it."""

    @property
    def cell(self) -> float:
        """Pixels from one cell to the next; 0 where there are too many to be told apart."""
        size = min(MOST_CELL, BOX_WIDTH / self.cols, BOX_HEIGHT / self.rows)
        return size if size >= LEAST_CELL else 0

    @property
    def width(self) -> float:
        """Of the thumbnail."""
        slim = max(12.0, BOX_HEIGHT * self.cols / self.rows)
        return self.cols * self.cell or min(BOX_WIDTH, slim)

    @property
    def height(self) -> float:
        """Of the thumbnail."""
        slim = max(12.0, BOX_WIDTH * self.rows / self.cols)
        return self.rows * self.cell or min(BOX_HEIGHT, slim)

    @property
    def stack(self) -> int:
        """Grids drawn behind the first."""
        return min(self.grids, MOST_STACK) - 1

    @property
    def shape(self) -> str:
        """How many grids of how many rows and columns."""
        size = f"{self.rows}\N{MULTIPLICATION SIGN}{self.cols}"
        return size if self.grids == 1 else f"{self.grids} \N{MULTIPLICATION SIGN} {size}"


@dataclass(frozen=True, slots=True)
class Edge:
    """A rule on the map: from a tensor that it reads to the one that it writes."""

    source: Node
    target: Node
    chapter: str
    step: str
    number: int

    @property
    def path(self) -> str:
        """A line from side to side, curved where the rows differ."""
        a, b = self.source, self.target
        if a.x == b.x:
            return f"M{a.x} {a.y + UNDER}V{b.y - b.height / 2 - 7:.0f}"
        right = 1 if b.x > a.x else -1
        if a.tensor.name == "loss":
            end = b.x - right * (b.width / 2 + 14)
            return f"M{a.x} {a.y + UNDER}C{a.x} {b.y - 10} {a.x - 30} {b.y} {end:.0f} {b.y}"
        start, end = a.x + right * (a.width / 2 + 12), b.x - right * (b.width / 2 + 14)
        middle = (start + end) / 2
        return f"M{start:.0f} {a.y}C{middle:.0f} {a.y} {middle:.0f} {b.y} {end:.0f} {b.y}"

    @property
    def label(self) -> tuple[float, float]:
        """Where its number stands."""
        a, b = self.source, self.target
        if a.x == b.x:
            return a.x + 17, (a.y + UNDER + b.y - b.height / 2 - 7) / 2
        if a.tensor.name == "loss":
            return a.x - 50, b.y - 12
        return (a.x + b.x) / 2, (a.y + b.y) / 2


@dataclass(frozen=True, slots=True)
class Map:
    """Nodes and edges for one lesson."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def map_of(lesson: Lesson) -> Map:
    """The tensors and rules that the lesson's geometry has.

    >>> from app.explainer import lesson
    >>> found = map_of(lesson("article-multi-channel"))
    >>> [node.shape for node in found.nodes if node.tensor.name == "input_columns"]
    ['4×12']
    """
    tensors = tensors_of(lesson.geometry, has_bias=lesson.has_bias)
    nodes = {
        name: _node(lesson, tensors[name], place)
        for name, place in PLACES.items()
        if name in tensors
    }
    edges = []
    for source, target, way in WAYS:
        at = _first_of(source, nodes)
        if target not in nodes or at is None:
            continue
        chapter, step = _open(lesson, way)
        number = lesson.chapters[chapter].number
        edges.append(Edge(nodes[at], nodes[target], chapter, step, number))
    return Map(tuple(nodes.values()), tuple(edges))


# What a way starts from where there is no padding, or no stride.
_INSTEAD = {"input_padded": "input", "grad_output_dilated": "grad_output"}


def _first_of(name: str, nodes: dict[str, Node]) -> str | None:
    if name in nodes:
        return name
    instead = _INSTEAD.get(name)
    return instead if instead in nodes else None


def _open(lesson: Lesson, way: str) -> tuple[str, str]:
    """The step of a way, or the chapter's first where this example does not have it."""
    chapter, step = way.split("/")
    steps = lesson.chapters[chapter].steps
    return chapter, step if step in steps else next(iter(steps))


def _node(lesson: Lesson, tensor: Tensor, place: Place) -> Node:
    sizes = {axis.name: axis.size for axis in tensor.axes}
    grids, rows, cols = (
        prod(sizes.get(name, 1) for name in names)
        for names in (tensor.view.blocks, tensor.view.rows, tensor.view.cols)
    )
    chapter, step = _open(lesson, place.step)
    x, y = LEFT + place.column * COLUMN, TOP + place.row * ROW
    title = _title(lesson.words["tensors"][tensor.name], tensor)
    return Node(tensor, x, y, rows, cols, grids, chapter, step, title)


GRADIENT = "\N{PARTIAL DIFFERENTIAL}L/\N{PARTIAL DIFFERENTIAL}"
_LETTERS = {"input": "X", "weight": "K", "bias": "b", "output": "Y"}


def _title(template: str, tensor: Tensor) -> tuple[str, str, str]:
    letter = _LETTERS[tensor.of]
    for mark, is_gradient in (("{self}", tensor.role == "gradient"), ("{value}", False)):
        if mark in template:
            before, after = template.split(mark)
            return before, f"{GRADIENT}{letter}" if is_gradient else letter, after
    return template, "", ""
