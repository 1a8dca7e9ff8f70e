"""Autograd: its own convolution, differentiated."""

from __future__ import annotations

from typing import Any

import autograd.numpy as np
from autograd import make_vjp
from autograd.scipy.signal import convolve

from bench.contestants.contestant import (
    Contestant,
    Run,
    UnsupportedError,
    channels_first,
    from_channels_first,
    only_plain,
    weight_first,
)
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

# Its einsum takes a nanosecond or more for each of these.
MAX_MULTIPLY_ADDS = 300_000_000


def _prepare(g: ConvGeometry, arrays: ConvInputs) -> Run:
    only_plain(g)
    if g.multiply_adds > MAX_MULTIPLY_ADDS:
        raise UnsupportedError
    down, across = g.stride
    x, w = channels_first(arrays.input), weight_first(arrays.weight)
    grad = channels_first(arrays.grad_output)

    def forward(given: Any) -> Any:
        x, w, b = given
        padded = np.pad(x, ((0, 0), (0, 0), *g.padding), "constant")
        turned = w[:, :, ::-1, ::-1]
        output = convolve(padded, turned, axes=([2, 3], [2, 3]), dot_axes=([1], [1]), mode="valid")
        return output[:, :, ::down, ::across] + b.reshape(-1, 1, 1)

    def call() -> Any:
        pull, output = make_vjp(forward)((x, w, arrays.bias))
        return output, *pull(grad)

    return Run(call, lambda results: from_channels_first(*results))


CONTESTANTS = (Contestant("Autograd", "peer", _prepare),)
