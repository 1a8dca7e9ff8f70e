"""Code of chapter 7, the gradient of the input as a convolution."""

from __future__ import annotations

from gradgrid.engine.conv2d.listings.grad_input_matrix import multiply
from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.matrices import kernel_matrix as laid_out
from gradgrid.engine.conv2d.listings.subscripts import at, crop, shape, zeros
from gradgrid.engine.conv2d.listings.windows import Windows
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def dilate(conv: Conv2dTensors) -> Listing:
    """Zeros between the cells of the gradient."""
    g = conv.geometry
    n, _, _, c_out = g.output_shape
    every = (f"::{step}" if step > 1 else ":" for step in g.stride)
    return Listing.of(
        f"grad_output_dilated = {zeros((n, *g.dilated_size, c_out))}",
        writes(f"{at('grad_output_dilated', ':', *every, ':')} = grad_output"),
    )


def pad(conv: Conv2dTensors) -> Listing:
    """Zeros around it, or a frame taken off where the count is negative."""
    sides = conv.geometry.backward_padding
    (top, bottom), (left, right) = ((max(a, 0), max(b, 0)) for a, b in sides)
    source = "grad_output_dilated" if conv.is_strided else "grad_output"
    framed = f"np.pad({source}, sides)"
    around = f"sides = (0, 0), {(top, bottom)}, {(left, right)}, (0, 0)"
    if min(min(pair) for pair in sides) >= 0:
        return Listing.of(around, writes(f"grad_output_padded = {framed}"))
    kept = (crop(max(-before, 0), max(-after, 0)) for before, after in sides)
    return Listing.of(
        around,
        f"framed = {framed}",
        writes(f"grad_output_padded = {at('framed', ':', *kept, ':')}"),
    )


def rotate(conv: Conv2dTensors) -> Listing:
    """Half a turn: upside down, and then left for right."""
    return Listing.of(
        "upside_down = weight[::-1]",
        writes("weight_rotated = upside_down[:, ::-1]"),
    )


def swap(conv: Conv2dTensors) -> Listing:
    """The channel axes change places; with groups, those of each group."""
    g = conv.geometry
    (kh, kw), cg, og = g.kernel_size, g.group_in_channels, g.group_out_channels
    if g.groups == 1:
        return Listing.of(writes("weight_swapped = weight_rotated.swapaxes(2, 3)"))
    return Listing.of(
        f"by_group = weight_rotated.reshape({shape(kh, kw, cg, g.groups, og)})",
        "by_group = by_group.swapaxes(2, 4)",
        writes(f"weight_swapped = by_group.reshape({shape(kh, kw, og, g.in_channels)})"),
    )


def slide(conv: Conv2dTensors) -> Listing:
    """The window over the padded gradient."""
    return Windows.backward(conv).slide("grad_input")


def im2col(conv: Conv2dTensors) -> Listing:
    """Every window of the padded gradient as a row."""
    return Windows.backward(conv).im2col("grad_output_columns")


def kernel_matrix(conv: Conv2dTensors) -> Listing:
    """Every swapped kernel as a column."""
    g = conv.geometry
    return laid_out(g, "weight_swapped", "weight_rotated_matrix", g.group_out_channels)


LISTINGS = {
    "dilate": dilate,
    "pad": pad,
    "rotate": rotate,
    "swap": swap,
    "slide": slide,
    "im2col": im2col,
    "kernel-matrix": kernel_matrix,
    "multiply": multiply,
}
