"""grad_input for very few input channels: grad_columns with the patch first, added plane by plane.

Its correlation would read all output channels at every tap to write a few numbers. Here a product
gives the grad_columns of some rows, one plane of positions for each cell of the patch, and each
plane is added where its tap lies.
"""

from __future__ import annotations

import numpy as np

from gradgrid.engine.conv2d.kernels.blocks import Block, as_slice, even_ranges
from gradgrid.engine.conv2d.kernels.im2col import Im2col
from gradgrid.engine.conv2d.kernels.sweep import BLOCK_BYTES
from gradgrid.engine.conv2d.kernels.threads import Workspace, team


class Col2im(Im2col):
    """Forward and grad_weight by im2col, grad_input by col2im."""

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        g = self._g
        n, oh, ow, outputs = g.output_shape
        (h, w), ((top, _), (left, _)) = g.input_size, g.padding
        # Images are apart from one another; rows of one image overlap, so each thread has its own.
        pieces = min(-(-team().size // n), oh)
        planes = np.zeros((pieces, n, g.in_channels, *g.padded_size), weight.dtype)
        matrix = weight.reshape(-1, outputs)

        def work(item: tuple[int, Block], space: Workspace) -> None:
            piece, block = item
            for rows in _row_blocks(block.rows, ow * len(matrix) * weight.itemsize):
                gradient = grad_output[block.images.start, as_slice(rows)].reshape(-1, outputs)
                shape = len(matrix), len(gradient)
                columns = space.array("columns", shape, weight.dtype)
                np.matmul(matrix, gradient.T, out=columns)
                patch = columns.reshape(*g.weight_shape[:3], len(rows), ow)
                self._add(planes[piece, block.images.start], patch, rows)

        items = [
            (piece, Block(range(image, image + 1), rows))
            for image in range(n)
            for piece, rows in enumerate(even_ranges(oh, pieces))
        ]
        team().share(work, items)
        total = planes[0] if pieces == 1 else planes.sum(axis=0)
        inside = total[:, :, top : top + h, left : left + w]
        return np.ascontiguousarray(inside.transpose(0, 2, 3, 1))

    def _add(self, planes: np.ndarray, patch: np.ndarray, rows: range) -> None:
        """planes[c, i*s + u*d, j*s + v*d] += patch[u, v, c, i, j] for these rows i."""
        down = self._g.stride[0]
        for (u, v), (_, window, columns) in self._g.taps():
            first = window.start + rows.start * down
            window = slice(first, first + (len(rows) - 1) * down + 1, down)
            planes[:, window, columns] += patch[u, v]


def _row_blocks(rows: range, row_bytes: int) -> list[range]:
    count = min(len(rows), -(-len(rows) * row_bytes // BLOCK_BYTES))
    parts = even_ranges(len(rows), count)
    return [range(rows.start + part.start, rows.start + part.stop) for part in parts]
