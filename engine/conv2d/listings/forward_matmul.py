"""Code of chapter 2, the forward pass as a matrix product."""

from __future__ import annotations

from gradgrid.engine.conv2d.listings.forward_window import pad
from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.matrices import kernel_matrix as laid_out
from gradgrid.engine.conv2d.listings.matrices import rows_to_positions
from gradgrid.engine.conv2d.listings.windows import Windows
from gradgrid.engine.conv2d.tensors import Conv2dTensors


def im2col(conv: Conv2dTensors) -> Listing:
    """Every window as a row."""
    return Windows.forward(conv).im2col("input_columns")


def kernel_matrix(conv: Conv2dTensors) -> Listing:
    """Every kernel as a column."""
    g = conv.geometry
    return laid_out(g, "weight", "weight_matrix", g.group_in_channels)


def multiply(conv: Conv2dTensors) -> Listing:
    """One product; with groups, one for each."""
    return Listing.of(writes("output_matrix = input_columns @ weight_matrix"))


def reshape(conv: Conv2dTensors) -> Listing:
    """The product as grids, with the bias."""
    g = conv.geometry
    added = " + bias" if conv.has_bias else ""
    return rows_to_positions(g.groups, "output_matrix", "output", g.output_shape, added)


LISTINGS = {
    "pad": pad,
    "im2col": im2col,
    "kernel-matrix": kernel_matrix,
    "multiply": multiply,
    "reshape": reshape,
}
