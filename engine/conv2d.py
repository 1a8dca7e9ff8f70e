"""The numbers: a convolution forward, and its three gradients, one product per kernel tap.

Tap (u, v) multiplies one strided slice of the padded input by one C_in x C_out matrix. Forward, the
products add up in the output; backward, the same slice and the same matrix change places:

    output      += slice . weight[u, v]
    grad_slice  += grad_output . weight[u, v]^T
    grad_weight[u, v] = slice^T . grad_output

Every sum is a plain sum, so integers stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from engine.arrays import check_shape, common_dtype, crop, pad
from engine.errors import ShapeError
from engine.geometry import ConvGeometry
from engine.options import Padding, Size


@dataclass(frozen=True, slots=True, eq=False)
class Conv2dGradients:
    """dL/d(input), dL/d(weight) and dL/d(bias), each of the shape of what it is the gradient of."""

    input: Float[np.ndarray, "n h w c_in"]
    weight: Float[np.ndarray, "kh kw c_group c_out"]
    bias: Float[np.ndarray, " c_out"]


def conv2d(
    input: Float[np.ndarray, "n h w c_in"],
    weight: Float[np.ndarray, "kh kw c_group c_out"],
    bias: Float[np.ndarray, " c_out"] | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Float[np.ndarray, "n oh ow c_out"]:
    """Cross-correlate ``input`` with ``weight`` and add ``bias``.

    output[n,i,j,o] = bias[o]
        + sum over u,v,c of input[n, i*s+u*d-p, j*s+v*d-p, c] * weight[u,v,c,o]

    float32 or float64, all alike; the options are those of ``torch.nn.functional.conv2d``, padding
    also per side. Raises :class:`EngineError` when dtypes, shapes or options do not fit.

    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d(x, np.ones((2, 2, 1, 1)))[0, :, :, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    given = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})
    dtype = common_dtype(**given)
    g = _geometry(input, weight, stride, padding, dilation, groups)
    if bias is not None:
        check_shape("bias", bias, (g.out_channels,))
    padded = pad(input, g)
    n, oh, ow, c_out = g.output_shape
    output = np.zeros((g.groups, n * oh * ow, g.group_out_channels), dtype)
    for tap, window in g.taps():
        output += _by_group(padded[window], g) @ _tap_matrix(weight, tap, g)
    if bias is not None:
        output += bias.reshape(g.groups, 1, -1)
    return np.ascontiguousarray(output.swapaxes(0, 1)).reshape(n, oh, ow, c_out)


def conv2d_grad_input(
    input_shape: Sequence[int],
    weight: Float[np.ndarray, "kh kw c_group c_out"],
    grad_output: Float[np.ndarray, "n oh ow c_out"],
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Float[np.ndarray, "n h w c_in"]:
    """The gradient of L = sum(grad_output * output) with respect to the input.

    grad_input[n,y,x,c] =
        sum over u,v,o of grad_output[n, (y+p-u*d)/s, (x+p-v*d)/s, o] * weight[u,v,c,o]

    An index that is not whole or out of range reads zero, so rows that no window read have
    gradient 0 (``torch.nn.grad.conv2d_input``). Raises :class:`EngineError`.

    >>> conv2d_grad_input((1, 3, 3, 1), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1)))[0, :, :, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    dtype = common_dtype(weight=weight, grad_output=grad_output)
    g = ConvGeometry.of(
        input_shape, weight.shape, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    check_shape("grad_output", grad_output, g.output_shape)
    grad_rows = _by_group(grad_output, g)
    grad_padded = np.zeros((g.batch, *g.padded_size, g.in_channels), dtype)
    for tap, window in g.taps():
        product = grad_rows @ _tap_matrix(weight, tap, g).swapaxes(1, 2)
        grad_padded[window] += product.swapaxes(0, 1).reshape(grad_padded[window].shape)
    return crop(grad_padded, g)


def conv2d_grad_weight(
    input: Float[np.ndarray, "n h w c_in"],
    weight_shape: Sequence[int],
    grad_output: Float[np.ndarray, "n oh ow c_out"],
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Float[np.ndarray, "kh kw c_group c_out"]:
    """The gradient of L = sum(grad_output * output) with respect to the weight.

    grad_weight[u,v,c,o] =
        sum over n,i,j of input[n, i*s+u*d-p, j*s+v*d-p, c] * grad_output[n,i,j,o]

    It sums over the batch, it takes no mean (``torch.nn.grad.conv2d_weight``). Raises
    :class:`EngineError`.

    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d_grad_weight(x, (2, 2, 1, 1), np.ones((1, 2, 2, 1)))[:, :, 0, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    dtype = common_dtype(input=input, grad_output=grad_output)
    g = ConvGeometry.of(
        input.shape, weight_shape, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    check_shape("grad_output", grad_output, g.output_shape)
    padded = pad(input, g)
    grad_rows = _by_group(grad_output, g)
    grad_weight = np.empty(g.weight_shape, dtype)
    for tap, window in g.taps():
        product = _by_group(padded[window], g).swapaxes(1, 2) @ grad_rows
        grad_weight[tap] = product.swapaxes(0, 1).reshape(grad_weight[tap].shape)
    return grad_weight


def conv2d_grad_bias(
    grad_output: Float[np.ndarray, "n oh ow c_out"],
) -> Float[np.ndarray, " c_out"]:
    """The gradient with respect to the bias: the sum of grad_output over batch and positions.

    grad_bias[o] = sum over n,i,j of grad_output[n,i,j,o]

    >>> conv2d_grad_bias(np.ones((2, 3, 3, 1)))
    array([18.])
    """
    common_dtype(grad_output=grad_output)
    if grad_output.ndim != 4:
        raise ShapeError(
            "grad_output",
            f"grad_output has 4 axes (N, OH, OW, C_out), not {grad_output.ndim}: "
            f"{grad_output.shape}",
        )
    total: np.ndarray = grad_output.sum(axis=(0, 1, 2))
    return total


def conv2d_backward(
    grad_output: Float[np.ndarray, "n oh ow c_out"],
    input: Float[np.ndarray, "n h w c_in"],
    weight: Float[np.ndarray, "kh kw c_group c_out"],
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Conv2dGradients:
    """All three gradients of L = sum(grad_output * output), each by the function of its name.

    >>> x, weight, grad_output = np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1))
    >>> gradients = conv2d_backward(grad_output, x, weight)
    >>> float(gradients.input[0, 1, 1, 0]), float(gradients.weight[0, 0, 0, 0]), gradients.bias
    (4.0, 4.0, array([4.]))
    """
    common_dtype(grad_output=grad_output, input=input, weight=weight)
    g = _geometry(input, weight, stride, padding, dilation, groups)
    return Conv2dGradients(
        conv2d_grad_input(input.shape, weight, grad_output, **g.options),
        conv2d_grad_weight(input, weight.shape, grad_output, **g.options),
        conv2d_grad_bias(grad_output),
    )


def _geometry(
    input: np.ndarray,
    weight: np.ndarray,
    stride: Size,
    padding: Padding,
    dilation: Size,
    groups: int,
) -> ConvGeometry:
    return ConvGeometry.of(
        input.shape, weight.shape, stride=stride, padding=padding, dilation=dilation, groups=groups
    )


def _by_group(array: np.ndarray, g: ConvGeometry) -> np.ndarray:
    """(n, i, j, channels) as (groups, positions, channels of a group), without a copy if it can."""
    return array.reshape(-1, g.groups, array.shape[-1] // g.groups).swapaxes(0, 1)


def _tap_matrix(weight: np.ndarray, tap: tuple[int, int], g: ConvGeometry) -> np.ndarray:
    """weight[u, v] as (groups, C_in/groups, C_out/groups)."""
    matrix: np.ndarray = weight[tap].reshape(g.group_in_channels, g.groups, -1)
    return matrix.swapaxes(0, 1)
