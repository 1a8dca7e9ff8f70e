"""Loops over axes: the letters of a trace are the loop variables, counted from 0."""

from __future__ import annotations

from collections.abc import Mapping

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.listings.listing import INDENT, Line

# The panel beside the grids shows lines of this length whole.
NARROW = 60


def sizes_of(geometry: ConvGeometry) -> dict[str, int]:
    """How far each axis runs.

    >>> sizes_of(ConvGeometry.of((1, 3, 4, 2), (2, 2, 2, 5)))["x"]
    4
    """
    g = geometry
    positions = (*g.input_size, *g.output_size, *g.kernel_size)
    counts = (g.batch, g.groups, g.group_in_channels, g.group_out_channels)
    return dict(zip("yxijuvngco", (*positions, *counts), strict=True))


def loop(
    letters: str, sizes: Mapping[str, int], *body: Line | str, flat: bool = False
) -> list[Line]:
    """``body`` inside a loop over ``letters``, the first outermost.

    Axes of size 1 have no loop: the indices have a 0 there. Only positions keep theirs, for a
    window is expected to move. Two axes are two loops, unless ``flat`` or where the body would then
    stand too far to the right; more are always one line.

    >>> for line in loop("nij", {"n": 1, "i": 2, "j": 3}, "total += y[i, j]"):
    ...     print(line.text)
    for i in range(2):
        for j in range(3):
            total += y[i, j]
    """
    axes = [letter for letter in letters if sizes[letter] > 1 or letter in "yxij"]
    lines = [Line(line) if isinstance(line, str) else line for line in body]
    width = max(len(line.text) for line in lines) + 2 * len(INDENT)
    if len(axes) == 1 or (len(axes) == 2 and not flat and width <= NARROW):
        for letter in reversed(axes):
            lines = [
                Line(f"for {letter} in range({sizes[letter]}):"),
                *(line.indented() for line in lines),
            ]
    elif axes:
        counts = ", ".join(str(sizes[letter]) for letter in axes)
        head = Line(f"for {', '.join(axes)} in np.ndindex({counts}):")
        lines = [head, *(line.indented() for line in lines)]
    return lines
