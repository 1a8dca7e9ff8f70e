"""DeZero: the framework of a book, im2col in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.contestants.contestant import (
    Contestant,
    Run,
    both_sides,
    channels_first,
    from_channels_first,
    only_plain,
    weight_first,
)
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

# It was written for an older NumPy, which had this name.
if not hasattr(np, "int"):
    np.int = int  # type: ignore[attr-defined]
import dezero
from dezero.functions_conv import conv2d


def _prepare(g: ConvGeometry, arrays: ConvInputs) -> Run:
    only_plain(g)
    sides = both_sides(g)
    x, w = channels_first(arrays.input), weight_first(arrays.weight)
    grad = channels_first(arrays.grad_output)

    def call() -> Any:
        given = [dezero.Variable(array) for array in (x, w, arrays.bias)]
        output = conv2d(*given, g.stride, sides)
        output.grad = dezero.Variable(grad)
        output.backward()
        return output.data, *(each.grad.data for each in given)

    return Run(call, lambda results: from_channels_first(*results))


CONTESTANTS = (Contestant("DeZero", "peer", _prepare),)
