"""One input and one output channel per group: no product of matrices, but sums along long rows.

All channels of all columns of a row form one axis, W*C long. Tap after tap, einsum multiplies and
adds along it in one pass. It reads more than it computes, so what shares its windows is computed
while they are in the cache.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.geometry import ConvGeometry
from engine.kernels.blocks import Block, split
from engine.kernels.strategy import Strategy
from engine.kernels.sweep import Product
from engine.kernels.threads import Workspace, team
from engine.kernels.windows import Windows, band, residues

# An image or some of its rows; every call costs some microseconds.
BLOCK_BYTES = 2 * 1024**2


class Depthwise(Strategy):
    """Channel c of the output reads channel c of the input alone."""

    def __init__(self, g: ConvGeometry) -> None:
        super().__init__(g)
        self._windows = Windows.of(g)
        self._residues = tuple(residues(g))

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        """(N, OH, OW, C)."""
        output = np.empty(self._g.output_shape, input.dtype)
        _walk(input[None], self._windows, Product(weight[:, :, 0], bias, output[None]), None)
        return output

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(N, H, W, C)."""
        gradient = np.zeros(self._g.input_shape, weight.dtype)
        for residue in self._residues:
            taps, out = weight[residue.taps][:, :, 0], gradient[None, :, *residue.cells]
            _walk(grad_output[None], residue.windows, Product(taps, None, out), None)
        return gradient

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(kh, kw, 1, C)."""
        return self._gradient(_walk(input[None], self._windows, None, grad_output[None]))

    def forward_and_grad_weight(
        self,
        input: np.ndarray,
        weight: np.ndarray,
        bias: np.ndarray | None,
        grad_output: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Both in one walk through the windows."""
        output = np.empty(self._g.output_shape, input.dtype)
        product = Product(weight[:, :, 0], bias, output[None])
        sums = _walk(input[None], self._windows, product, grad_output[None])
        return output, self._gradient(sums)

    def _gradient(self, sums: list[np.ndarray]) -> np.ndarray:
        """The sum over threads, and over the columns that make up a long row."""
        rows = np.add.reduce(sums).reshape(*self._g.kernel_size, -1, self._g.out_channels)
        total: np.ndarray = rows.sum(2, keepdims=True)
        return total


def _walk(
    source: np.ndarray,
    windows: Windows,
    product: Product | None,
    grad_output: np.ndarray | None,
) -> list[np.ndarray]:
    """Write the product and return each thread's sum of the gradients of the taps, if asked for.

    Taps are (kh, kw, C); all other arrays are (1, N, rows, columns, C).
    """
    written = grad_output if product is None else product.out
    assert written is not None
    # Columns and channels are one axis where they lie together.
    columns = windows.size[1] if windows.stride[1] == 1 and written.flags.c_contiguous else 1
    if product is not None:
        taps = np.tile(product.taps, columns)
        bias = None if product.bias is None else np.tile(product.bias, columns)
    sums: dict[Workspace, np.ndarray] = {}

    def work(block: Block, space: Workspace) -> None:
        cells = _cells(source, windows, block, columns, space)
        shape = *cells.shape[:2], *cells.shape[4:]
        if product is not None:
            rows = block.of(product.out)[0]
            rows = rows.reshape(shape) if columns > 1 else rows
            np.einsum("niuvjk,uvk->nijk", cells, taps, out=rows)
            if bias is not None:
                rows += bias
        if grad_output is not None:
            gradient = block.of(grad_output).reshape(shape)
            total = np.einsum("niuvjk,nijk->uvk", cells, gradient)
            sums[space] = sums[space] + total if space in sums else total

    team().share(work, _blocks(source, windows))
    return list(sums.values())


def _cells(
    source: np.ndarray, windows: Windows, block: Block, together: int, space: Workspace
) -> np.ndarray:
    """(images, rows, u, v, columns / together, together * C)."""
    cells = band(source, windows, block, space)[0]
    image, row, pixel, item = cells.strides
    (down, across), (high, wide) = windows.stride, windows.dilation
    columns, channels = windows.size[1] // together, cells.shape[3] * together
    shape = (len(cells), len(block.rows), *windows.kernel, columns, channels)
    strides = (image, down * row, high * row, wide * pixel, together * across * pixel, item)
    return as_strided(cells, shape, strides)


def _blocks(source: np.ndarray, windows: Windows) -> list[Block]:
    _, batch, _, width, channels = source.shape
    rows, columns = windows.size
    row_bytes = width * channels * source.itemsize * windows.stride[0]
    work = batch * rows * columns * channels * windows.kernel[0] * windows.kernel[1]
    return split(batch, rows, row_bytes, BLOCK_BYTES, work)
