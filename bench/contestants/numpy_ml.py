"""numpy-ml: a machine-learning library in NumPy alone."""

from __future__ import annotations

import collections
import warnings
from collections.abc import Hashable
from typing import Any

from bench.contestants.contestant import Contestant, Run, UnsupportedError, only_plain
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

# It was written for an older Python, which had this name there.
if not hasattr(collections, "Hashable"):
    collections.Hashable = Hashable  # type: ignore[attr-defined]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from numpy_ml.neural_nets.layers import Conv2D


def _prepare(g: ConvGeometry, arrays: ConvInputs) -> Run:
    only_plain(g, dilation=True)
    (top, bottom), (left, right) = g.padding
    if g.stride[0] != g.stride[1] or g.dilation[0] != g.dilation[1]:
        raise UnsupportedError

    layer = Conv2D(
        g.out_channels,
        g.kernel_size,
        pad=(top, bottom, left, right),
        stride=g.stride[0],
        dilation=g.dilation[0] - 1,
    )
    layer.in_ch = g.in_channels
    layer._init_params()
    layer.parameters = {"W": arrays.weight, "b": arrays.bias}

    def call() -> Any:
        layer.X.clear()
        layer.derived_variables["Z"].clear()
        layer.gradients = {"W": 0, "b": 0}
        output = layer.forward(arrays.input)
        grad_input = layer.backward(arrays.grad_output)
        return output, grad_input, layer.gradients["W"], layer.gradients["b"].reshape(-1)

    return Run(call, tuple)


CONTESTANTS = (Contestant("numpy-ml", "peer", _prepare),)
