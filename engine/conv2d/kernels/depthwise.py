"""One input and one output channel per group: no product of matrices, but sums along long rows.

All channels of all columns of a row form one axis, W*C long. Tap after tap, einsum multiplies and
adds along it in one pass. It reads more than it computes, so what shares its windows is computed
while they are in the cache.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gradgrid.engine.conv2d.kernels.blocks import Block, even_ranges, lanes, split
from gradgrid.engine.conv2d.kernels.strategy import Strategy
from gradgrid.engine.conv2d.kernels.sweep import Product
from gradgrid.engine.conv2d.kernels.threads import Workspace, team
from gradgrid.engine.conv2d.kernels.windows import Windows, band

# An image or some of its rows; every call costs some microseconds.
BLOCK_BYTES = 2 * 1024**2


class Depthwise(Strategy):
    """Channel c of the output reads channel c of the input alone."""

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        output = np.empty(self._g.output_shape, input.dtype)
        _Walk(input, self._windows, Product(weight[:, :, 0], bias, output[None])).run()
        return output

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        gradient = np.zeros(self._g.input_shape, weight.dtype)
        for walk in self._backward(weight, grad_output, gradient):
            walk.run()
        return gradient

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        walk = _Walk(input, self._windows, None, grad_output)
        walk.run()
        return walk.gradient()

    def forward_and_gradients(
        self,
        input: np.ndarray,
        weight: np.ndarray,
        bias: np.ndarray | None,
        grad_output: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Image after image, where there is one for each thread."""
        if len(input) < team().size:
            return super().forward_and_gradients(input, weight, bias, grad_output)
        output = np.empty(self._g.output_shape, input.dtype)
        gradient = np.zeros(self._g.input_shape, input.dtype)
        product = Product(weight[:, :, 0], bias, output[None])
        forward = _Walk(input, self._windows, product, grad_output)
        walks = [forward, *self._backward(weight, grad_output, gradient)]
        shares = even_ranges(len(input), team().size)

        def work(lane: int, space: Workspace) -> None:
            for image in shares[lane]:
                for walk in walks:
                    block = Block(range(image, image + 1), range(walk.windows.size[0]))
                    walk.step(lane, block, space)

        team().share(work, range(len(shares)))
        return output, gradient, forward.gradient()

    def _backward(
        self, weight: np.ndarray, grad_output: np.ndarray, gradient: np.ndarray
    ) -> list[_Walk]:
        return [
            _Walk(
                grad_output,
                residue.windows,
                Product(weight[residue.taps][:, :, 0], None, gradient[None, :, *residue.cells]),
            )
            for residue in self._residues
        ]


class _Walk:
    """Writes the product of all windows, and adds up the gradient of the taps, or either.

    The taps of ``product`` are (kh, kw, C).
    """

    def __init__(
        self,
        source: np.ndarray,
        windows: Windows,
        product: Product | None,
        grad_output: np.ndarray | None = None,
    ) -> None:
        self.source, self.windows = source[None], windows
        self.grad_output = None if grad_output is None else grad_output[None]
        self.sums: dict[int, np.ndarray] = {}
        # Columns and channels are one axis where they lie together.
        apart = product is not None and not product.out.flags.c_contiguous
        self.together = 1 if apart or windows.stride[1] > 1 else windows.size[1]
        self.out = None
        if product is not None:
            self.out = product.out
            self.taps = np.tile(product.taps, self.together)
            self.bias = None if product.bias is None else np.tile(product.bias, self.together)

    def run(self) -> None:
        """All blocks, by all threads."""
        rows = lanes(_blocks(self.source, self.windows))

        def work(lane: int, space: Workspace) -> None:
            for block in rows[lane]:
                self.step(lane, block, space)

        team().share(work, range(len(rows)))

    def step(self, lane: int, block: Block, space: Workspace) -> None:
        """One block, of a lane that adds up its gradients in order."""
        cells = _cells(self.source, self.windows, block, self.together, space)
        shape = *cells.shape[:2], *cells.shape[4:]
        if self.out is not None:
            rows = block.of(self.out)[0]
            rows = rows.reshape(shape) if self.together > 1 else rows
            np.einsum("niuvjk,uvk->nijk", cells, self.taps, out=rows)
            if self.bias is not None:
                rows += self.bias
        if self.grad_output is not None:
            gradient = block.of(self.grad_output).reshape(shape)
            total = np.einsum("niuvjk,nijk->uvk", cells, gradient)
            self.sums[lane] = self.sums[lane] + total if lane in self.sums else total

    def gradient(self) -> np.ndarray:
        """(kh, kw, 1, C): the sum over lanes, and over the columns of a long row."""
        channels = self.source.shape[4]
        sums = [self.sums[lane] for lane in sorted(self.sums)]
        rows = np.add.reduce(sums).reshape(*self.windows.kernel, -1, channels)
        total: np.ndarray = rows.sum(2, keepdims=True)
        return total


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
