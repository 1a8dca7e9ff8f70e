"""Where a tensor stands on the page, and its grid drawn small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gradgrid.app.pages.map.nodes import Map, Node
from gradgrid.engine.rules.derivation import Tensor
from gradgrid.engine.rules.rule import Cell, terms

Point = tuple[float, float]

# Up to this many rows or columns a thumbnail is drawn cell by cell.
LEAST_CELL = 4.0
MAX_STACK, STACKED = 3, 4
GAP = 8
# From a thumbnail's box to the line of its name, and to the far edge of its name and shape.
TITLE_ABOVE, TITLE_BELOW = 32, 19
NAMED_ABOVE, NAMED_BELOW = 46, 44


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A page's shape. The flow runs along it, and the rows stand across."""

    id: str
    is_tall: bool
    width: int
    height: int | None
    """None where it follows from what stands in it."""
    start: int
    pitch: int
    rows: Mapping[int, float]
    outside: Mapping[int, float]
    """Where the lines of the first and of the second row run that go around all others."""
    middle: float
    crossing: float
    """Between the first row and the second: the lines that they share, and where curves end."""
    box: tuple[int, int]
    most_cell: float

    def point(self, along: float, across: float) -> Point:
        """Right and down."""
        return (across, along) if self.is_tall else (along, across)

    @property
    def room(self) -> int:
        """The width that a node has to itself."""
        return 118 if self.is_tall else self.pitch - 40

    def label_above(self, row: int) -> bool:
        """Whether a name stands above its thumbnail: away from the row that mirrors it."""
        return row == 1 and not self.is_tall


WIDE = Frame(
    id="wide",
    is_tall=False,
    width=1172,
    height=512,
    start=64,
    pitch=174,
    rows={1: 106, 2: 266, 3: 400},
    outside={1: 11, 2: 500},
    middle=204,
    crossing=198,
    box=(124, 66),
    most_cell=18,
)
TALL = Frame(
    id="tall",
    is_tall=True,
    width=358,
    height=None,
    start=62,
    pitch=134,
    rows={1: 71, 2: 194, 3: 299},
    outside={1: 8, 2: 352},
    middle=136,
    crossing=127,
    box=(84, 60),
    most_cell=14,
)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A node with its place: one of its grids, its cells and the zeros put in as two paths."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    stack: int
    filled: str
    zeros: str
    frame: Frame

    @property
    def behind(self) -> list[int]:
        """How far each plate of its stack stands out, the farthest first."""
        return [STACKED * step for step in range(self.stack, 0, -1)]

    @property
    def title_y(self) -> float:
        """The line that its name stands on."""
        half = self.frame.box[1] / 2
        return self.y - half - TITLE_ABOVE if self._label_above else self.y + half + TITLE_BELOW

    @property
    def _label_above(self) -> bool:
        return self.frame.label_above(self.node.place.row)

    def reach(self, *, across: bool, forward: bool) -> float:
        """How far it reaches from its middle, with its name, along the flow or across."""
        is_vertical = across != self.frame.is_tall
        half = (self.height if is_vertical else self.width) / 2 + GAP
        behind = self.stack * STACKED
        if is_vertical and forward != self._label_above:
            return self.frame.box[1] / 2 + (NAMED_BELOW if forward else NAMED_ABOVE)
        return half + (behind if forward != is_vertical else 0)


def thumbnail(node: Node, found: Map, frame: Frame) -> Thumbnail:
    """A node as it is drawn in a frame."""
    x, y = frame.point(_along(node, found, frame), frame.rows[node.place.row])
    most_width, most_height = frame.box
    cell = min(frame.most_cell, most_width / node.cols, most_height / node.rows)
    filled = zeros = ""
    if cell >= LEAST_CELL:
        width, height = node.cols * cell, node.rows * cell
        filled, zeros = _cells(node, found, (x - width / 2, y - height / 2), cell)
    else:
        width = min(most_width, max(12.0, most_height * node.cols / node.rows))
        height = min(most_height, max(12.0, most_width * node.rows / node.cols))
        # Too many to be told apart: one plate.
        left, top = x - width / 2, y - height / 2
        filled = f"M{left:.1f} {top:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z"
    stack = min(node.grids, MAX_STACK) - 1
    return Thumbnail(node, x, y, width, height, stack, filled, zeros, frame)


def _along(node: Node, found: Map, frame: Frame) -> float:
    """How far on it stands; where nobody stands before it, a tall page saves room."""
    taken = {each.place.along for each in found.nodes.values()}
    places = range(node.place.along)
    steps = (0.5 if frame.is_tall and place not in taken else 1 for place in places)
    return frame.start + frame.pitch * sum(steps)


def _cells(node: Node, found: Map, corner: Point, cell: float) -> tuple[str, str]:
    """Its first grid as two paths: cells with a number, and zeros that were put in."""
    tensor, (left, top) = node.tensor, corner
    side = cell - (1.5 if cell >= 8 else 0.8)
    inset = (cell - side) / 2
    paths = {False: "", True: ""}
    for row in range(node.rows):
        for col in range(node.cols):
            at = _cell(tensor, row, col)
            x, y = left + col * cell + inset, top + row * cell + inset
            square = f"M{x:.1f} {y:.1f}h{side:.1f}v{side:.1f}h-{side:.1f}z"
            paths[_is_zero(found.tensors, tensor, at)] += square
    return paths[False], paths[True]


def _cell(tensor: Tensor, row: int, col: int) -> Cell:
    at = dict.fromkeys(tensor.view.blocks, 0)
    sizes = {axis.name: axis.size for axis in tensor.axes}
    for names, position in ((tensor.view.rows, row), (tensor.view.cols, col)):
        rest = position
        for name in reversed(names):
            rest, at[name] = divmod(rest, sizes[name])
    return tuple(at[axis.name] for axis in tensor.axes)


def _is_zero(tensors: Mapping[str, Tensor], tensor: Tensor, cell: Cell) -> bool:
    """Whether a copy shows no cell, but a zero that was put in."""
    if tensor.rule is None or not tensor.rule.is_copy:
        return False
    shapes = {name: tensors[name].shape for name in tensor.rule.sources}
    ((read,),) = terms(tensor.rule, cell, shapes)
    return read.cell is None or _is_zero(tensors, tensors[read.tensor], read.cell)
