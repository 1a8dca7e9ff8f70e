"""For small layers: the cells that every tap reads are tabulated once per geometry, so that each
call is one ``take`` and one product.

On a 3x3 input, padding or striding an array takes longer than the arithmetic. A list of positions
replaces both: ``_reads[m, t]`` is the position that output m reads at tap t, or that of a row of
zeros past the end. Read backwards, it is the list of outputs that read each input position.
"""

from __future__ import annotations

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.kernels.strategy import Strategy


class GatherTable(Strategy):
    """A take and a product for each result; built once for a geometry."""

    shares_threads = False

    def __init__(self, g: ConvGeometry) -> None:
        n, oh, ow, _ = g.output_shape
        h, w = g.input_size
        super().__init__(g)
        self._positions, self._outputs = n * h * w, n * oh * ow
        self._taps = g.kernel_size[0] * g.kernel_size[1]
        self._patch = self._taps * g.group_in_channels
        rows, columns = _places(g, 0), _places(g, 1)
        cells = rows[:, None, :, None] * w + columns[None, :, None, :]
        reads = np.arange(n)[:, None, None, None, None] * (h * w) + cells
        self._padded = any(map(any, g.padding))
        if self._padded:
            inside = ((rows >= 0) & (rows < h))[:, None, :, None]
            reads = np.where(
                inside & ((columns >= 0) & (columns < w))[:, None, :], reads, n * h * w
            )
        self._reads = reads.reshape(self._outputs, self._taps)
        read_by = np.full((self._positions + 1, self._taps), self._outputs)
        read_by[self._reads, np.arange(self._taps)] = np.arange(self._outputs)[:, None]
        self._read_by = read_by[:-1]

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        g = self._g
        columns = self._columns(input)
        matrices = weight.reshape(self._patch, g.groups, -1)
        output = self._product(columns, matrices.swapaxes(0, 1))
        if bias is not None:
            output += bias
        return output.reshape(g.output_shape)

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        g = self._g
        rows = _with_zeros(grad_output.reshape(self._outputs, g.out_channels))
        columns = self._by_group(rows.take(self._read_by, axis=0))
        taps = weight.reshape(self._taps, g.group_in_channels, g.groups, -1)
        matrices = taps.transpose(2, 0, 3, 1).reshape(g.groups, -1, g.group_in_channels)
        return self._product(columns, matrices).reshape(g.input_shape)

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        g = self._g
        columns = self._columns(input)
        rows = grad_output.reshape(self._outputs, g.groups, -1)
        gradient = self._product(columns.swapaxes(1, 2), rows.swapaxes(0, 1))
        return gradient.reshape(g.weight_shape)

    def _columns(self, input: np.ndarray) -> np.ndarray:
        """im2col: (groups, outputs, patch)."""
        rows = input.reshape(self._positions, self._g.in_channels)
        source = _with_zeros(rows) if self._padded else rows
        return self._by_group(source.take(self._reads, axis=0))

    def _by_group(self, read: np.ndarray) -> np.ndarray:
        """(rows, taps, channels) as (groups, rows, taps * channels of a group)."""
        if self._g.groups == 1:
            return read.reshape(1, len(read), -1)
        stack = read.reshape(len(read), self._taps, self._g.groups, -1)
        return stack.transpose(2, 0, 1, 3).reshape(self._g.groups, len(read), -1)

    def _product(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """(rows, groups * channels), C-contiguous."""
        if self._g.groups == 1:
            product: np.ndarray = left[0].dot(right[0])
            return product
        stack = np.ascontiguousarray((left @ right).swapaxes(0, 1))
        return stack.reshape(len(stack), -1)


def _places(g: ConvGeometry, axis: int) -> np.ndarray:
    """(outputs, taps) along one axis: i*s + u*d - p."""
    windows = np.arange(g.output_size[axis]) * g.stride[axis] - g.padding[axis][0]
    return windows[:, None] + np.arange(g.kernel_size[axis]) * g.dilation[axis]


def _with_zeros(rows: np.ndarray) -> np.ndarray:
    """``array`` with a row of zeros appended, which taps outside the input read."""
    longer = np.zeros((len(rows) + 1, rows.shape[1]), rows.dtype)
    longer[:-1] = rows
    return longer
