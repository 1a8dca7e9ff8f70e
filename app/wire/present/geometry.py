"""A geometry on the wire."""

from __future__ import annotations

from functools import lru_cache

from gradgrid.app.wire.present.request_axes import Wire
from gradgrid.engine import ConvGeometry


@lru_cache(maxsize=256)
def geometry_to_wire(g: ConvGeometry) -> Wire:
    """Every size of the convolution; pairs are [vertical, horizontal]. The object is kept."""
    return {
        "batch": g.batch,
        "input_size": g.input_size,
        "in_channels": g.in_channels,
        "out_channels": g.out_channels,
        "kernel_size": g.kernel_size,
        "stride": g.stride,
        "padding": g.padding,
        "dilation": g.dilation,
        "groups": g.groups,
        "padded_size": g.padded_size,
        "kernel_span": g.kernel_span,
        "output_size": g.output_size,
        "leftover": g.leftover,
        "dilated_size": g.dilated_size,
        "backward_padding": g.backward_padding,
        "multiply_adds": g.multiply_adds,
    }
