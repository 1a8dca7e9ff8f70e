"""Code of chapter 2, the forward pass as a matrix product."""

from __future__ import annotations

from gradgrid.engine.conv2d.listings.forward_window import pad
from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.matrices import kernel_matrix as laid_out
from gradgrid.engine.conv2d.listings.matrices import rows_to_positions
from gradgrid.engine.conv2d.listings.windows import Windows
from gradgrid.engine.conv2d.tensors import Layout


def im2col(layout: Layout) -> Listing:
    """Every window as a row."""
    return Windows.forward(layout).im2col("input_columns")


def kernel_matrix(layout: Layout) -> Listing:
    """Every kernel as a column."""
    g = layout.geometry
    return laid_out(g, "weight", "weight_matrix", g.group_in_channels)


def multiply(layout: Layout) -> Listing:
    """One product; with groups, one for each."""
    return Listing.of(writes("output_matrix = input_columns @ weight_matrix"))


def reshape(layout: Layout) -> Listing:
    """The product as grids, with the bias."""
    g = layout.geometry
    added = " + bias" if layout.has_bias else ""
    return rows_to_positions(g.groups, "output_matrix", "output", g.output_shape, added)


LISTINGS = {
    "pad": pad,
    "im2col": im2col,
    "kernel-matrix": kernel_matrix,
    "multiply": multiply,
    "reshape": reshape,
}
