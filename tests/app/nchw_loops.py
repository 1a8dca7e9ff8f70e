"""A convolution and its gradients in PyTorch's layout, as loops over every product."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np


def gradients(
    input: Any,
    weight: Any,
    grad_output: Any = None,
    *,
    stride: tuple[int, int] = (1, 1),
    sides: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
) -> dict[str, np.ndarray]:
    """Output and gradients of sum(grad_output * output); all ones unless it is given.

    Input (N, C_in, H, W), weight (C_out, C_in/groups, kh, kw).

    >>> found = gradients([[[[1.0, 2.0, 3.0]]]], [[[[1.0, -1.0]]]])
    >>> found["output"].ravel(), found["grad_input"].ravel()
    (array([-1., -1.]), array([ 1.,  0., -1.]))
    """
    x, k = np.array(input, float), np.array(weight, float)
    n, _, h, w = x.shape
    c_out, c_group, kh, kw = k.shape
    (top, bottom), (left, right) = sides
    oh = (h + top + bottom - dilation[0] * (kh - 1) - 1) // stride[0] + 1
    ow = (w + left + right - dilation[1] * (kw - 1) - 1) // stride[1] + 1
    g = np.ones((n, c_out, oh, ow)) if grad_output is None else np.array(grad_output, float)
    y, dx, dk = np.zeros((n, c_out, oh, ow)), np.zeros(x.shape), np.zeros(k.shape)
    axes = (n, c_out, oh, ow, c_group, kh, kw)
    for b, o, i, j, c, u, v in product(*map(range, axes)):
        row = i * stride[0] + u * dilation[0] - top
        column = j * stride[1] + v * dilation[1] - left
        if not (0 <= row < h and 0 <= column < w):
            continue
        channel = o // (c_out // groups) * c_group + c
        y[b, o, i, j] += x[b, channel, row, column] * k[o, c, u, v]
        dx[b, channel, row, column] += g[b, o, i, j] * k[o, c, u, v]
        dk[o, c, u, v] += g[b, o, i, j] * x[b, channel, row, column]
    return {"output": y, "grad_input": dx, "grad_weight": dk, "grad_bias": g.sum((0, 2, 3))}
