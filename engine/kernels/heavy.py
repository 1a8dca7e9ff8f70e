"""Weights larger than what they multiply: every thread takes some of the output channels.

Where a layer has few positions and heavy weights (7x7 with 512 channels, one image), rows split
between threads would have each of them read all weights. Split by channels, each reads its own
part, and builds the few rows of im2col again.
"""

from __future__ import annotations

import numpy as np

from engine.geometry import ConvGeometry
from engine.kernels.blocks import as_slice, parts
from engine.kernels.columns import blocks, multiply_block, weight_matrix
from engine.kernels.threads import Workspace, team
from engine.kernels.windows import Windows, residues, window_matrix

# Narrower products than this are no longer quick.
NARROWEST = 32


class Heavy:
    """The same sums as in :class:`~engine.kernels.columns.Columns`, split by channels."""

    def __init__(self, g: ConvGeometry) -> None:
        self._g = g
        self._windows = Windows.of(g)
        self._residues = tuple(residues(g))

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        """(N, OH, OW, C_out)."""
        output = np.empty(self._g.output_shape, input.dtype)
        _correlate(input, weight, self._windows, output, bias)
        return output

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(N, H, W, C_in)."""
        gradient = np.zeros(self._g.input_shape, weight.dtype)
        for residue in self._residues:
            taps = weight[residue.taps].swapaxes(2, 3)
            _correlate(grad_output, taps, residue.windows, gradient[:, *residue.cells])
        return gradient

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(kh, kw, C_in, C_out)."""
        gradient = np.empty(self._g.weight_shape, input.dtype)
        matrix = gradient.reshape(-1, self._g.out_channels)

        def work(part: slice, space: Workspace) -> None:
            mine = matrix[:, part]
            for k, block in enumerate(blocks(input, self._windows, mine.shape, 1)):
                cells = window_matrix(input, self._windows, block, 1, space)
                rows = block.of(grad_output)[..., part].reshape(len(cells), -1)
                if k == 0:
                    np.matmul(cells.T, rows, out=mine)
                else:
                    product = space.array("product", mine.shape, mine.dtype)
                    mine += np.matmul(cells.T, rows, out=product)

        team().share(work, _channel_parts(self._g.out_channels))
        return gradient


def _correlate(
    source: np.ndarray,
    taps: np.ndarray,
    windows: Windows,
    out: np.ndarray,
    bias: np.ndarray | None = None,
) -> None:
    def work(part: slice, space: Workspace) -> None:
        matrix = weight_matrix(taps[..., part], windows, 1)
        addend = None if bias is None else bias[part]
        for block in blocks(source, windows, matrix.shape, 1):
            multiply_block(source, matrix, addend, windows, 1, block, out[..., part], space)

    team().share(work, _channel_parts(out.shape[3]))


def _channel_parts(channels: int) -> list[slice]:
    count = max(1, min(team().size, channels // NARROWEST))
    return [as_slice(part) for part in parts(channels, count)]
