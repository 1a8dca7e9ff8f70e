"""scipy.signal: one 2-D correlation for each image and pair of channels, its own choice of way."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.signal import convolve, correlate

from bench.contestants.contestant import Contestant, Run, UnsupportedError
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

MAX_PAIRS = 10_000


def _prepare(g: ConvGeometry, arrays: ConvInputs) -> Run:
    pairs = g.batch * g.out_channels * g.group_in_channels
    if g.dilation != (1, 1) or pairs > MAX_PAIRS:
        raise UnsupportedError
    (top, _), (left, _) = g.padding
    (h, w), (down, across) = g.input_size, g.stride
    high, wide = g.padded_size
    spans = g.kernel_span
    per_group = g.group_out_channels

    def call() -> Any:
        padded = np.pad(arrays.input, ((0, 0), *g.padding, (0, 0)))
        output = np.empty(g.output_shape, padded.dtype)
        output[:] = arrays.bias
        grad_padded = np.zeros(padded.shape, padded.dtype)
        grad_weight = np.zeros(g.weight_shape, padded.dtype)
        dilated = np.zeros((g.batch, high - spans[0] + 1, wide - spans[1] + 1, g.out_channels))
        dilated = dilated.astype(padded.dtype)
        dilated[:, ::down, ::across] = arrays.grad_output
        for n in range(g.batch):
            for o in range(g.out_channels):
                for c in range(g.group_in_channels):
                    channel = o // per_group * g.group_in_channels + c
                    image, kernel = padded[n, :, :, channel], arrays.weight[:, :, c, o]
                    grad = dilated[n, :, :, o]
                    result = correlate(image, kernel, "valid")
                    output[n, :, :, o] += result[::down, ::across]
                    grad_padded[n, :, :, channel] += convolve(grad, kernel, "full")
                    grad_weight[:, :, c, o] += correlate(image, grad, "valid")
        grad_input = grad_padded[:, top : top + h, left : left + w]
        return output, grad_input, grad_weight, arrays.grad_output.sum((0, 1, 2))

    return Run(call, tuple)


CONTESTANTS = (Contestant("scipy.signal", "peer", _prepare),)
