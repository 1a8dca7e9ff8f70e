"""Code of chapter 8, the fold: every row of the gradient is added back to its window."""

from __future__ import annotations

from collections.abc import Iterable

from gradgrid.engine.conv2d.listings.listing import Line, Listing, writes
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.matrices import transposed
from gradgrid.engine.conv2d.listings.subscripts import at, crop, shape, zeros
from gradgrid.engine.conv2d.listings.windows import Windows
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def multiply(conv: Conv2dTensors) -> Listing:
    """The gradient of each cell of the im2col matrix."""
    matrix = transposed("weight_matrix", conv.geometry.groups)
    return Listing.of(writes(f"grad_columns = grad_output_matrix @ {matrix}"))


def fold(conv: Conv2dTensors) -> Listing:
    """col2im: where windows overlap, the shares add up."""
    g = conv.geometry
    n, oh, ow, _ = g.output_shape
    (kh, kw), cg = g.kernel_size, g.group_in_channels
    counts = [size for size in (g.groups, n) if size > 1]
    patch = [size for size in (cg, kh, kw) if size > 1]
    letters = [letter for letter, size in (("g", g.groups), ("n", n)) if size > 1]
    share = at("patches", *letters, "i", "j")
    if cg > 1 and len(patch) > 1:
        share += ".transpose(1, 2, 0)" if len(patch) == 3 else ".T"
    body = (f"patch = {share}", add_to_window(conv, "patch"))
    return Listing.of(
        f"patches = grad_columns.reshape({shape(*counts, oh, ow, *patch)})",
        *added_up(conv, loop("gnij", sizes_of(g), *body)),
    )


def add_to_window(conv: Conv2dTensors, share: str) -> Line:
    """The line that adds to the cells under the window at (i, j)."""
    target = "grad_padded" if conv.is_padded else "grad_input"
    return writes(f"{at(target, *Windows.forward(conv).window_parts())} += {share}")


def added_up(conv: Conv2dTensors, lines: Iterable[Line]) -> list[Line]:
    """``lines``, which add to windows, between zeros and what is left without the padding."""
    g = conv.geometry
    if not conv.is_padded:
        return [Line(f"grad_input = {zeros(g.input_shape)}"), *lines]
    padded = (g.batch, *g.padded_size, g.in_channels)
    kept = (crop(*sides) for sides in g.padding)
    return [
        Line(f"grad_padded = {zeros(padded)}"),
        *lines,
        Line(f"grad_input = {at('grad_padded', ':', *kept, ':')}"),
    ]


LISTINGS = {"multiply": multiply, "fold": fold}
