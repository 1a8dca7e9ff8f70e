"""Output and gradients by the kernels, from the tensors of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from gradgrid.engine.conv2d.functional import (
    conv2d,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_weight,
)
from gradgrid.engine.conv2d.geometry import ConvGeometry

Kernel = Callable[[ConvGeometry, Mapping[str, np.ndarray]], np.ndarray]


def _output(g: ConvGeometry, given: Mapping[str, np.ndarray]) -> np.ndarray:
    return conv2d(given["input"], given["weight"], given.get("bias"), **g.options)


def _grad_input(g: ConvGeometry, given: Mapping[str, np.ndarray]) -> np.ndarray:
    return conv2d_grad_input(g.input_shape, given["weight"], given["grad_output"], **g.options)


def _grad_weight(g: ConvGeometry, given: Mapping[str, np.ndarray]) -> np.ndarray:
    return conv2d_grad_weight(given["input"], g.weight_shape, given["grad_output"], **g.options)


def _grad_bias(_: ConvGeometry, given: Mapping[str, np.ndarray]) -> np.ndarray:
    return conv2d_grad_bias(given["grad_output"])


KERNELS: Mapping[str, Kernel] = {
    "output": _output,
    "grad_input": _grad_input,
    "grad_weight": _grad_weight,
    "grad_bias": _grad_bias,
}
