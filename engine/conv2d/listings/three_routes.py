"""Code of chapter 9, three ways to one gradient."""

from __future__ import annotations

from gradgrid.engine.conv2d.listings.grad_input_conv import slide
from gradgrid.engine.conv2d.listings.grad_input_fold import add_to_window, added_up, fold
from gradgrid.engine.conv2d.listings.listing import Listing
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.subscripts import at, channel, one, whole
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def scatter(conv: Conv2dTensors) -> Listing:
    """Each gradient spreads over the window that its output read, times the kernel as it stands."""
    g = conv.geometry
    made = channel("o", g.group_out_channels, g.groups)
    kernel = at("weight", *(whole(size) for size in (*g.kernel_size, g.group_in_channels)), made)
    arrived = at("grad_output", one("n", g.batch), "i", "j", made)
    body = (f"share = {arrived} * {kernel}", add_to_window(conv, "share"))
    return Listing.of(*added_up(conv, loop("nijgo", sizes_of(g), *body)))


LISTINGS = {"scatter": scatter, "fold": fold, "gather": slide}
