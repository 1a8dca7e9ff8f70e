"""The general strategy, im2col by blocks; the other strategies are its exceptions.

grad_input is the correlation of grad_output with the turned kernel, one for each residue class of
the stride.
"""

from __future__ import annotations

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.kernels.parts import merged, parts_of, separated, stacked
from gradgrid.engine.conv2d.kernels.strategy import Strategy
from gradgrid.engine.conv2d.kernels.sweep import Product, correlate, correlate_gradient


class Im2col(Strategy):
    """Products of blocks of windows with the weights."""

    def __init__(self, g: ConvGeometry) -> None:
        super().__init__(g)
        self._parts = parts_of(g)

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        output = np.empty(self._g.output_shape, input.dtype)
        product = self._product(weight, bias, output)
        correlate(stacked(input, self._parts), self._windows, product)
        return output

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        gradient = np.zeros(self._g.input_shape, weight.dtype)
        source, out = stacked(grad_output, self._parts), stacked(gradient, self._parts)
        taps = merged(weight, self._g, self._parts)
        for residue in self._residues:
            turned = taps[:, *residue.taps].swapaxes(3, 4)
            correlate(source, residue.windows, Product(turned, None, out[:, :, *residue.cells]))
        return gradient

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        return self._gradient(input, grad_output, None)

    def forward_and_gradients(
        self,
        input: np.ndarray,
        weight: np.ndarray,
        bias: np.ndarray | None,
        grad_output: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Output and grad_weight in one walk through the windows."""
        output = np.empty(self._g.output_shape, input.dtype)
        product = self._product(weight, bias, output)
        grad_weight = self._gradient(input, grad_output, product)
        return output, self.grad_input(weight, grad_output), grad_weight

    def _gradient(
        self, input: np.ndarray, grad_output: np.ndarray, product: Product | None
    ) -> np.ndarray:
        source, gradient = stacked(input, self._parts), stacked(grad_output, self._parts)
        return separated(correlate_gradient(source, self._windows, gradient, product), self._g)

    def _product(self, weight: np.ndarray, bias: np.ndarray | None, output: np.ndarray) -> Product:
        addend = None if bias is None else bias.reshape(self._parts, 1, -1)
        return Product(merged(weight, self._g, self._parts), addend, stacked(output, self._parts))
