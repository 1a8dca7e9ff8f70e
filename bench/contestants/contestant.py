"""What a contestant is: a library, asked for one convolution forward and its gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs


class UnsupportedError(Exception):
    """The contestant has no such convolution, or would take minutes."""


class Run(NamedTuple):
    """``call`` is timed; ``read`` turns what it returned into our four arrays, channels last."""

    call: Callable[[], Any]
    read: Callable[[Any], tuple[np.ndarray, ...]]


class Contestant(NamedTuple):
    """``kind`` is "gradgrid", "pytorch", "jax" or "peer": a library in NumPy."""

    name: str
    kind: str
    prepare: Callable[[ConvGeometry, ConvInputs], Run]


def both_sides(g: ConvGeometry) -> tuple[int, int]:
    """The padding as (vertical, horizontal), for who knows no other."""
    (top, bottom), (left, right) = g.padding
    if top != bottom or left != right:
        raise UnsupportedError
    return top, left


def only_plain(g: ConvGeometry, *, dilation: bool = False) -> None:
    """Refuse groups, and dilation unless the contestant has it."""
    if g.groups > 1 or (not dilation and g.dilation != (1, 1)):
        raise UnsupportedError


def channels_first(array: np.ndarray) -> np.ndarray:
    """NHWC as NCHW, HWIO as OIHW, contiguous."""
    return np.ascontiguousarray(array.transpose(0, 3, 1, 2))


def weight_first(weight: np.ndarray) -> np.ndarray:
    """HWIO as OIHW, contiguous."""
    return np.ascontiguousarray(weight.transpose(3, 2, 0, 1))


def from_channels_first(
    output: np.ndarray, grad_input: np.ndarray, grad_weight: np.ndarray, grad_bias: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Four arrays of NCHW and OIHW, channels last."""
    return (
        output.transpose(0, 2, 3, 1),
        grad_input.transpose(0, 2, 3, 1),
        grad_weight.transpose(2, 3, 1, 0),
        grad_bias.reshape(-1),
    )
