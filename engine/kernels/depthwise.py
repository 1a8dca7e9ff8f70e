"""One input and one output channel per group: no product of matrices, but sums along long rows.

All channels of all columns of a row form one axis, W*C long. Tap after tap, einsum multiplies and
adds along it in one pass.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.geometry import ConvGeometry
from engine.kernels.blocks import Block, split
from engine.kernels.threads import Workspace, team
from engine.kernels.windows import Windows, band, residues

# An image or some of its rows; every call costs some microseconds.
BLOCK_BYTES = 4 * 1024**2


class Depthwise:
    """Channel c of the output reads channel c of the input alone."""

    def __init__(self, g: ConvGeometry) -> None:
        self._g = g
        self._windows = Windows.of(g)
        self._residues = tuple(residues(g))

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        """(N, OH, OW, C)."""
        output = np.empty(self._g.output_shape, input.dtype)
        _correlate(input, weight[:, :, 0], self._windows, output, bias)
        return output

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(N, H, W, C)."""
        gradient = np.zeros(self._g.input_shape, weight.dtype)
        for residue in self._residues:
            taps = weight[residue.taps][:, :, 0]
            _correlate(grad_output, taps, residue.windows, gradient[:, *residue.cells])
        return gradient

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(kh, kw, 1, C)."""
        sums: dict[Workspace, np.ndarray] = {}

        long = self._windows.stride[1] == 1

        def work(block: Block, space: Workspace) -> None:
            cells = _cells(input, self._windows, block, long, space)
            gradient = block.of(grad_output).reshape(*cells.shape[:2], *cells.shape[4:])
            product = np.einsum("niuvjk,nijk->uvk", cells, gradient)
            sums[space] = sums[space] + product if space in sums else product

        team().share(work, _blocks(input, self._windows))
        total: np.ndarray = sum(sums.values(), np.zeros(1, input.dtype))
        return total.reshape(*self._g.kernel_size, -1, self._g.out_channels).sum(2, keepdims=True)


def _correlate(
    source: np.ndarray,
    taps: np.ndarray,
    windows: Windows,
    out: np.ndarray,
    bias: np.ndarray | None = None,
) -> None:
    """out[n,i,j,c] = bias[c] + sum over u,v of source[n, window (i, j) at (u, v), c] * taps[u,v,c]."""
    long = windows.stride[1] == 1 and out.flags.c_contiguous
    wide = np.tile(taps, windows.size[1]) if long else taps

    def work(block: Block, space: Workspace) -> None:
        cells = _cells(source, windows, block, long, space)
        target = block.of(out)
        rows = target.reshape(*target.shape[:2], *cells.shape[4:]) if long else target
        np.einsum("niuvjk,uvk->nijk", cells, wide, out=rows)
        if bias is not None:
            target += bias

    team().share(work, _blocks(source, windows))


def _cells(
    source: np.ndarray, windows: Windows, block: Block, long: bool, space: Workspace
) -> np.ndarray:
    """(images, rows, u, v, columns, channels), or (..., u, v, 1, columns*channels) if ``long``."""
    cells = band(source, windows, block, space)
    image, row, pixel, item = cells.strides
    (down, across), (high, wide) = windows.stride, windows.dilation
    columns, channels = windows.size[1], cells.shape[3]
    last = (1, columns * channels) if long else (columns, channels)
    shape = (len(cells), len(block.rows), *windows.kernel, *last)
    strides = (image, down * row, high * row, wide * pixel, across * pixel, item)
    return as_strided(cells, shape, strides)


def _blocks(source: np.ndarray, windows: Windows) -> list[Block]:
    batch, _, width, channels = source.shape
    rows, columns = windows.size
    row_bytes = width * channels * source.itemsize * windows.stride[0]
    work = batch * rows * columns * channels * windows.kernel[0] * windows.kernel[1]
    return split(batch, rows, row_bytes, BLOCK_BYTES, work)
