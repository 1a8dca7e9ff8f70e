"""The gradients: plain loops, finite differences, adjoint identities, the rotated kernel."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

from gradgrid.engine import (
    ConvGeometry,
    conv2d,
    conv2d_backward,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_weight,
)
from gradgrid.engine.conv2d.trace import build_trace
from tests.engine import plain_loops
from tests.engine.geometries import assert_exact, geometries, identify, tensors

SMALL = [
    ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1)),
    ConvGeometry.of((2, 3, 4, 2), (2, 3, 2, 2), padding=1),
    ConvGeometry.of((2, 5, 4, 1), (2, 2, 1, 2), stride=2),
    ConvGeometry.of((1, 5, 6, 1), (3, 2, 1, 2), stride=(2, 3), padding=((2, 0), (0, 1))),
    ConvGeometry.of((1, 3, 2, 1), (2, 2, 1, 1), padding=((3, 4), (0, 3)), stride=2),
    ConvGeometry.of((1, 5, 5, 1), (2, 3, 1, 1), dilation=(3, 2)),
    ConvGeometry.of((1, 4, 3, 4), (2, 2, 2, 4), groups=2, stride=2, padding=1, dilation=2),
    ConvGeometry.of((2, 3, 3, 3), (3, 2, 1, 6), groups=3, padding="same"),
    ConvGeometry.of((2, 3, 2, 3), (1, 1, 3, 2)),
]


def step_1_differences(loss: Callable[[], float], array: np.ndarray) -> np.ndarray:
    """loss(array + e_i) - loss(array) for every cell i: exact where the loss is linear."""
    differences = np.zeros(array.shape)
    before = loss()
    for index in np.ndindex(array.shape):
        array[index] += 1
        differences[index] = loss() - before
        array[index] -= 1
    return differences


@pytest.mark.parametrize("g", SMALL, ids=identify)
def test_gradients_every_cell_equals_a_finite_difference_of_step_1(g: ConvGeometry) -> None:
    input, weight, bias, grad_output = tensors(g)

    def loss() -> float:
        return float((grad_output * conv2d(input, weight, bias, **g.options)).sum())

    gradients = conv2d_backward(grad_output, input, weight, **g.options)

    assert_exact(gradients.input, step_1_differences(loss, input))
    assert_exact(gradients.weight, step_1_differences(loss, weight))
    assert_exact(gradients.bias, step_1_differences(loss, bias))


@given(geometries())
def test_grad_input_any_geometry_equals_plain_loops(g: ConvGeometry) -> None:
    _, weight, _, grad_output = tensors(g)

    gradient = conv2d_grad_input(g.input_shape, weight, grad_output, **g.options)

    assert_exact(gradient, plain_loops.grad_input(weight, grad_output, g))


@given(geometries())
def test_grad_weight_any_geometry_equals_plain_loops(g: ConvGeometry) -> None:
    input, _, _, grad_output = tensors(g)

    gradient = conv2d_grad_weight(input, g.weight_shape, grad_output, **g.options)

    assert_exact(gradient, plain_loops.grad_weight(input, grad_output, g))


@given(geometries())
def test_grad_bias_any_geometry_equals_plain_loops(g: ConvGeometry) -> None:
    *_, grad_output = tensors(g)

    assert_exact(conv2d_grad_bias(grad_output), plain_loops.grad_bias(grad_output))


@given(geometries())
def test_gradients_any_geometry_are_adjoint_to_the_forward_pass(g: ConvGeometry) -> None:
    input, weight, bias, grad_output = tensors(g)
    gradients = conv2d_backward(grad_output, input, weight, **g.options)

    product = (conv2d(input, weight, **g.options) * grad_output).sum()

    assert product == (input * gradients.input).sum() == (weight * gradients.weight).sum()
    ones = np.ones(g.output_shape) * bias
    assert (ones * grad_output).sum() == (bias * gradients.bias).sum()


@given(geometries())
def test_backward_any_geometry_equals_the_three_functions(g: ConvGeometry) -> None:
    input, weight, _, grad_output = tensors(g)

    gradients = conv2d_backward(grad_output, input, weight, **g.options)

    by_input = conv2d_grad_input(g.input_shape, weight, grad_output, **g.options)
    by_weight = conv2d_grad_weight(input, g.weight_shape, grad_output, **g.options)
    assert_exact(gradients.input, by_input)
    assert_exact(gradients.weight, by_weight)
    assert_exact(gradients.bias, conv2d_grad_bias(grad_output))


@given(geometries())
def test_grad_input_any_geometry_equals_convolution_with_the_rotated_kernel(
    g: ConvGeometry,
) -> None:
    """Dilate by the stride, pad or crop by ``backward_padding``, rotate, swap, convolve."""
    _, weight, _, grad_output = tensors(g)
    (top, bottom), (left, right) = g.backward_padding
    height, width = g.dilated_size
    dilated = np.zeros((g.batch, height, width, g.out_channels))
    dilated[:, :: g.stride[0], :: g.stride[1]] = grad_output
    zeros = ((max(top, 0), max(bottom, 0)), (max(left, 0), max(right, 0)))
    padded = np.pad(dilated, ((0, 0), *zeros, (0, 0)))
    # Padding comes first: one side can lose more cells than the gradient has.
    height, width = padded.shape[1:3]
    padded = padded[
        :, max(-top, 0) : height - max(-bottom, 0), max(-left, 0) : width - max(-right, 0)
    ]
    rotated = weight[::-1, ::-1].reshape(*g.kernel_size, g.group_in_channels, g.groups, -1)
    swapped = rotated.transpose(0, 1, 4, 3, 2).reshape(*g.kernel_size, -1, g.in_channels)

    by_kernel = conv2d(padded, swapped, dilation=g.dilation, groups=g.groups)

    assert_exact(conv2d_grad_input(g.input_shape, weight, grad_output, **g.options), by_kernel)


def test_grad_input_leftover_rows_have_gradient_zero() -> None:
    gradient = conv2d_grad_input(
        (1, 6, 5, 1), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1)), stride=3
    )

    assert_exact(gradient[0, :, :, 0], np.outer([1, 1, 0, 1, 1, 0], [1, 1, 0, 1, 1]))


def test_gradients_batch_of_copies_is_a_sum_and_not_a_mean() -> None:
    g = ConvGeometry.of((1, 4, 4, 2), (3, 3, 2, 2), padding=1)
    input, weight, _, grad_output = tensors(g)
    one = conv2d_backward(grad_output, input, weight, **g.options)

    three = conv2d_backward(
        np.repeat(grad_output, 3, axis=0), np.repeat(input, 3, axis=0), weight, **g.options
    )

    assert_exact(three.weight, 3 * one.weight)
    assert_exact(three.bias, 3 * one.bias)
    assert_exact(three.input, np.repeat(one.input, 3, axis=0))


def test_gradients_and_traces_are_equal_to_themselves_alone() -> None:
    g = SMALL[0]
    input, weight, bias, grad_output = tensors(g)
    gradients = {conv2d_backward(grad_output, input, weight) for _ in range(2)}
    traces = {build_trace(g, input, weight, bias) for _ in range(2)}

    assert (len(gradients), len(traces)) == (2, 2)
