"""Resizing tensors: cells that still exist keep their numbers, new cells get small integers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

# Pattern of new cells by tensor: (factor of each axis, count of different numbers, first number).
_NEW = {
    "input": ((11, 3, 5, 7), 9, 1),
    "weight": ((3, 1, 5, 2), 7, -3),
    "bias": ((1,), 5, 1),
    "grad_output": ((4, 2, 3, 1), 5, -2),
}


@dataclass(frozen=True, slots=True, eq=False)
class NumbersBefore:
    """The numbers before they are resized; channels last, sizes of any kind."""

    input: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    grad_output: np.ndarray | None


def resized(given: NumbersBefore, g: ConvGeometry, *, has_bias: bool) -> ConvInputs:
    """The convolution of geometry ``g`` whose cells are those of ``given`` wherever it has them."""
    grad_output = np.empty((0, 0, 0, 0)) if given.grad_output is None else given.grad_output
    bias = np.empty(0) if given.bias is None else given.bias
    return ConvInputs(
        g,
        input=resized_tensor("input", given.input, g.input_shape),
        weight=resized_tensor("weight", given.weight, g.weight_shape),
        bias=resized_tensor("bias", bias, (g.out_channels,)) if has_bias else None,
        grad_output=resized_tensor("grad_output", grad_output, g.output_shape),
    )


def resized_tensor(name: str, array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """``array`` cut to ``shape``, and filled up with small whole numbers where it is smaller.

    >>> resized_tensor("input", np.full((1, 1, 2, 1), 50.0), (1, 2, 2, 1))[0, :, :, 0]
    array([[50., 50.],
           [ 4.,  9.]])
    """
    if array.shape == shape:
        return array
    made = _new(name, shape)
    kept = tuple(slice(0, min(old, new)) for old, new in zip(array.shape, shape, strict=True))
    made[kept] = array[kept]
    return made


def _new(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Small integers that differ from their neighbours, so that a wrong index shows."""
    factors, count, first = _NEW[name]
    places = np.indices(shape, sparse=True)
    total = sum(factor * place for factor, place in zip(factors, places, strict=True))
    return np.broadcast_to(np.asarray(total) % count + first, shape).astype(float)
