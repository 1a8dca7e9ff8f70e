"""im2col and col2im: each cell by its index, the product that is the convolution, the adjoint."""

import numpy as np
import pytest
from hypothesis import given

from gradgrid.engine import (
    ConvGeometry,
    OptionError,
    col2im,
    conv2d,
    conv2d_grad_input,
    conv2d_grad_weight,
    im2col,
)
from gradgrid.engine.conv2d.unfold import PatchOrder
from tests.engine import plain_loops
from tests.engine.geometries import (
    assert_exact,
    geometries,
    small_integers,
    tensors,
    window_options,
)

both_orders = pytest.mark.parametrize("order", ["channel_major", "channel_last"])


def windows(g: ConvGeometry) -> int:
    return g.output_size[0] * g.output_size[1]


def random_columns(g: ConvGeometry) -> np.ndarray:
    patch = g.kernel_size[0] * g.kernel_size[1] * g.in_channels
    return small_integers((g.batch, windows(g), patch), seed=9)


def weight_matrix(weight: np.ndarray, order: PatchOrder) -> np.ndarray:
    """The weight with a row for each cell of a patch."""
    ordered = weight.transpose(2, 0, 1, 3) if order == "channel_major" else weight
    return ordered.reshape(-1, weight.shape[3])


@both_orders
@given(g=geometries())
def test_im2col_any_geometry_holds_the_cell_its_index_names(
    order: PatchOrder, g: ConvGeometry
) -> None:
    input, *_ = tensors(g)
    (kh, kw), (h, w), c_in = g.kernel_size, g.input_size, g.in_channels
    expected = np.zeros((g.batch, *g.output_size, c_in, kh, kw))
    (top, _), (left, _) = g.padding
    for n, i, j, c, u, v in np.ndindex(expected.shape):
        y = i * g.stride[0] + u * g.dilation[0] - top
        x = j * g.stride[1] + v * g.dilation[1] - left
        if 0 <= y < h and 0 <= x < w:
            expected[n, i, j, c, u, v] = input[n, y, x, c]
    if order == "channel_last":
        expected = expected.transpose(0, 1, 2, 4, 5, 3)

    columns = im2col(input, g.kernel_size, patch_order=order, **window_options(g))

    assert_exact(columns, expected.reshape(g.batch, windows(g), kh * kw * c_in))


@both_orders
@given(g=geometries())
def test_im2col_any_geometry_col2im_is_its_adjoint(order: PatchOrder, g: ConvGeometry) -> None:
    input, *_ = tensors(g)
    columns = random_columns(g)
    given_options = {"patch_order": order, **window_options(g)}

    unfolded = im2col(input, g.kernel_size, **given_options)
    folded = col2im(columns, g.input_size, g.kernel_size, **given_options)

    assert folded.shape == input.shape
    assert (unfolded * columns).sum() == (input * folded).sum()


@both_orders
@given(g=geometries())
def test_im2col_times_weight_matrix_equals_conv2d_group_by_group(
    order: PatchOrder, g: ConvGeometry
) -> None:
    input, weight, bias, _ = tensors(g)
    groups = zip(np.split(input, g.groups, axis=3), np.split(weight, g.groups, axis=3), strict=True)
    products = [
        im2col(x, g.kernel_size, patch_order=order, **window_options(g)) @ weight_matrix(k, order)
        for x, k in groups
    ]

    output = np.concatenate(products, axis=2).reshape(g.output_shape) + bias

    assert_exact(output, conv2d(input, weight, bias, **g.options))


@both_orders
@given(g=geometries())
def test_columns_times_matrices_equal_the_gradients_group_by_group(
    order: PatchOrder, g: ConvGeometry
) -> None:
    input, weight, _, grad_output = tensors(g)
    windows_given = {"patch_order": order, **window_options(g)}
    grad_inputs, grad_weight_matrices, weight_gradients = [], [], []
    gradient = conv2d_grad_weight(input, g.weight_shape, grad_output, **g.options)
    for x, k, dy, dk in zip(
        *(np.split(array, g.groups, axis=3) for array in (input, weight, grad_output, gradient)),
        strict=True,
    ):
        dy_matrix = dy.reshape(g.batch, windows(g), -1)
        columns = im2col(x, g.kernel_size, **windows_given)
        grad_columns = dy_matrix @ weight_matrix(k, order).T
        grad_inputs.append(col2im(grad_columns, g.input_size, g.kernel_size, **windows_given))
        grad_weight_matrices.append((columns.swapaxes(1, 2) @ dy_matrix).sum(axis=0))
        weight_gradients.append(weight_matrix(dk, order))

    assert_exact(
        np.concatenate(grad_inputs, axis=3),
        conv2d_grad_input(g.input_shape, weight, grad_output, **g.options),
    )
    assert_exact(np.stack(grad_weight_matrices), np.stack(weight_gradients))


@given(geometries())
def test_col2im_of_ones_counts_the_windows_that_read_each_cell(g: ConvGeometry) -> None:
    one_group = ConvGeometry.of(
        (1, *g.input_size, 1),
        (*g.kernel_size, 1, 1),
        stride=g.stride,
        padding=g.padding,
        dilation=g.dilation,
    )
    readers = np.zeros(one_group.input_shape)
    for _, cell, _ in plain_loops.products(one_group):
        readers[cell] += 1

    ones = np.ones((1, windows(g), g.kernel_size[0] * g.kernel_size[1]))

    assert_exact(col2im(ones, g.input_size, g.kernel_size, **window_options(g)), readers)


@both_orders
def test_col2im_of_im2col_without_overlap_gives_the_input_back(order: PatchOrder) -> None:
    image = small_integers((2, 4, 6, 3), seed=0)
    columns = im2col(image, (2, 3), stride=(2, 3), patch_order=order)

    assert_exact(col2im(columns, (4, 6), (2, 3), stride=(2, 3), patch_order=order), image)


def test_im2col_patch_orders_differ_only_in_where_the_channel_stands() -> None:
    image = np.arange(8.0).reshape(1, 2, 2, 2)

    assert im2col(image, 2, patch_order="channel_major")[0, 0].tolist() == [0, 2, 4, 6, 1, 3, 5, 7]
    assert im2col(image, 2, patch_order="channel_last")[0, 0].tolist() == [0, 1, 2, 3, 4, 5, 6, 7]


def test_sizes_as_one_number_equal_pairs() -> None:
    image = small_integers((1, 3, 3, 2), seed=0)
    columns = im2col(image, 2)

    assert_exact(columns, im2col(image, (2, 2)))
    assert_exact(col2im(columns, 3, 2), col2im(columns, (3, 3), (2, 2)))


@pytest.mark.parametrize("order", ["channel_major", "channel_last"])
def test_unfold_of_lists_channels_first_is_that_of_arrays_channels_last(order: str) -> None:
    image = np.arange(2 * 3 * 4 * 2).reshape(2, 3, 4, 2)
    options = {"stride": (1, 2), "padding": ((1, 0), (0, 1)), "patch_order": order}
    expected = im2col(image.astype(float), (2, 2), **options)
    lists = image.transpose(0, 3, 1, 2).tolist()
    columns = im2col(lists, [2, 2], layout="NCHW", **options)
    assert np.array_equal(columns, expected)
    back = col2im(columns.astype(int).tolist(), [3, 4], [2, 2], layout="NCHW", **options)
    assert back.flags.c_contiguous
    assert back.shape == (2, 2, 3, 4)
    assert np.array_equal(back.transpose(0, 2, 3, 1), col2im(expected, (3, 4), (2, 2), **options))


def test_unfold_in_an_unknown_layout_is_refused() -> None:
    with pytest.raises(OptionError, match='layout must be "NHWC" or "NCHW"'):
        im2col(np.ones((1, 2, 2, 1)), 1, layout="NCWH")
    with pytest.raises(OptionError, match='layout must be "NHWC" or "NCHW"'):
        col2im(np.ones((1, 4, 1)), 2, 1, layout="nhwc")
