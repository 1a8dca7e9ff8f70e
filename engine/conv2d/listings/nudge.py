"""Code of chapter 10, one cell raised by 1 and what that does to the loss."""

from __future__ import annotations

from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.subscripts import (
    at,
    channel,
    channels,
    one,
    shape,
    whole,
    zeros,
)
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def loss(conv: Conv2dTensors) -> Listing:
    """Every output times what it is worth."""
    return Listing.of("worth = grad_output * output", writes("loss = worth.sum()"))


def raised_input(conv: Conv2dTensors) -> Listing:
    """A risen input changes the outputs of its image."""
    g = conv.geometry
    cg, og = g.group_in_channels, g.group_out_channels
    cell = (one("n", g.batch), "y", "x", channel("c", cg, g.groups))
    body = (
        f"change = {at('output_change_input', *cell, ':', ':', whole(og))}",
        f"worth = change * {at('grad_output', cell[0], ':', ':', channels(og, g.groups))}",
        writes(f"{at('grad_input', *cell)} = worth.sum()"),
    )
    return Listing.of(f"grad_input = {zeros(g.input_shape)}", *loop("nyxgc", sizes_of(g), *body))


def raised_weight(conv: Conv2dTensors) -> Listing:
    """A risen weight changes the outputs of its channel."""
    g = conv.geometry
    (kh, kw), cg = g.kernel_size, g.group_in_channels
    made = channel("o", g.group_out_channels, g.groups)
    cell = (one("u", kh), one("v", kw), one("c", cg), made)
    body = (
        f"change = {at('output_change_weight', *cell)}",
        f"worth = change * {at('grad_output', ':', ':', ':', made)}",
        writes(f"{at('grad_weight', *cell)} = worth.sum()"),
    )
    return Listing.of(f"grad_weight = {zeros(g.weight_shape)}", *loop("uvcgo", sizes_of(g), *body))


def raised_bias(conv: Conv2dTensors) -> Listing:
    """A risen bias raises every output of its channel by 1."""
    g = conv.geometry
    n, oh, ow, c_out = g.output_shape
    made = channel("o", g.group_out_channels, g.groups)
    body = (
        f"worth = change * {at('grad_output', ':', ':', ':', made)}",
        writes(f"{at('grad_bias', made)} = worth.sum()"),
    )
    return Listing.of(
        f"change = np.ones(({shape(n, oh, ow)}))",
        f"grad_bias = {zeros((c_out,))}",
        *loop("go", sizes_of(g), *body),
    )


LISTINGS = {"loss": loss, "input": raised_input, "weight": raised_weight, "bias": raised_bias}
