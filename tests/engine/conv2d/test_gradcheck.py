"""The check of the gradients: right ones agree, whatever their size, and wrong ones do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgrid.app.presets import BY_ID
from gradgrid.engine import Conv2dGradients, ConvGeometry, conv2d, conv2d_backward
from gradgrid.engine.conv2d.gradcheck import (
    MAX_CHECK_WORK,
    MAX_PERTURBED_CELLS,
    Agreement,
    gradcheck,
)
from tests.engine.geometries import SOME, geometries, tensors

LENET = "lenet5-conv1"
SMALL = [*BY_ID][: [*BY_ID].index(LENET) + 1]
NAMES = ("grad_input", "grad_weight", "grad_bias")

Tensors = tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray]


def found(
    g: ConvGeometry, given: Tensors, gradients: Conv2dGradients | None = None
) -> dict[str, Agreement]:
    """What the check says of ``gradients``, the right ones unless others are given."""
    input, weight, bias, grad_output = given
    right = conv2d_backward(grad_output, input, weight, **g.options)
    return gradcheck(g, input, weight, bias, grad_output, gradients or right)


def assert_agrees(agreements: dict[str, Agreement]) -> None:
    assert list(agreements) == list(NAMES)[: len(agreements)]
    for name, agreement in agreements.items():
        assert agreement.agrees, f"{name}: {agreement}"
        assert np.isfinite(agreement.max_error)


@pytest.mark.parametrize("preset", SMALL)
def test_gradients_of_a_preset_agree_without_any_error(preset: str) -> None:
    arrays = BY_ID[preset].inputs
    given = (arrays.input, arrays.weight, arrays.bias, arrays.grad_output)
    sizes = [array.size for array in given[:3] if array is not None]

    agreements = found(arrays.geometry, given)

    assert_agrees(agreements)
    assert [agreement.of for agreement in agreements.values()] == sizes
    assert {agreement.max_error for agreement in agreements.values()} == {0.0}


@settings(max_examples=SOME)
@given(geometries())
def test_gradients_any_geometry_of_integers_agree_without_any_error(g: ConvGeometry) -> None:
    given = tensors(g)

    assert found(g, given) == {
        name: Agreement(min(array.size, MAX_PERTURBED_CELLS), array.size, 0.0, True)
        for name, array in zip(NAMES, given, strict=False)
    }


# Each number is a normal one times one of these.
SCALES = {
    "fractions": [1],
    "tiny": [1e-30],
    "huge": [1e8],
    "mixed": [1e-30, 1e-5, 1, 1e8],
    "far-apart": [1e-150, 1, 1e60],
    "subnormal-products": [1e-160, 1e-156, 1],
}


@pytest.mark.parametrize("scales", SCALES.values(), ids=SCALES)
@settings(max_examples=SOME)
@given(geometries(max_multiply_adds=300), st.integers(0, 10**6))
def test_gradients_any_geometry_of_fractions_agree(
    scales: list[float], g: ConvGeometry, seed: int
) -> None:
    rng = np.random.default_rng(seed)

    def fractions(shape: tuple[int, ...]) -> np.ndarray:
        return rng.standard_normal(shape) * rng.choice(scales, shape)

    input, weight = fractions(g.input_shape), fractions(g.weight_shape)
    bias = fractions((g.out_channels,)) if seed % 2 else None
    agreements = found(g, (input, weight, bias, fractions(g.output_shape)))

    assert_agrees(agreements)
    assert len(agreements) == 2 + (bias is not None)


def row(*numbers: float) -> np.ndarray:
    return np.array(numbers).reshape(1, 1, -1, 1)


def test_gradients_where_large_terms_cancel_agree() -> None:
    """The output is 0, yet each product was rounded to a tenth of a billionth."""
    g = ConvGeometry.of((1, 1, 2, 1), (1, 2, 1, 1))
    weight = np.full(g.weight_shape, 0.3)

    agreements = found(g, (row(1_000_000.1, -1_000_000.1), weight, None, row(1.0)))

    assert_agrees(agreements)
    assert agreements["grad_input"].max_error > 0


@settings(max_examples=2 * SOME)
@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=2), st.integers(0, 10**6))
def test_gradients_where_any_large_terms_nearly_cancel_agree(sizes: list[float], seed: int) -> None:
    rng = np.random.default_rng(seed)
    g = ConvGeometry.of((1, 1, 4, 1), (1, 4, 1, 1))
    input = row(*sizes, *(-size for size in sizes)) + 1e-3 * rng.standard_normal(g.input_shape)
    weight = np.full(g.weight_shape, rng.standard_normal())

    assert_agrees(found(g, (input, weight, None, row(1.0))))


@pytest.mark.parametrize("number", [9e307, 1e308, 1.7976931348623157e308, -1e308])
def test_number_that_cannot_be_raised_within_the_range_is_lowered(number: float) -> None:
    g = ConvGeometry.of((1, 1, 1, 1), (1, 1, 1, 1))
    with np.errstate(over="ignore"):
        agreements = found(g, (row(number), row(1.0), None, row(1.0)))

    assert_agrees(agreements)
    assert {agreement.max_error for agreement in agreements.values()} == {0.0}


def test_small_number_between_huge_ones_that_cancel_is_raised_until_the_loss_shows_it() -> None:
    """Beside 1e16 the next number is 2 away: a raise of 1 changes the loss by 0 or by 2."""
    g = ConvGeometry.of((1, 1, 3, 1), (1, 3, 1, 1))
    given = (row(1e16, 1.0, -1e16), np.ones(g.weight_shape), None, row(1.0))
    right = conv2d_backward(given[3], given[0], given[1], **g.options)

    for agreement in found(g, given).values():
        assert agreement == Agreement(3, 3, 0.0, True, unseen=0, step=agreement.step)
        assert agreement.step > 1
    for cell in range(3):
        for by in (1.0, -1.0, 0.1):
            wrong = found(g, given, one_more(right, "input", cell, by))["grad_input"]
            assert not wrong.agrees
            assert wrong.max_error == pytest.approx(abs(by))
    off = found(g, given, one_more(right, "weight", 1))["grad_weight"]
    assert (off.agrees, off.max_error) == (False, 1.0)


def test_cell_that_no_step_lets_be_seen_is_not_among_those_that_agree() -> None:
    g = ConvGeometry.of((1, 1, 2, 1), (1, 2, 1, 1))
    weight = np.array([1.0, 1e-20]).reshape(g.weight_shape)
    given = (row(1e300, 1e-10), weight, None, row(1.0))

    agreements = found(g, given)

    for agreement in agreements.values():
        assert (agreement.cells, agreement.of, agreement.unseen) == (1, 2, 1)
        assert agreement.agrees
        assert agreement.max_error == 0.0


def test_wrong_gradient_larger_than_rounding_is_caught_even_of_a_cell_not_seen() -> None:
    g = ConvGeometry.of((1, 1, 2, 1), (1, 2, 1, 1))
    weight = np.array([1.0, 1e-20]).reshape(g.weight_shape)
    given = (row(1e300, 1e-10), weight, None, row(1.0))
    right = conv2d_backward(given[3], given[0], weight, **g.options)

    wrong = found(g, given, one_more(right, "input", 1, by=1e299))["grad_input"]

    assert not wrong.agrees


def one_more(gradients: Conv2dGradients, name: str, cell: int, by: float = 1) -> Conv2dGradients:
    """The gradients with one cell of one of them changed."""
    wrong = getattr(gradients, name).copy()
    wrong.flat[cell] += by
    return replace(gradients, **{name: wrong})


@pytest.mark.parametrize("preset", ["article-single-channel", "asymmetric-padding", "batch-2"])
def test_gradient_with_one_cell_changed_by_one_is_caught_wherever_it_is(preset: str) -> None:
    arrays = BY_ID[preset].inputs
    g, bias = arrays.geometry, np.arange(1.0, arrays.geometry.out_channels + 1)
    given = (arrays.input, arrays.weight, bias, arrays.grad_output)
    right = conv2d_backward(arrays.grad_output, arrays.input, arrays.weight, **g.options)
    for name in ("input", "weight", "bias"):
        size = getattr(right, name).size
        assert size <= MAX_PERTURBED_CELLS, "all cells are raised"
        for cell in range(size):
            agreements = found(g, given, one_more(right, name, cell, by=(-1) ** cell))
            changed = agreements.pop(f"grad_{name}")
            assert changed == Agreement(size, size, 1.0, False)
            assert all(each.agrees and each.max_error == 0 for each in agreements.values())


def correlated(g: ConvGeometry, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
    """What slides the kernel over the padded gradient as it is, without turning it round."""
    turned = np.ascontiguousarray(weight.swapaxes(2, 3))
    return conv2d(grad_output, turned, padding=g.backward_padding)


WRONG: dict[str, tuple[str, Callable[[ConvGeometry, Tensors, Conv2dGradients], np.ndarray]]] = {
    "sign-input": ("input", lambda g, given, right: -right.input),
    "sign-weight": ("weight", lambda g, given, right: -right.weight),
    "sign-bias": ("bias", lambda g, given, right: -right.bias),
    "mean-weight": ("weight", lambda g, given, right: right.weight / g.batch),
    "mean-bias": ("bias", lambda g, given, right: right.bias / g.batch),
    "first-image-only": (
        "bias",
        lambda g, given, right: given[3][0].sum((0, 1)),
    ),
    "kernel-unrotated": ("input", lambda g, given, right: correlated(g, given[1], given[3])),
    "kernel-transposed": (
        "weight",
        lambda g, given, right: np.ascontiguousarray(right.weight.swapaxes(0, 1)),
    ),
    "channels-swapped": (
        "weight",
        lambda g, given, right: np.ascontiguousarray(right.weight[..., ::-1]),
    ),
    "zeros": ("input", lambda g, given, right: np.zeros_like(right.input)),
}


@pytest.mark.parametrize(("name", "wrong"), WRONG.values(), ids=WRONG)
def test_gradient_by_a_wrong_rule_is_caught(
    name: str, wrong: Callable[[ConvGeometry, Tensors, Conv2dGradients], np.ndarray]
) -> None:
    g = ConvGeometry.of((2, 3, 3, 2), (2, 2, 2, 2))
    given = tensors(g)
    right = conv2d_backward(given[3], given[0], given[1], **g.options)
    gradients = replace(right, **{name: wrong(g, given, right)})
    distance = float(np.abs(getattr(gradients, name) - getattr(right, name)).max())

    agreements = found(g, given, gradients)

    caught = agreements.pop(f"grad_{name}")
    assert (caught.cells, caught.agrees) == (caught.of, False)
    assert caught.max_error == distance >= 1
    assert all(agreement.agrees for agreement in agreements.values())


def test_gradients_that_are_slightly_off_are_told_from_rounding() -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    given = tuple(array / 7 for array in tensors(g))
    right = conv2d_backward(given[3], given[0], given[1], **g.options)

    assert_agrees(found(g, given))
    off = found(g, given, one_more(right, "weight", 3, by=1e-9))
    assert not off["grad_weight"].agrees
    assert off["grad_input"].agrees


def test_check_without_a_bias_raises_none() -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    input, weight, bias, grad_output = tensors(g)

    assert list(found(g, (input, weight, None, grad_output))) == ["grad_input", "grad_weight"]
    assert list(found(g, (input, weight, bias, grad_output))) == list(NAMES)


def test_check_leaves_what_it_is_given_as_it_was() -> None:
    g = ConvGeometry.of((1, 3, 3, 2), (2, 2, 2, 2))
    given = tensors(g)

    found(g, given)

    for array, before in zip(given, tensors(g), strict=True):
        np.testing.assert_array_equal(array, before)


@pytest.mark.parametrize(
    ("side", "cells"),
    [(8, [64, 9, 1]), (9, [64, 9, 1]), (120, [18, 9, 1]), (600, [1, 1, 1])],
)
def test_check_of_a_larger_convolution_raises_fewer_cells_and_at_least_one(
    side: int, cells: list[int]
) -> None:
    g = ConvGeometry.of((1, side, side, 1), (3, 3, 1, 1), padding=1)

    agreements = found(g, tensors(g))

    assert_agrees(agreements)
    assert [agreement.cells for agreement in agreements.values()] == cells
    assert [agreement.of for agreement in agreements.values()] == [side * side, 9, 1]
    # One pass forward makes 9 products a cell, and reads and writes it once.
    assert cells[0] == min(
        side * side, MAX_PERTURBED_CELLS, max(1, MAX_CHECK_WORK // (11 * side * side))
    )


def test_cells_that_are_raised_are_spread_over_the_whole_tensor() -> None:
    """Every fourth of 256: an error there is caught, one beside it is not."""
    g = ConvGeometry.of((1, 16, 16, 1), (1, 1, 1, 1))
    given = tensors(g)
    right = conv2d_backward(given[3], given[0], given[1], **g.options)

    for cell in (*range(6), *range(250, 256)):
        agreement = found(g, given, one_more(right, "input", cell))["grad_input"]
        assert (agreement.cells, agreement.agrees) == (64, cell % 4 != 0)
