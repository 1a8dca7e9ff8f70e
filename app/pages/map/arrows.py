"""The map as lines: an operation leads from what it reads to what it writes, and has a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gradgrid.app.pages.map.frame import NAMED_BELOW, Frame, Point, Thumbnail, thumbnail
from gradgrid.app.pages.map.nodes import Arrow, Map
from gradgrid.app.pages.map.places import there

ROUND, ASIDE = 12, 13


class Label(NamedTuple):
    """The middle of an operation's numbers, and on which side of them its name stands."""

    x: float
    y: float
    side: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """An operation with its lines, one for each source that has a route."""

    arrow: Arrow
    lines: Mapping[str, str]
    label: Label | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """All there is to draw in a frame."""

    frame: Frame
    height: float
    nodes: Mapping[str, Thumbnail]
    arrows: Sequence[Drawn]


@lru_cache(maxsize=128)
def drawing_of(found: Map, frame: Frame) -> Drawing:
    """The map in a frame."""
    nodes = {name: thumbnail(node, found, frame) for name, node in found.nodes.items()}
    arrows = [
        Drawn(arrow, _lines(arrow, nodes, frame), _label(arrow, nodes, frame))
        for arrow in found.arrows
    ]
    lowest = max(each.y for each in nodes.values()) + frame.box[1] / 2 + NAMED_BELOW
    return Drawing(frame, frame.height or lowest, nodes, arrows)


def _lines(arrow: Arrow, nodes: Mapping[str, Thumbnail], frame: Frame) -> dict[str, str]:
    target = nodes[arrow.operation.target]
    found = {}
    for name, route in arrow.sources.items():
        if route == "across":
            found[name] = _across(nodes[name], target, frame)
        elif route:
            corners = _corners(route, nodes[name], target, frame)
            parts = _around(nodes[name], nodes, corners, frame)
            found[name] = "".join(_rounded([frame.point(*at) for at in part]) for part in parts)
    return found


def _around(
    source: Thumbnail, nodes: Mapping[str, Thumbnail], corners: list[Point], frame: Frame
) -> list[list[Point]]:
    """A line in parts: what stands in the way of its first leg is left out."""
    (start, row), (end, level), *_ = corners
    if row != level:
        return [corners]
    parts, goes_on = [], end > start
    low, high = sorted((start, end))
    in_between = [
        each
        for each in nodes.values()
        if each.node.place.row == source.node.place.row and low < _at(each, frame)[0] < high
    ]
    for each in sorted(in_between, key=lambda each: _at(each, frame)[0], reverse=not goes_on):
        sign, along = (1 if goes_on else -1), _at(each, frame)[0]
        stop = along - sign * each.reach(across=False, forward=not goes_on)
        parts.append([(start, row), (stop, row)])
        start = along + sign * each.reach(across=False, forward=goes_on)
    return [*parts, [(start, row), *corners[1:]]]


def _at(thumbnail: Thumbnail, frame: Frame) -> Point:
    """Along and across."""
    return (thumbnail.y, thumbnail.x) if frame.is_tall else (thumbnail.x, thumbnail.y)


def _corners(route: str, a: Thumbnail, b: Thumbnail, frame: Frame) -> list[Point]:
    """Where a line begins, bends and ends, along and across."""
    (along, row), (to, to_row) = _at(a, frame), _at(b, frame)
    goes_on = to > along
    leave = along + (1 if goes_on else -1) * a.reach(across=False, forward=goes_on)
    arrive = to - (1 if goes_on else -1) * b.reach(across=False, forward=not goes_on)
    below = to_row + b.reach(across=True, forward=True)
    match route:
        case "outside" if a.node.place.row == 1:
            lane = frame.outside[1]
            start, end = (each.reach(across=True, forward=False) for each in (a, b))
            return [(along, row - start), (along, lane), (to, lane), (to, to_row - end)]
        case "outside":
            lane, out, into = frame.outside[2], along + ASIDE, to - ASIDE
            start = row + a.reach(across=True, forward=True)
            return [(out, start), (out, lane), (into, lane), (into, below)]
        case "middle":
            lane, into = frame.middle, to + ASIDE
            start = row - a.reach(across=True, forward=False)
            end = to_row - b.reach(across=True, forward=False)
            return [(along, start), (along, lane), (into, lane), (into, end)]
        case "down" if row != to_row:
            out = along - ASIDE
            return [
                (out, row + a.reach(across=True, forward=True)),
                (out, to_row),
                (arrive, to_row),
            ]
        case "up":
            return [(leave, row), (to + ASIDE, row), (to + ASIDE, below)]
        case "corner":
            start = row + a.reach(across=True, forward=True)
            return [(along, start), (along, to_row), (arrive, to_row)]
    return [(leave, row), (arrive, row)]


def _across(a: Thumbnail, b: Thumbnail, frame: Frame) -> str:
    """A curve from one row to the next; it is over before the lines in the middle."""
    (along, row), (to, to_row) = _at(a, frame), _at(b, frame)
    start, into = row + a.reach(across=True, forward=True), to - ASIDE
    half, end = (start + frame.crossing) / 2, to_row - b.reach(across=True, forward=False)
    points = (along, start), (along, half), (into, half), (into, frame.crossing), (into, end)
    first, second, third, fourth, last = (
        "{:.0f} {:.0f}".format(*frame.point(*at)) for at in points
    )
    return f"M{first}C{second} {third} {fourth}L{last}"


def _rounded(points: Sequence[Point]) -> str:
    """A line through points, round at its corners."""
    (x, y), *rest = points
    path = f"M{x:.0f} {y:.0f}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        legs = (abs(end[0] - corner[0]) + abs(end[1] - corner[1]) for end in (before, after))
        bend = min(ROUND, *(leg / 2 for leg in legs))
        (ax, ay), (bx, by) = (_towards(corner, end, bend) for end in (before, after))
        path += f"L{ax:.0f} {ay:.0f}Q{corner[0]:.0f} {corner[1]:.0f} {bx:.0f} {by:.0f}"
    return path + f"L{rest[-1][0]:.0f} {rest[-1][1]:.0f}"


def _towards(corner: Point, end: Point, distance: float) -> Point:
    (x, y), (to_x, to_y) = corner, end
    length = abs(to_x - x) + abs(to_y - y)
    part = distance / length if length else 0.0
    return x + (to_x - x) * part, y + (to_y - y) * part


def _label(arrow: Arrow, nodes: Mapping[str, Thumbnail], frame: Frame) -> Label | None:
    """Half way between two nodes, on the line that its first source has."""
    if arrow.operation.between is None or not arrow.links:
        return None
    route = next(iter(arrow.sources.values()))
    a, b = (nodes[there(name, nodes)] for name in arrow.operation.between)
    (along, _), (to, to_row) = _at(a, frame), _at(b, frame)
    goes_on = to > along
    start = along + (1 if goes_on else -1) * a.reach(across=False, forward=goes_on)
    end = to - (1 if goes_on else -1) * b.reach(across=False, forward=not goes_on)
    line = nodes[next(iter(arrow.sources))].node.place.row
    level = {"outside": frame.outside.get(line, 0), "middle": frame.middle}.get(route, to_row)
    if route == "up":
        level = frame.rows[3]
    return Label(*frame.point((start + end) / 2, level), _side(arrow, route, line, frame))


def _side(arrow: Arrow, route: str, row: int, frame: Frame) -> str:
    if not frame.is_tall:
        if route == "outside" and row == 1:
            return "right"
        return "below" if route == "middle" else "above"
    if arrow.operation.target == "grad_input":
        return "along" if route == "outside" else "above"
    if route == "outside":
        return "along"
    return "left" if row == 1 and route == "ahead" else "right"
