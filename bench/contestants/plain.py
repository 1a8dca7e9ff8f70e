"""What one writes in NumPy without a library: windows and tensordot, and a loop over windows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from bench.contestants.contestant import Contestant, Run, UnsupportedError
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

MAX_WINDOWS = 30_000


def _tensordot(g: ConvGeometry, arrays: ConvInputs) -> Run:
    (down, across), (high, wide) = g.stride, g.dilation
    (h, w), ((top, _), (left, _)) = g.input_size, g.padding

    def one_group(x: Any, weight: Any, bias: Any, grad: Any) -> Any:
        padded = np.pad(x, ((0, 0), *g.padding, (0, 0)))
        windows = sliding_window_view(padded, g.kernel_span, axis=(1, 2))
        windows = windows[:, ::down, ::across, :, ::high, ::wide]
        output = np.tensordot(windows, weight, ((3, 4, 5), (2, 0, 1))) + bias
        grad_weight = np.tensordot(windows, grad, ((0, 1, 2), (0, 1, 2))).transpose(1, 2, 0, 3)
        grad_padded = np.zeros(padded.shape, padded.dtype)
        for tap, window in g.taps():
            grad_padded[window] += np.tensordot(grad, weight[tap], (3, 1))
        grad_input = grad_padded[:, top : top + h, left : left + w]
        return output, grad_input, grad_weight, grad.sum((0, 1, 2))

    def call() -> Any:
        split = (
            np.split(array, g.groups, axis=-1)
            for array in (arrays.input, arrays.weight, arrays.bias, arrays.grad_output)
        )
        results = [one_group(*part) for part in zip(*split, strict=True)]
        if g.groups == 1:
            return results[0]
        return tuple(np.concatenate(parts, axis=-1) for parts in zip(*results, strict=True))

    return Run(call, tuple)


def _loop(g: ConvGeometry, arrays: ConvInputs) -> Run:
    n, oh, ow, _ = g.output_shape
    if g.groups > 1 or n * oh * ow > MAX_WINDOWS:
        raise UnsupportedError
    (down, across), (high, wide), (span_h, span_w) = g.stride, g.dilation, g.kernel_span
    (h, w), ((top, _), (left, _)) = g.input_size, g.padding

    def call() -> Any:
        padded = np.pad(arrays.input, ((0, 0), *g.padding, (0, 0)))
        output = np.empty(g.output_shape, padded.dtype)
        grad_padded = np.zeros(padded.shape, padded.dtype)
        grad_weight = np.zeros(g.weight_shape, padded.dtype)
        for image in range(n):
            for i in range(oh):
                for j in range(ow):
                    rows = slice(i * down, i * down + span_h, high)
                    columns = slice(j * across, j * across + span_w, wide)
                    window, grad = padded[image, rows, columns], arrays.grad_output[image, i, j]
                    output[image, i, j] = np.tensordot(window, arrays.weight, 3) + arrays.bias
                    grad_padded[image, rows, columns] += arrays.weight @ grad
                    grad_weight += window[..., None] * grad
        grad_input = grad_padded[:, top : top + h, left : left + w]
        return output, grad_input, grad_weight, arrays.grad_output.sum((0, 1, 2))

    return Run(call, tuple)


CONTESTANTS = (
    Contestant("tensordot", "peer", _tensordot),
    Contestant("loop over windows", "peer", _loop),
)
