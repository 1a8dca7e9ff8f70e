"""Code of chapter 4, the gradient of the bias."""

from __future__ import annotations

from gradgrid.engine.conv2d.listings.forward_matmul import reshape
from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.tensors import Conv2dTensors

SUM = "grad_output.sum(axis=(0, 1, 2))"


def add_up(conv: Conv2dTensors) -> Listing:
    """Over images and positions."""
    return Listing.of(writes(f"grad_bias = {SUM}"))


def batch_mean(conv: Conv2dTensors) -> Listing:
    """The same where the loss is a mean over the batch."""
    return Listing.of(
        f"total = {SUM}",
        writes(f"grad_bias_mean = total / {conv.geometry.batch}"),
    )


LISTINGS = {"broadcast": reshape, "sum": add_up, "batch-mean": batch_mean}
