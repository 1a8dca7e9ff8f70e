"""MyGrad: NumPy with automatic differentiation."""

from __future__ import annotations

from typing import Any

import mygrad
from mygrad.nnet.layers import conv_nd

from bench.contestants.contestant import (
    Contestant,
    Run,
    UnsupportedError,
    both_sides,
    channels_first,
    from_channels_first,
    only_plain,
    weight_first,
)
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs


def _prepare(g: ConvGeometry, arrays: ConvInputs) -> Run:
    only_plain(g, dilation=True)
    if any(g.leftover):
        raise UnsupportedError
    sides = both_sides(g)
    x, w = channels_first(arrays.input), weight_first(arrays.weight)
    b, grad = arrays.bias.reshape(-1, 1, 1), channels_first(arrays.grad_output)

    def call() -> Any:
        tensors = [mygrad.tensor(array, copy=False) for array in (x, w, b)]
        output = conv_nd(*tensors[:2], stride=g.stride, padding=sides, dilation=g.dilation)
        output = output + tensors[2]
        output.backward(grad)
        return output.data, *(tensor.grad for tensor in tensors)

    return Run(call, lambda results: from_channels_first(*results))


CONTESTANTS = (Contestant("MyGrad", "peer", _prepare),)
