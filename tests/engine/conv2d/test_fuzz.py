"""Long runs only, by ``make fuzz``: every kernel against the plain loops and its adjoint."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradgrid.engine import ConvGeometry, col2im, conv2d, conv2d_backward, im2col
from tests.engine import plain_loops
from tests.engine.geometries import assert_exact, geometries, small_integers, tensors

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(1800)]


@given(geometries(max_multiply_adds=12_000), st.integers(0, 2**32))
def test_kernels_any_geometry_and_numbers_equal_plain_loops(g: ConvGeometry, seed: int) -> None:
    input = small_integers(g.input_shape, seed)
    weight = small_integers(g.weight_shape, seed + 1)
    grad_output = small_integers(g.output_shape, seed + 2)

    output = conv2d(input, weight, **g.options)
    gradients = conv2d_backward(grad_output, input, weight, **g.options)

    assert_exact(output, plain_loops.forward(input, weight, None, g))
    assert_exact(gradients.input, plain_loops.grad_input(weight, grad_output, g))
    assert_exact(gradients.weight, plain_loops.grad_weight(input, grad_output, g))
    assert_exact(gradients.bias, plain_loops.grad_bias(grad_output))


@given(geometries(max_multiply_adds=1_000_000))
def test_kernels_float32_any_geometry_equal_float64(g: ConvGeometry) -> None:
    input, weight, bias, grad_output = tensors(g)
    singles = tensors(g, np.float32)

    output = conv2d(*singles[:3], **g.options)
    gradients = conv2d_backward(singles[3], *singles[:2], **g.options)
    expected = conv2d_backward(grad_output, input, weight, **g.options)

    assert_exact(output, conv2d(input, weight, bias, **g.options))
    assert_exact(gradients.input, expected.input)
    assert_exact(gradients.weight, expected.weight)


@given(geometries(max_multiply_adds=1_000_000), st.sampled_from(["channel_major", "channel_last"]))
def test_im2col_any_geometry_col2im_is_its_adjoint(g: ConvGeometry, order: str) -> None:
    input, *_ = tensors(g)
    windows = {"patch_order": order, **g.options}
    del windows["groups"]
    unfolded = im2col(input, g.kernel_size, **windows)
    columns = small_integers(unfolded.shape, seed=5)

    folded = col2im(columns, g.input_size, g.kernel_size, **windows)

    assert (unfolded * columns).sum() == (input * folded).sum()
