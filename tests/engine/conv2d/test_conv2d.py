"""The forward pass: against seven plain loops, and the identities a convolution obeys."""

import numpy as np
import pytest
from hypothesis import given

from gradgrid.engine import ConvGeometry, conv2d
from tests.engine import plain_loops
from tests.engine.geometries import (
    assert_exact,
    geometries,
    identify,
    small_integers,
    tensors,
)

HAND_PICKED = [
    ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1)),
    ConvGeometry.of((2, 4, 5, 3), (1, 1, 3, 2)),
    ConvGeometry.of((3, 6, 5, 2), (3, 2, 2, 3), stride=2),
    ConvGeometry.of((2, 5, 7, 2), (2, 3, 2, 2), stride=(3, 1), padding=(1, 2)),
    ConvGeometry.of((1, 4, 6, 1), (3, 3, 1, 2), padding=((2, 0), (0, 1))),
    ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1), padding=((3, 4), (5, 3))),
    ConvGeometry.of((1, 2, 1, 2), (3, 4, 2, 1), padding=((1, 1), (0, 3))),
    ConvGeometry.of((2, 9, 8, 1), (3, 2, 1, 1), dilation=(2, 3), stride=2, padding=1),
    ConvGeometry.of((2, 5, 5, 4), (3, 3, 2, 6), groups=2, stride=2, padding=1, dilation=2),
    ConvGeometry.of((2, 4, 4, 3), (2, 2, 1, 6), groups=3, padding="same"),
    ConvGeometry.of((1, 1, 1, 1), (1, 1, 1, 1)),
]


@pytest.mark.parametrize("g", HAND_PICKED, ids=identify)
def test_conv2d_hand_picked_geometry_equals_plain_loops(g: ConvGeometry) -> None:
    input, weight, bias, _ = tensors(g)

    output = conv2d(input, weight, bias, **g.options)

    assert_exact(output, plain_loops.forward(input, weight, bias, g))


@given(geometries())
def test_conv2d_any_geometry_equals_plain_loops(g: ConvGeometry) -> None:
    input, weight, _, _ = tensors(g)

    output = conv2d(input, weight, **g.options)

    assert_exact(output, plain_loops.forward(input, weight, None, g))


@given(geometries())
def test_conv2d_bias_is_added_once_to_every_position(g: ConvGeometry) -> None:
    input, weight, bias, _ = tensors(g)

    assert_exact(
        conv2d(input, weight, bias, **g.options),
        conv2d(input, weight, **g.options) + bias,
    )


@given(geometries())
def test_conv2d_padding_equals_zeros_written_out(g: ConvGeometry) -> None:
    input, weight, bias, _ = tensors(g)
    (top, _), (left, _) = g.padding
    (h, w) = g.input_size
    written_out = np.zeros((g.batch, *g.padded_size, g.in_channels))
    written_out[:, top : top + h, left : left + w] = input

    assert_exact(
        conv2d(input, weight, bias, **g.options),
        conv2d(written_out, weight, bias, **(g.options | {"padding": 0})),
    )


@given(geometries())
def test_conv2d_dilation_equals_a_kernel_with_zeros_between(g: ConvGeometry) -> None:
    input, weight, bias, _ = tensors(g)
    spread = np.zeros((*g.kernel_span, *weight.shape[2:]))
    spread[:: g.dilation[0], :: g.dilation[1]] = weight

    assert_exact(
        conv2d(input, weight, bias, **g.options),
        conv2d(input, spread, bias, **(g.options | {"dilation": 1})),
    )


@given(geometries())
def test_conv2d_stride_equals_skipping_outputs_of_stride_1(g: ConvGeometry) -> None:
    input, weight, bias, _ = tensors(g)
    every = conv2d(input, weight, bias, **(g.options | {"stride": 1}))

    assert_exact(conv2d(input, weight, bias, **g.options), every[:, :: g.stride[0], :: g.stride[1]])


@given(geometries())
def test_conv2d_groups_equal_convolutions_side_by_side(g: ConvGeometry) -> None:
    input, weight, bias, _ = tensors(g)
    alone = g.options | {"groups": 1}
    split = (np.split(array, g.groups, axis=-1) for array in (input, weight, bias))

    assert_exact(
        conv2d(input, weight, bias, **g.options),
        np.concatenate([conv2d(x, k, b, **alone) for x, k, b in zip(*split, strict=True)], axis=-1),
    )


@given(geometries())
def test_conv2d_batch_equals_each_image_alone(g: ConvGeometry) -> None:
    input, weight, bias, _ = tensors(g)

    assert_exact(
        conv2d(input, weight, bias, **g.options),
        np.concatenate([conv2d(image[None], weight, bias, **g.options) for image in input]),
    )


def test_conv2d_kernel_is_not_rotated() -> None:
    image = np.zeros((1, 3, 3, 1))
    image[0, 0, 0, 0] = 1
    weight = small_integers((2, 2, 1, 1), seed=7)

    output = conv2d(image, weight)

    assert output[0, 0, 0, 0] == weight[0, 0, 0, 0]


@pytest.mark.parametrize(("padding", "sides"), [("same", ((0, 1), (1, 1))), ("valid", 0)])
def test_conv2d_padding_by_name_equals_padding_by_numbers(padding: str, sides: object) -> None:
    input, weight = small_integers((2, 5, 4, 2), 0), small_integers((2, 3, 2, 3), 1)

    assert_exact(
        conv2d(input, weight, padding=padding),  # type: ignore[arg-type]
        conv2d(input, weight, padding=sides),  # type: ignore[arg-type]
    )
