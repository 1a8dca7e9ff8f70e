"""For layers whose weights outweigh their activations (e.g. 7x7x512): threads split input
channels, so each weight is read once.

Where a layer has few positions and heavy weights (7x7 with 512 channels, one image), rows split
between threads would have each of them read all weights. Split by channels, each reads its own
part, once, and as it lies: BLAS transposes it where the turned kernel is asked for.
"""

from __future__ import annotations

import numpy as np

from gradgrid.engine.conv2d.kernels.blocks import Block, as_slice, even_ranges
from gradgrid.engine.conv2d.kernels.strategy import Strategy
from gradgrid.engine.conv2d.kernels.threads import Workspace, team
from gradgrid.engine.conv2d.kernels.windows import Windows, window_matrix

# The least channels that one thread takes.
FEWEST = 16


class WeightBound(Strategy):
    """One product per tap and part of the channels, with all positions at once."""

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        output = _correlate(input, weight, self._windows)
        if bias is not None:
            output += bias
        return output

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        gradient = np.zeros(self._g.input_shape, weight.dtype)
        for residue in self._residues:
            taps = weight[residue.taps].swapaxes(2, 3)
            gradient[:, *residue.cells] = _correlate(grad_output, taps, residue.windows)
        return gradient

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        gradient = np.empty(self._g.weight_shape, input.dtype)
        taps = gradient.reshape(-1, *gradient.shape[2:])
        rows = grad_output.reshape(-1, self._g.out_channels)

        def work(part: slice, space: Workspace) -> None:
            cells = _cells_by_tap(input[..., part], self._windows, space)
            np.matmul(cells.swapaxes(1, 2), rows, out=taps[:, part])

        team().share(work, _channel_parts(self._g.in_channels))
        return gradient


def _correlate(source: np.ndarray, taps: np.ndarray, windows: Windows) -> np.ndarray:
    """The sum of what each part of the channels gives: (N, OH, OW, C_out)."""
    outputs = taps.shape[3]
    shape = (len(source), *windows.size, outputs)
    channels = _channel_parts(source.shape[3])
    sums = [np.empty(0)] * len(channels)

    def work(item: int, space: Workspace) -> None:
        part = channels[item]
        cells = _cells_by_tap(source[..., part], windows, space)
        product = space.array("product", (cells.shape[1], outputs), source.dtype)
        total = np.zeros_like(product)
        matrices = (matrix for row in taps for matrix in row)
        for rows, matrix in zip(cells, matrices, strict=True):
            total += np.matmul(rows, matrix[part], out=product)
        sums[item] = total

    team().share(work, range(len(channels)))
    first, *others = sums
    for other in others:
        first += other
    return first.reshape(shape)


def _cells_by_tap(source: np.ndarray, windows: Windows, space: Workspace) -> np.ndarray:
    """(taps, positions, C): what all windows read at each tap."""
    whole = Block(range(len(source)), range(windows.size[0]))
    (matrix,) = window_matrix(source[None], windows, whole, 1, space)
    cells: np.ndarray = matrix.reshape(len(matrix), -1, source.shape[3]).swapaxes(0, 1)
    return cells


def _channel_parts(channels: int) -> list[slice]:
    count = max(1, min(team().size, channels // FEWEST))
    return [as_slice(part) for part in even_ranges(channels, count)]
