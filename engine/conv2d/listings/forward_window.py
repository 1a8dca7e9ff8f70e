"""Code of chapter 1, the window that slides over the input."""

from __future__ import annotations

from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.subscripts import at, channel, one, whole, zeros
from gradgrid.engine.conv2d.listings.windows import Windows
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def pad(conv: Conv2dTensors) -> Listing:
    """The input with zeros around it."""
    rows, columns = conv.geometry.padding
    return Listing.of(
        f"sides = (0, 0), {rows}, {columns}, (0, 0)",
        writes("input_padded = np.pad(input, sides)"),
    )


def one_channel(conv: Conv2dTensors) -> Listing:
    """The window over one input channel at a time."""
    g = conv.geometry
    cg, og = g.group_in_channels, g.group_out_channels
    read, made = channel("c", cg, g.groups), channel("o", og, g.groups)
    # The window as it is over all channels, narrowed to one.
    *places, _ = Windows.forward(conv).window_parts()
    kernel = at("weight", *(whole(size) for size in g.kernel_size), "c", made)
    cell = at("output_by_channel", one("n", g.batch), "i", "j", made, "c")
    body = (
        f"window = {at(conv.window_source, *places, read)}",
        f"products = window * {kernel}",
        writes(f"{cell} = products.sum()"),
    )
    return Listing.of(
        f"output_by_channel = {zeros((*g.output_shape, cg))}",
        *loop("nijgoc", sizes_of(g), *body),
    )


def slide(conv: Conv2dTensors) -> Listing:
    """The window over all channels, and the bias."""
    return Windows.forward(conv).slide("output", "bias" if conv.has_bias else "")


LISTINGS = {"pad": pad, "one-channel": one_channel, "slide": slide}
