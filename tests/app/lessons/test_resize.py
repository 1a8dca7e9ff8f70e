"""Numbers while the sizes change: what fits is kept, what is new is small, whole and the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradgrid.app.lessons.resize import NumbersBefore, resized, resized_tensor
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs
from tests.engine.geometries import assert_exact, geometries

# The least and the most that a new cell may hold.
NEW = {"input": (1, 9), "weight": (-3, 3), "bias": (1, 5), "grad_output": (-2, 2)}
RANKS = {"input": 4, "weight": 4, "bias": 1, "grad_output": 4}
NAMES = list(NEW)

SIZES = st.lists(st.integers(1, 5), min_size=4, max_size=4)


def nothing(name: str) -> np.ndarray:
    """No cell at all, so that every one is new."""
    return np.empty((0,) * RANKS[name])


def numbered(shape: tuple[int, ...]) -> np.ndarray:
    """Each cell another number, none of them one that a new cell has."""
    return np.arange(1000.0, 1000 + np.prod(shape)).reshape(shape)


@pytest.mark.parametrize("name", NAMES)
@given(SIZES, SIZES)
def test_fit_any_sizes_keeps_the_cells_that_both_have(
    name: str, old: list[int], new: list[int]
) -> None:
    before, after = tuple(old[: RANKS[name]]), tuple(new[: RANKS[name]])
    given = numbered(before)

    made = resized_tensor(name, given, after)

    assert made.shape == after
    assert_exact(given, numbered(before))
    for place in np.ndindex(after):
        is_kept = all(at < size for at, size in zip(place, before, strict=True))
        assert (made[place] >= 1000) == is_kept
        if is_kept:
            assert made[place] == given[place]


@pytest.mark.parametrize("name", NAMES)
@given(SIZES, SIZES)
def test_fit_any_sizes_fills_up_with_the_same_small_whole_numbers(
    name: str, old: list[int], new: list[int]
) -> None:
    before, after = tuple(old[: RANKS[name]]), tuple(new[: RANKS[name]])
    filled = resized_tensor(name, numbered(before), after)
    alone = resized_tensor(name, nothing(name), after)

    least, most = NEW[name]
    assert set(np.unique(alone)) <= set(range(least, most + 1))
    is_new = filled < 1000
    assert_exact(filled[is_new], alone[is_new])


@pytest.mark.parametrize("name", NAMES)
def test_new_cells_that_are_neighbours_differ_along_every_axis(name: str) -> None:
    made = resized_tensor(name, nothing(name), (12,) * RANKS[name])
    for axis in range(made.ndim):
        assert (np.diff(made, axis=axis) != 0).all()
    assert set(np.unique(made)) == set(range(NEW[name][0], NEW[name][1] + 1))


def test_new_cells_are_the_numbers_that_they_were_yesterday() -> None:
    """Whoever turns a slider back and forth, or opens the page anew, finds them again."""
    assert resized_tensor("input", nothing("input"), (1, 2, 4, 1))[0, :, :, 0].tolist() == [
        [1, 6, 2, 7],
        [4, 9, 5, 1],
    ]
    assert resized_tensor("weight", nothing("weight"), (2, 2, 1, 2)).reshape(4, 2).tolist() == [
        [-3, -1],
        [-2, 0],
        [0, 2],
        [1, 3],
    ]
    assert resized_tensor("bias", nothing("bias"), (7,)).tolist() == [1, 2, 3, 4, 5, 1, 2]
    made = resized_tensor("grad_output", nothing("grad_output"), (1, 2, 3, 1))
    assert made[0, :, :, 0].tolist() == [
        [-2, 1, -1],
        [0, -2, 1],
    ]


@pytest.mark.parametrize("name", NAMES)
@given(SIZES, SIZES, SIZES)
def test_growing_again_from_the_same_source_restores_every_number(
    name: str, own: list[int], small: list[int], large: list[int]
) -> None:
    source, less, more = (tuple(size[: RANKS[name]]) for size in (own, small, large))
    given = numbered(source)

    resized_tensor(name, given, less)
    resized_tensor(name, given, more)

    assert_exact(resized_tensor(name, given, source), given)


def given_of(g: ConvGeometry, **changes: Any) -> NumbersBefore:
    """Numbers of every kind, as they were typed."""
    shapes = {"input": g.input_shape, "weight": g.weight_shape, "grad_output": g.output_shape}
    whole = {name: numbered(shape) for name, shape in shapes.items()}
    return replace(NumbersBefore(**whole, bias=numbered((g.out_channels,))), **changes)


def assert_of_geometry(arrays: ConvInputs, g: ConvGeometry) -> None:
    assert arrays.geometry == g
    assert arrays.input.shape == g.input_shape
    assert arrays.weight.shape == g.weight_shape
    assert arrays.grad_output.shape == g.output_shape
    for array in (arrays.input, arrays.weight, arrays.grad_output):
        assert array.dtype == np.float64
        assert array.flags.c_contiguous
        assert array.flags.writeable


@given(geometries(), geometries(), st.booleans())
def test_fitted_any_geometry_has_its_shapes_and_the_kept_cells(
    before: ConvGeometry, after: ConvGeometry, has_bias: bool
) -> None:
    given = given_of(before)

    arrays = resized(given, after, has_bias=has_bias)

    assert_of_geometry(arrays, after)
    for name in ("input", "weight", "grad_output"):
        assert_exact(
            getattr(arrays, name),
            resized_tensor(name, getattr(given, name), getattr(arrays, name).shape),
        )
        assert getattr(arrays, name).flat[0] == 1000
    assert (arrays.bias is not None) == has_bias
    back = resized(given, before, has_bias=True)
    for name in NAMES:
        assert_exact(getattr(back, name), getattr(given, name))


@given(geometries(), geometries())
def test_fitted_twice_is_the_same(before: ConvGeometry, after: ConvGeometry) -> None:
    one, other = (resized(given_of(before), after, has_bias=True) for _ in range(2))
    for name in NAMES:
        assert_exact(getattr(one, name), getattr(other, name))


def test_fitted_bias_is_kept_added_or_left_out() -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 3))
    own, none = given_of(g, bias=np.array([50.0, 60.0])), given_of(g, bias=None)

    kept, added = resized(own, g, has_bias=True), resized(none, g, has_bias=True)

    assert kept.bias is not None
    assert kept.bias.tolist() == [50, 60, 3]
    assert added.bias is not None
    assert added.bias.tolist() == [1, 2, 3]
    assert resized(own, g, has_bias=False).bias is None
    assert resized(none, g, has_bias=False).bias is None


def test_fitted_without_a_gradient_gets_small_whole_numbers() -> None:
    g = ConvGeometry.of((1, 3, 4, 1), (2, 2, 1, 1))
    arrays = resized(given_of(g, grad_output=None), g, has_bias=False)
    assert arrays.grad_output[0, :, :, 0].tolist() == [[-2, 1, -1], [0, -2, 1]]


def test_fitted_with_more_groups_keeps_the_channels_that_a_group_still_reads() -> None:
    g = ConvGeometry.of((1, 2, 2, 4), (1, 1, 4, 4))
    given = given_of(g)

    arrays = resized(given, replace(g, groups=2), has_bias=False)

    assert arrays.weight.shape == (1, 1, 2, 4)
    assert_exact(arrays.weight, given.weight[:, :, :2])
    assert_exact(arrays.input, given.input)
