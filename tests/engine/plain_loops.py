"""A convolution as its definition reads, in seven nested loops: slow, obvious, apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry

Index = tuple[int, int, int, int]


def window_starts(size: int, before: int, after: int, span: int, stride: int) -> list[int]:
    """Where windows start along one axis, counted from input cell 0: every place is tried.

    >>> window_starts(5, before=1, after=0, span=3, stride=2)
    [-1, 1]
    """
    return [
        start
        for start in range(-before, size + after)
        if (start + before) % stride == 0 and start + span <= size + after
    ]


def products(g: ConvGeometry) -> Iterator[tuple[Index, Index, Index]]:
    """The cells (output, input, weight) of every product whose input cell is not padding."""
    (height, width), (kernel_height, kernel_width) = g.input_size, g.kernel_size
    ((top, bottom), (left, right)), (down, across) = g.padding, g.dilation
    group_inputs, group_outputs = g.in_channels // g.groups, g.out_channels // g.groups
    span_height, span_width = down * (kernel_height - 1) + 1, across * (kernel_width - 1) + 1
    for n in range(g.batch):
        for i, y in enumerate(window_starts(height, top, bottom, span_height, g.stride[0])):
            for j, x in enumerate(window_starts(width, left, right, span_width, g.stride[1])):
                for o in range(g.out_channels):
                    for u in range(kernel_height):
                        for v in range(kernel_width):
                            for c in range(group_inputs):
                                row, column = y + u * down, x + v * across
                                if 0 <= row < height and 0 <= column < width:
                                    channel = o // group_outputs * group_inputs + c
                                    yield (n, i, j, o), (n, row, column, channel), (u, v, c, o)


def forward(
    input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None, g: ConvGeometry
) -> np.ndarray:
    """The output, product by product."""
    rows = window_starts(g.input_size[0], *g.padding[0], g.kernel_span[0], g.stride[0])
    columns = window_starts(g.input_size[1], *g.padding[1], g.kernel_span[1], g.stride[1])
    output = np.zeros((g.batch, len(rows), len(columns), g.out_channels))
    for o in range(g.out_channels):
        output[:, :, :, o] = 0 if bias is None else bias[o]
    for to, source, tap in products(g):
        output[to] += input[source] * weight[tap]
    return output


def grad_input(weight: np.ndarray, grad_output: np.ndarray, g: ConvGeometry) -> np.ndarray:
    """Each input cell collects grad_output times weight from the products it took part in."""
    gradient = np.zeros(g.input_shape)
    for to, source, tap in products(g):
        gradient[source] += grad_output[to] * weight[tap]
    return gradient


def grad_weight(input: np.ndarray, grad_output: np.ndarray, g: ConvGeometry) -> np.ndarray:
    """Each weight cell collects grad_output times input from the products it took part in."""
    gradient = np.zeros(g.weight_shape)
    for to, source, tap in products(g):
        gradient[tap] += grad_output[to] * input[source]
    return gradient


def grad_bias(grad_output: np.ndarray) -> np.ndarray:
    """Each bias cell is added once to every output of its channel."""
    gradient = np.zeros(grad_output.shape[3])
    for index in np.ndindex(grad_output.shape):
        gradient[index[3]] += grad_output[index]
    return gradient
