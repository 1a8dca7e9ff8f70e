"""One walk through all windows: blocks of im2col rows, multiplied while they are in the cache.

A full im2col matrix is as many times larger than the input as the kernel has taps, and touching
that memory costs more than the product. A block of some megabytes, in a workspace that is used
again, costs neither. While it is there, the output and grad_weight both read it.

Where channels are few, the windows of neighbouring outputs are read as one: ``joined`` of them
share most of their cells, and their product is ``joined`` times as wide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradgrid.engine.conv2d.kernels.blocks import Block, lanes, split
from gradgrid.engine.conv2d.kernels.products import multiply, tap_gradient, weight_matrix
from gradgrid.engine.conv2d.kernels.threads import Workspace, team
from gradgrid.engine.conv2d.kernels.windows import Windows, joined_length, window_matrix

BLOCK_BYTES = 2 * 1024**2
# Nanoseconds to begin a run of cells, to copy a cell and for a multiply-add, measured in float32 on
# a processor with AVX-512; only their proportions matter. They choose how many are joined.
RUN, COPY, MULTIPLY = 4.0, 0.08, 0.0083
# Fixed cost of a product, as a number of extra columns.
MARGIN = 10
MAX_JOINED = 32
# Numbers in the weights of a folded window, most of them zeros.
MAX_JOINED_WEIGHTS = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """A matrix that every window is multiplied by, and the array that receives the result.

    ``taps`` are (parts, kh, kw, C, O), ``bias`` (parts, 1, O), ``out`` (parts, N, OH, OW, O).
    """

    taps: np.ndarray
    bias: np.ndarray | None
    out: np.ndarray


def correlate(source: np.ndarray, windows: Windows, product: Product) -> None:
    """Write the output of every window of ``source``, which is (parts, N, H, W, C).

    out[p,n,i,j,o] = bias[p,o]
        + sum over u,v,c of source[p, n, window (i, j) at tap (u, v), c] * taps[p,u,v,c,o]
    """
    _Sweep(source, windows, product.out.shape[4]).run(product, None)


def correlate_gradient(
    source: np.ndarray,
    windows: Windows,
    grad_output: np.ndarray,
    product: Product | None = None,
) -> np.ndarray:
    """The gradient of the taps, (parts, kh, kw, C, O), and in the same walk a product.

    grad_taps[p,u,v,c,o] =
        sum over n,i,j of source[p, n, window (i, j) at tap (u, v), c] * grad_output[p,n,i,j,o]
    """
    sweep = _Sweep(source, windows, grad_output.shape[4])
    first, *others = sweep.run(product, grad_output)
    for other in others:
        first += other
    return tap_gradient(first, windows, source.shape[4], sweep.joined)


class _Sweep:
    def __init__(self, source: np.ndarray, windows: Windows, outputs: int) -> None:
        channels = source.shape[4]
        self.source, self.windows = source, windows
        self.joined = choose_joined(windows, channels, outputs)
        width = windows.kernel[0] * joined_length(windows, self.joined) * channels
        self.shape = len(source), width, self.joined * outputs

    def run(self, product: Product | None, grad_output: np.ndarray | None) -> list[np.ndarray]:
        """The sums of the gradients, one for each lane, if there is a ``grad_output``."""
        blocks = self._blocks()
        items = lanes(blocks) if grad_output is not None else [[block] for block in blocks]
        sums = [np.empty(0)] * len(items)
        if product is not None:
            matrix = weight_matrix(product.taps, self.windows, self.joined)
            bias = None if product.bias is None else np.tile(product.bias, self.joined)

        def work(item: int, space: Workspace) -> None:
            for k, block in enumerate(items[item]):
                cells = window_matrix(self.source, self.windows, block, self.joined, space)
                if product is not None:
                    _write(cells, matrix, bias, block.of(product.out), space)
                if grad_output is not None:
                    rows = block.of(grad_output).reshape(*cells.shape[:2], -1)
                    if k == 0:
                        sums[item] = cells.swapaxes(1, 2) @ rows
                    else:
                        _add(cells, rows, sums[item], space)

        team().share(work, range(len(items)))
        return sums

    def _blocks(self) -> list[Block]:
        parts, width, outputs = self.shape
        batch, (rows, columns) = self.source.shape[1], self.windows.size
        row = columns // self.joined * parts
        row_bytes = row * (width + outputs) * self.source.itemsize
        return split(batch, rows, row_bytes, BLOCK_BYTES, batch * rows * row * width * outputs)


def _write(
    cells: np.ndarray,
    matrix: np.ndarray,
    bias: np.ndarray | None,
    target: np.ndarray,
    space: Workspace,
) -> None:
    """Into the target itself if its numbers lie together."""
    direct = target.flags.c_contiguous
    shape = *cells.shape[:2], matrix.shape[2]
    rows = target.reshape(shape) if direct else space.array("product", shape, target.dtype)
    multiply(cells, matrix, rows)
    if bias is not None:
        rows += bias
    if not direct:
        target[...] = rows.reshape(target.shape)


def _add(cells: np.ndarray, rows: np.ndarray, total: np.ndarray, space: Workspace) -> None:
    """Add a block's gradient to ``total``, as many columns at a time as fit the cache."""
    parts, width, outputs = total.shape
    most = max(1, BLOCK_BYTES // (parts * width * total.itemsize))
    for first in range(0, outputs, most):
        columns = slice(first, min(first + most, outputs))
        shape = parts, width, columns.stop - first
        product = space.array("gradient", shape, total.dtype)
        total[..., columns] += np.matmul(cells.swapaxes(1, 2), rows[..., columns], out=product)


def choose_joined(windows: Windows, channels: int, outputs: int) -> int:
    """The number of neighbouring windows that is quickest to read and multiply as one."""
    if windows.dilation[1] > 1 or windows.kernel[1] == 1:
        return 1

    def width(joined: int) -> int:
        return joined_length(windows, joined) * channels

    def cost(joined: int) -> float:
        cells = width(joined)
        return (RUN + cells * COPY + cells * MULTIPLY * (joined * outputs + MARGIN)) / joined

    most = MAX_JOINED_WEIGHTS // (windows.kernel[0] * outputs)
    counts = [
        count
        for count in range(2, MAX_JOINED + 1)
        if windows.size[1] % count == 0 and count * width(count) <= most
    ]
    return min([1, *counts], key=cost)
