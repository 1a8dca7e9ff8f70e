"""The numbers: a convolution forward, and its three gradients.

What is asked for is checked here; how it is computed is for :mod:`engine.kernels`, which picks a
strategy from the geometry. Every sum is a plain sum, so integers stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import check_shape, common_dtype
from engine.errors import ShapeError
from engine.kernels.bias import grad_bias
from engine.kernels.plans import plan
from engine.options import Padding, Size
from engine.shapes import Float


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

    float32 or float64, all alike and all finite: NaN or infinity may spread to cells beside it. The
    options are those of ``torch.nn.functional.conv2d``, padding also per side. Raises
    :class:`EngineError` when dtypes, shapes or options do not fit.

    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d(x, np.ones((2, 2, 1, 1)))[0, :, :, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    if bias is None:
        common_dtype(input=input, weight=weight)
    else:
        common_dtype(input=input, weight=weight, bias=bias)
    shapes = input.shape, weight.shape
    g, strategy = plan(*shapes, stride, padding, dilation, groups)
    if bias is not None:
        check_shape("bias", bias, (g.out_channels,))
    return strategy.forward(_in_order(input), _in_order(weight), bias)


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
    common_dtype(weight=weight, grad_output=grad_output)
    g, strategy = plan(input_shape, weight.shape, stride, padding, dilation, groups)
    check_shape("grad_output", grad_output, g.output_shape)
    return strategy.grad_input(_in_order(weight), _in_order(grad_output))


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
    common_dtype(input=input, grad_output=grad_output)
    g, strategy = plan(input.shape, weight_shape, stride, padding, dilation, groups)
    check_shape("grad_output", grad_output, g.output_shape)
    return strategy.grad_weight(_in_order(input), _in_order(grad_output))


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
    if 0 in grad_output.shape:
        raise ShapeError(
            "grad_output",
            "every axis of grad_output (N, OH, OW, C_out) has at least 1 element, the shape is "
            f"{grad_output.shape}",
        )
    return grad_bias(_in_order(grad_output))


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
    """All three gradients of L = sum(grad_output * output), each as by the function of its name.

    Shapes are those of the arrays that they are the gradients of. Raises :class:`EngineError`.

    >>> x, weight, grad_output = np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1))
    >>> gradients = conv2d_backward(grad_output, x, weight)
    >>> float(gradients.input[0, 1, 1, 0]), float(gradients.weight[0, 0, 0, 0]), gradients.bias
    (4.0, 4.0, array([4.]))
    """
    common_dtype(grad_output=grad_output, input=input, weight=weight)
    g, strategy = plan(input.shape, weight.shape, stride, padding, dilation, groups)
    check_shape("grad_output", grad_output, g.output_shape)
    grad_output, input, weight = _in_order(grad_output), _in_order(input), _in_order(weight)
    return Conv2dGradients(
        strategy.grad_input(weight, grad_output),
        strategy.grad_weight(input, grad_output),
        grad_bias(grad_output),
    )


def conv2d_with_gradients(
    grad_output: Float[np.ndarray, "n oh ow c_out"],
    input: Float[np.ndarray, "n h w c_in"],
    weight: Float[np.ndarray, "kh kw c_group c_out"],
    bias: Float[np.ndarray, " c_out"] | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> tuple[Float[np.ndarray, "n oh ow c_out"], Conv2dGradients]:
    """The output, as of :func:`conv2d`, and the gradients, as of :func:`conv2d_backward`.

    All arrays are finite; the bias changes the output alone, and its gradient is there without it.
    The numbers are the same up to rounding; both together take less time than one after the other,
    because the output and the gradient of the weight read the same windows. Raises
    :class:`EngineError`.

    >>> x, weight, grad_output = np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1))
    >>> output, gradients = conv2d_with_gradients(grad_output, x, weight)
    >>> float(output[0, 0, 0, 0]), gradients.bias
    (4.0, array([4.]))
    """
    if bias is None:
        common_dtype(grad_output=grad_output, input=input, weight=weight)
    else:
        common_dtype(grad_output=grad_output, input=input, weight=weight, bias=bias)
    g, strategy = plan(input.shape, weight.shape, stride, padding, dilation, groups)
    check_shape("grad_output", grad_output, g.output_shape)
    if bias is not None:
        check_shape("bias", bias, (g.out_channels,))
    grad_output, input, weight = _in_order(grad_output), _in_order(input), _in_order(weight)
    output, grad_input, grad_weight = strategy.everything(input, weight, bias, grad_output)
    return output, Conv2dGradients(grad_input, grad_weight, grad_bias(grad_output))


def _in_order(array: np.ndarray) -> np.ndarray:
    return array if array.flags.c_contiguous else np.ascontiguousarray(array)
