"""One product per kernel tap, for geometries whose blocks of windows would be too large.

Tap (u, v) multiplies one strided slice of the padded input by one C_in x C_out matrix. Forward, the
products add up in the output; backward, the same slice and the same matrix change places. It does
each multiplication of the definition once and holds no more than the padded input and one product,
whatever the kernel, so a kernel as large as its input costs no more than it must.
"""

from __future__ import annotations

import numpy as np

from gradgrid.engine.conv2d.arrays import crop, pad
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.kernels.strategy import Strategy
from gradgrid.engine.conv2d.kernels.threads import Workspace, team


class Taps(Strategy):
    """Slices and matrices in stacks, one for each group."""

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        g = self._g
        n, oh, ow, c_out = g.output_shape
        padded = pad(input, g)
        output = np.zeros((g.groups, n * oh * ow, g.group_out_channels), input.dtype)

        def work(_: None, space: Workspace) -> None:
            product = space.array("product", output.shape, output.dtype)
            for tap, window in g.taps():
                rows = _by_group(padded[window], g)
                np.add(output, np.matmul(rows, _matrix(weight, tap, g), out=product), out=output)
            if bias is not None:
                np.add(output, bias.reshape(g.groups, 1, -1), out=output)

        team().share(work, [None])
        return np.ascontiguousarray(output.swapaxes(0, 1)).reshape(n, oh, ow, c_out)

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        g = self._g
        rows = _by_group(grad_output, g)
        grad_padded = np.zeros((g.batch, *g.padded_size, g.in_channels), weight.dtype)

        def work(_: None, space: Workspace) -> None:
            shape = (*rows.shape[:2], g.group_in_channels)
            product = space.array("product", shape, weight.dtype)
            for tap, window in g.taps():
                np.matmul(rows, _matrix(weight, tap, g).swapaxes(1, 2), out=product)
                grad_padded[window] += product.swapaxes(0, 1).reshape(grad_padded[window].shape)

        team().share(work, [None])
        return crop(grad_padded, g)

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        g = self._g
        padded, rows = pad(input, g), _by_group(grad_output, g)
        gradient = np.empty(g.weight_shape, input.dtype)

        def work(_: None, space: Workspace) -> None:
            for tap, window in g.taps():
                product = _by_group(padded[window], g).swapaxes(1, 2) @ rows
                gradient[tap] = product.swapaxes(0, 1).reshape(gradient[tap].shape)

        team().share(work, [None])
        return gradient


def _by_group(array: np.ndarray, g: ConvGeometry) -> np.ndarray:
    """(n, i, j, channels) as (groups, positions, channels of a group), without a copy if it can."""
    rows: np.ndarray = array.reshape(-1, g.groups, array.shape[-1] // g.groups).swapaxes(0, 1)
    return rows


def _matrix(weight: np.ndarray, tap: tuple[int, int], g: ConvGeometry) -> np.ndarray:
    """weight[u, v] as (groups, C_in/groups, C_out/groups)."""
    matrix: np.ndarray = weight[tap].reshape(g.group_in_channels, g.groups, -1).swapaxes(0, 1)
    return matrix
