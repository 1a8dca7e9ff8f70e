"""Code of chapter 3, the gradient of the kernels."""

from __future__ import annotations

from math import prod

from gradgrid.engine.conv2d.listings.forward_matmul import im2col
from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.matrices import positions_to_rows, transposed
from gradgrid.engine.conv2d.listings.subscripts import at, channel, one, shape, span, whole, zeros
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def gradient_matrix(conv: Conv2dTensors) -> Listing:
    """The gradient with a row for each output position."""
    g = conv.geometry
    n, oh, ow, c_out = g.output_shape
    return positions_to_rows(g.groups, "grad_output", "grad_output_matrix", n * oh * ow, c_out)


def multiply(conv: Conv2dTensors) -> Listing:
    """The transposed rows times the gradient."""
    columns = transposed("input_columns", conv.geometry.groups)
    return Listing.of(writes(f"grad_weight_matrix = {columns} @ grad_output_matrix"))


def reshape(conv: Conv2dTensors) -> Listing:
    """A column for each kernel, back to kernels."""
    g = conv.geometry
    (kh, kw), cg, og = g.kernel_size, g.group_in_channels, g.group_out_channels
    if g.groups > 1:
        return Listing.of(
            f"by_group = grad_weight_matrix.reshape({shape(g.groups, cg, kh, kw, og)})",
            "by_group = by_group.transpose(2, 3, 1, 0, 4)",
            writes(f"grad_weight = by_group.reshape({shape(*g.weight_shape)})"),
        )
    if cg == 1 or prod(g.kernel_size) == 1:
        sizes = shape(*g.weight_shape)
        return Listing.of(writes(f"grad_weight = grad_weight_matrix.reshape({sizes})"))
    return Listing.of(
        f"by_channel = grad_weight_matrix.reshape({shape(cg, kh, kw, og)})",
        writes("grad_weight = by_channel.transpose(1, 2, 0, 3)"),
    )


def correlate(conv: Conv2dTensors) -> Listing:
    """grad_output as the kernel: stride and dilation have changed places."""
    g = conv.geometry
    (kh, kw), cg, og = g.kernel_size, g.group_in_channels, g.group_out_channels
    taps = (one("u", kh), one("v", kw))
    places = (
        span(tap, gap, step, outputs)
        for tap, gap, step, outputs in zip(taps, g.dilation, g.stride, g.output_size, strict=True)
    )
    met = at(conv.window_source, whole(g.batch), *places, channel("c", cg, g.groups))
    made = channel("o", og, g.groups)
    worth = at("grad_output", whole(g.batch), *(whole(size) for size in g.output_size), made)
    body = (
        f"window = {met}",
        f"products = window * {worth}",
        writes(f"{at('grad_weight', *taps, one('c', cg), made)} = products.sum()"),
    )
    return Listing.of(f"grad_weight = {zeros(g.weight_shape)}", *loop("uvcgo", sizes_of(g), *body))


LISTINGS = {
    "im2col": im2col,
    "gradient-matrix": gradient_matrix,
    "multiply": multiply,
    "reshape": reshape,
    "correlate": correlate,
}
