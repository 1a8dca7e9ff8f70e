"""Code of chapter 11: a mistaken line of the article's code stands above the right one.

A mistake in a formula has no such line: there, the code computes the cell rightly. Where the right
line is the one that writes the tensor, no other is marked for that.
"""

from __future__ import annotations

from math import prod

from gradgrid.engine.conv2d.listings.forward_window import slide
from gradgrid.engine.conv2d.listings.grad_bias import SUM
from gradgrid.engine.conv2d.listings.grad_input_elements import fan_in
from gradgrid.engine.conv2d.listings.listing import Line, Listing, right, slip, writes
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.matrices import transposed
from gradgrid.engine.conv2d.listings.subscripts import at, scaled, shape, zeros
from gradgrid.engine.conv2d.listings.windows import Windows
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def window_count(conv: Conv2dTensors) -> Listing:
    """How often the window is laid down: the stride divides, before 1 is added."""
    g = conv.geometry
    windows = Windows.forward(conv)
    slack = [f"{h} - {span}" for h, span in zip(g.padded_size, g.kernel_span, strict=True)]
    divided = [
        f"({apart})//{step}" if step > 1 else apart
        for apart, step in zip(slack, g.stride, strict=True)
    ]
    inner = [
        Line("for i, j in np.ndindex(oh, ow):"),
        *(line.indented() for line in windows.row()),
    ]
    return Listing.of(
        slip(f"oh, ow = {' + 1, '.join(slack)} + 1"),
        right(f"oh, ow = {' + 1, '.join(divided)} + 1"),
        "rows = []",
        *loop("gn", sizes_of(g), *inner),
        windows.stacked("input_columns"),
    )


def reshape(conv: Conv2dTensors) -> Listing:
    """A row holds all images of one window, so its pieces are counted by images."""
    g = conv.geometry
    (oh, ow), patch = g.output_size, prod(g.kernel_size) * g.in_channels
    _, *places, _ = Windows.forward(conv).window_parts()
    taken = at(conv.window_source, ":", *places, ":")
    row = f"rows[{scaled(ow, 'i')}+j]"
    fixed = f"images = rows.reshape(len(rows), len({conv.window_source}), -1)"
    return Listing.of(
        f"rows = {zeros((oh * ow, g.batch * patch))}",
        *loop("ij", sizes_of(g), writes(f"{row} = {taken}.ravel()")),
        slip("images = rows.reshape(len(rows), len(rows), -1)"),
        right(fixed),
        "images = images.swapaxes(0, 1)",
        *_as_matrix(conv),
    )


def _as_matrix(conv: Conv2dTensors) -> list[str]:
    g = conv.geometry
    rows = g.batch * prod(g.output_size)
    taps, cg = prod(g.kernel_size), g.group_in_channels
    if g.groups == 1:
        return [f"input_columns = images.reshape({shape(rows, taps * cg)})"]
    return [
        f"by_group = images.reshape({shape(rows, taps, g.groups, cg)})",
        "by_group = by_group.transpose(2, 0, 1, 3)",
        f"input_columns = by_group.reshape({shape(g.groups, rows, taps * cg)})",
    ]


def weight_shape(conv: Conv2dTensors) -> Listing:
    """The transposed factor stands on the left."""
    columns = transposed("input_columns", conv.geometry.groups)
    return Listing.of(
        slip(f"grad_weight_matrix = grad_output_matrix @ {columns}"),
        right(f"grad_weight_matrix = {columns} @ grad_output_matrix"),
    )


def bias_mean(conv: Conv2dTensors) -> Listing:
    """A sum, and no mean."""
    return Listing.of(
        f"total = {SUM}",
        slip(f"grad_bias = total / {conv.geometry.batch}"),
        right("grad_bias = total"),
    )


LISTINGS = {
    "single-channel": slide,
    "first-window": slide,
    "superscripts": slide,
    "third-channel": slide,
    "window-count": window_count,
    "reshape": reshape,
    "weight-shape": weight_shape,
    "bias-mean": bias_mean,
    "second-line-x21": fan_in,
    "second-line-x32": fan_in,
}
