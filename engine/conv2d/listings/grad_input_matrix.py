"""Code of chapter 6, the gradient of the input as a matrix product."""

from __future__ import annotations

from math import prod

from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.matrices import rows_to_positions
from gradgrid.engine.conv2d.listings.reach import reached, ways
from gradgrid.engine.conv2d.listings.subscripts import at, channels, one, shape, zeros
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def gradient_columns(conv: Conv2dTensors) -> Listing:
    """A row for each input cell: what each tap brings to it."""
    g = conv.geometry
    sizes, both = sizes_of(g), ways(conv)
    (n, h, w, _), (kh, kw), og = g.input_shape, g.kernel_size, g.group_out_channels
    extent = [(g.groups, "g"), (n, "n"), (h, "y"), (w, "x"), (og, ":"), (kh, "u"), (kw, "v")]
    kept = [axis for axis in extent if axis[0] > 1 or axis[1] in "yx"]
    read = at("grad_output", one("n", n), *(way.index for way in both), channels(og, g.groups))
    body = (f"arrived = {read}", writes(f"{at('columns', *(part for _, part in kept))} = arrived"))
    taps = loop("uv", sizes, *reached(both, *body, rotated=True), flat=True)
    rows = (*((g.groups,) if g.groups > 1 else ()), n * h * w, og * prod(g.kernel_size))
    return Listing.of(
        f"columns = {zeros([size for size, _ in kept])}",
        *loop("gnyx", sizes, *taps, flat=True),
        f"grad_output_columns = columns.reshape({shape(*rows)})",
    )


def kernel_matrix(conv: Conv2dTensors) -> Listing:
    """The rotated kernels, a column for each input channel."""
    g = conv.geometry
    (kh, kw), cg, og = g.kernel_size, g.group_in_channels, g.group_out_channels
    rows = og * kh * kw
    rotated = "rotated = weight[::-1, ::-1]"
    if g.groups > 1:
        return Listing.of(
            rotated,
            f"by_group = rotated.reshape({shape(kh, kw, cg, g.groups, og)})",
            "by_group = by_group.transpose(3, 4, 0, 1, 2)",
            writes(f"weight_rotated_matrix = by_group.reshape({shape(g.groups, rows, cg)})"),
        )
    by_channel = "rotated" if og == 1 else "by_channel"
    return Listing.of(
        rotated,
        *(() if og == 1 else ("by_channel = rotated.transpose(3, 0, 1, 2)",)),
        writes(f"weight_rotated_matrix = {by_channel}.reshape({shape(rows, cg)})"),
    )


def multiply(conv: Conv2dTensors) -> Listing:
    """One product; with groups, one for each."""
    product = "grad_output_columns @ weight_rotated_matrix"
    return Listing.of(writes(f"grad_input_matrix = {product}"))


def reshape(conv: Conv2dTensors) -> Listing:
    """A row for each input cell, back to grids."""
    g = conv.geometry
    return rows_to_positions(g.groups, "grad_input_matrix", "grad_input", g.input_shape)


LISTINGS = {
    "gradient-columns": gradient_columns,
    "kernel-matrix": kernel_matrix,
    "multiply": multiply,
    "reshape": reshape,
}
