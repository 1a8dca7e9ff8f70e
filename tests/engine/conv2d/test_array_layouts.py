"""What the kernels ask of an array in memory: nothing; what they give: a fresh C-contiguous one."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given

from gradgrid.engine import (
    ConvGeometry,
    col2im,
    conv2d,
    conv2d_backward,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_weight,
    im2col,
)
from tests.engine.geometries import (
    assert_exact,
    geometries,
    identify,
    small_integers,
    tensors,
    window_options,
)

Arrays = tuple[np.ndarray, ...]
GEOMETRIES = [
    ConvGeometry.of((1, 1, 1, 1), (1, 1, 1, 1)),
    ConvGeometry.of((2, 3, 4, 2), (1, 1, 2, 3)),
    ConvGeometry.of((2, 4, 5, 4), (2, 3, 2, 4), padding=((1, 0), (0, 2)), groups=2),
    ConvGeometry.of((2, 6, 7, 2), (2, 2, 2, 2), stride=(2, 3), dilation=(2, 1)),
]


def run_every_kernel(arrays: Arrays, g: ConvGeometry) -> dict[str, np.ndarray]:
    """Every kernel on (input, weight, bias, grad_output, columns); results by name."""
    input, weight, bias, grad_output, columns = arrays
    results = {
        "conv2d": conv2d(input, weight, bias, **g.options),
        "grad_input": conv2d_grad_input(g.input_shape, weight, grad_output, **g.options),
        "grad_weight": conv2d_grad_weight(input, g.weight_shape, grad_output, **g.options),
        "grad_bias": conv2d_grad_bias(grad_output),
    }
    gradients = conv2d_backward(grad_output, input, weight, **g.options)
    for name in ("input", "weight", "bias"):
        results[f"backward.{name}"] = getattr(gradients, name)
    for order in ("channel_major", "channel_last"):
        windows = {"patch_order": order, **window_options(g)}
        results[f"im2col {order}"] = im2col(input, g.kernel_size, **windows)
        results[f"col2im {order}"] = col2im(columns, g.input_size, g.kernel_size, **windows)
    return results


def contiguous_arrays(g: ConvGeometry, dtype: type = np.float64) -> Arrays:
    patch = g.kernel_size[0] * g.kernel_size[1] * g.in_channels
    windows = g.output_size[0] * g.output_size[1]
    return *tensors(g, dtype), small_integers((g.batch, windows, patch), 4, dtype)


def fortran_order(array: np.ndarray) -> np.ndarray:
    return np.asfortranarray(array)


def sliced(array: np.ndarray) -> np.ndarray:
    """Every second cell, from the second on, of an array filled up with what must not be read."""
    wide = np.full([2 * size + 1 for size in array.shape], np.nan, array.dtype)
    every_second = tuple(slice(1, None, 2) for _ in array.shape)
    wide[every_second] = array
    return wide[every_second]


def reversed_in_memory(array: np.ndarray) -> np.ndarray:
    """Negative strides on every axis."""
    backwards = (slice(None, None, -1),) * array.ndim
    return array[backwards].copy()[backwards]


def transposed(array: np.ndarray) -> np.ndarray:
    """Channels first in memory."""
    return np.ascontiguousarray(np.moveaxis(array, -1, 0)).transpose(*range(1, array.ndim), 0)


def read_only(array: np.ndarray) -> np.ndarray:
    array = array.copy()
    array.setflags(write=False)
    return array


@pytest.mark.parametrize(
    "layout", [fortran_order, sliced, reversed_in_memory, transposed, read_only]
)
@pytest.mark.parametrize("g", GEOMETRIES, ids=identify)
def test_kernels_other_memory_layout_same_numbers(
    g: ConvGeometry, layout: Callable[[np.ndarray], np.ndarray]
) -> None:
    arrays = contiguous_arrays(g)
    laid_out = tuple(layout(array) for array in arrays)

    expected = run_every_kernel(arrays, g)
    for name, result in run_every_kernel(laid_out, g).items():
        assert_exact(result, expected[name])
        assert result.flags.c_contiguous, name


def test_kernels_broadcast_input_same_numbers() -> None:
    g = ConvGeometry.of((3, 4, 4, 2), (2, 2, 2, 2))
    image, *others = contiguous_arrays(g)
    one = np.broadcast_to(image[:1], image.shape)

    expected = run_every_kernel((one.copy(), *others), g)
    for name, result in run_every_kernel((one, *others), g).items():
        assert_exact(result, expected[name])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(g=geometries(max_multiply_adds=1000))
def test_kernels_any_geometry_keep_the_dtype_and_give_contiguous_results(
    dtype: type, g: ConvGeometry
) -> None:
    expected = run_every_kernel(contiguous_arrays(g), g)

    for name, result in run_every_kernel(contiguous_arrays(g, dtype), g).items():
        assert result.dtype == dtype, name
        assert result.flags.c_contiguous, name
        assert_exact(result, expected[name])


@given(geometries(max_multiply_adds=1000))
def test_kernels_any_geometry_leave_their_arrays_alone(g: ConvGeometry) -> None:
    arrays = contiguous_arrays(g)
    before = [array.copy() for array in arrays]

    results = run_every_kernel(arrays, g)

    for array, copy in zip(arrays, before, strict=True):
        assert_exact(array, copy)
    for name, result in results.items():
        assert result.flags.writeable, name
        assert not any(np.shares_memory(result, array) for array in arrays), name


@pytest.mark.usefixtures("as_users_run_it")
def test_kernels_numpy_integers_as_options_equal_plain_ones() -> None:
    image, weight = small_integers((1, 7, 7, 2), 0), small_integers((2, 2, 1, 4), 1)
    two, one = np.int64(2), np.uint8(1)
    g = ConvGeometry.of(
        image.shape, weight.shape, stride=2, padding=((1, 2), (2, 1)), dilation=2, groups=2
    )

    output = conv2d(
        image, weight, stride=two, padding=((one, two), (two, one)), dilation=(two, two), groups=two
    )

    assert_exact(output, conv2d(image, weight, **g.options))
    assert_exact(im2col(image, two, stride=two), im2col(image, 2, stride=2))
