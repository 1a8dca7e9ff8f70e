"""Code of chapter 5, who reads an input cell and what comes back to it."""

from __future__ import annotations

from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.reach import reached, ways
from gradgrid.engine.conv2d.listings.subscripts import at, channels, one, whole, zeros
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def fan_out(conv: Conv2dTensors) -> Listing:
    """Every input cell adds to the outputs that read it."""
    g = conv.geometry
    rows, columns = g.padded_size
    sizes = sizes_of(g) | {"y": rows, "x": columns}
    both = ways(conv, padded=True)
    cg, og = g.group_in_channels, g.group_out_channels
    cell = at(conv.window_source, one("n", g.batch), "y", "x", channels(cg, g.groups))
    out = at("output", one("n", g.batch), *(way.index for way in both), channels(og, g.groups))
    body = (f"share = cell {_times(cg)} {_kernel(conv)}", writes(f"{out} += share"))
    taps = loop("uv", sizes, *reached(both, *body), flat=True)
    bias = " + bias" if conv.has_bias else ""
    return Listing.of(
        f"output = {zeros(g.output_shape)}{bias}",
        *loop("nyxg", sizes, f"cell = {cell}", *taps, flat=True),
    )


def fan_in(conv: Conv2dTensors) -> Listing:
    """Every output that read the cell gives its gradient, times the weight that it used."""
    g = conv.geometry
    sizes, both = sizes_of(g), ways(conv)
    cg, og = g.group_in_channels, g.group_out_channels
    read = (one("n", g.batch), *(way.index for way in both), channels(og, g.groups))
    cell = at("grad_input", one("n", g.batch), "y", "x", channels(cg, g.groups))
    body = (
        f"arrived = {at('grad_output', *read)}",
        f"share = {_kernel(conv)} {_times(og)} arrived",
        writes(f"{cell} += share"),
    )
    taps = loop("uv", sizes, *reached(both, *body), flat=True)
    cells = loop("nyxg", sizes, *taps, flat=True)
    return Listing.of(f"grad_input = {zeros(g.input_shape)}", *cells)


def _kernel(conv: Conv2dTensors) -> str:
    g = conv.geometry
    kh, kw = g.kernel_size
    cg, og = g.group_in_channels, g.group_out_channels
    return at("weight", one("u", kh), one("v", kw), whole(cg), channels(og, g.groups))


def _times(summed: int) -> str:
    """Several channels make a sum of products, one a product."""
    return "@" if summed > 1 else "*"


LISTINGS = {"fan-out": fan_out, "fan-in": fan_in}
