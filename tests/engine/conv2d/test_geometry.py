"""ConvGeometry: its sizes against windows counted one by one."""

from itertools import pairwise

import hypothesis
import numpy as np
import pytest
from hypothesis import given

from gradgrid.engine import ConvGeometry, conv2d
from tests.engine.geometries import KINDS, geometries, kinds
from tests.engine.plain_loops import window_starts


def starts_per_axis(g: ConvGeometry) -> list[list[int]]:
    return [
        window_starts(size, *sides, span, stride)
        for size, sides, span, stride in zip(
            g.input_size, g.padding, g.kernel_span, g.stride, strict=True
        )
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_geometries_strategy_reaches_every_kind(kind: str) -> None:
    quick = hypothesis.settings(max_examples=2000, phases=[hypothesis.Phase.generate])
    found = hypothesis.find(geometries(), lambda g: kind in kinds(g), settings=quick)

    assert kind in kinds(found)


@given(geometries())
def test_output_size_any_geometry_counts_the_windows_that_fit(g: ConvGeometry) -> None:
    assert g.output_size == tuple(map(len, starts_per_axis(g)))
    assert g.output_shape == (g.batch, *g.output_size, g.out_channels)


@given(geometries())
def test_leftover_any_geometry_counts_the_cells_past_the_last_window(g: ConvGeometry) -> None:
    last_starts = [starts[-1] for starts in starts_per_axis(g)]
    ends = [size + after for size, (_, after) in zip(g.input_size, g.padding, strict=True)]

    past = zip(ends, last_starts, g.kernel_span, strict=True)
    assert g.leftover == tuple(end - (start + span) for end, start, span in past)
    assert all(left < stride for left, stride in zip(g.leftover, g.stride, strict=True))


@given(geometries())
def test_dilated_size_any_geometry_spans_first_to_last_window(g: ConvGeometry) -> None:
    assert g.dilated_size == tuple(starts[-1] - starts[0] + 1 for starts in starts_per_axis(g))


@given(geometries())
def test_backward_padding_any_geometry_slides_the_kernel_back_over_the_input(
    g: ConvGeometry,
) -> None:
    for axis, starts in enumerate(starts_per_axis(g)):
        size, span = g.input_size[axis], g.kernel_span[axis]
        before, after = g.backward_padding[axis]
        assert g.dilated_size[axis] + before + after == size + span - 1
        # The rotated kernel meets the first window's gradient `starts[0]` cells from input cell 0.
        assert before - starts[0] == span - 1


def test_backward_padding_wider_than_the_kernel_crops() -> None:
    g = ConvGeometry.of((1, 4, 4, 1), (2, 2, 1, 1), padding=3)

    assert g.backward_padding == ((-2, -2), (-2, -2))


def test_backward_padding_leftover_rows_are_padded_after() -> None:
    g = ConvGeometry.of((1, 6, 5, 1), (2, 2, 1, 1), stride=3)

    assert g.leftover == (1, 0)
    assert g.backward_padding == ((1, 2), (1, 1))


@given(geometries())
def test_multiply_adds_any_geometry_counts_the_products(g: ConvGeometry) -> None:
    ones = np.ones((g.batch, *g.padded_size, g.in_channels))
    windows_of_ones = conv2d(ones, np.ones(g.weight_shape), **(g.options | {"padding": 0}))

    assert g.multiply_adds == windows_of_ones.sum()


@given(geometries())
def test_taps_any_geometry_name_the_cells_each_tap_multiplies(g: ConvGeometry) -> None:
    rows, columns = ([start - starts[0] for start in starts] for starts in starts_per_axis(g))
    seen = []
    for (u, v), (batch, row_slice, column_slice) in g.taps():
        seen.append((u, v))
        assert batch == slice(None)
        assert [*range(g.padded_size[0])[row_slice]] == [y + u * g.dilation[0] for y in rows]
        assert [*range(g.padded_size[1])[column_slice]] == [x + v * g.dilation[1] for x in columns]
    assert seen == [*np.ndindex(*g.kernel_size)]
    assert all(earlier < later for earlier, later in pairwise(seen))


@given(geometries())
def test_of_own_shapes_and_options_gives_the_same_geometry(g: ConvGeometry) -> None:
    assert ConvGeometry.of(g.input_shape, g.weight_shape, **g.options) == g
