"""Numbers of a pattern: at random by a seed, edges, the identity."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.numbers.given import SLIDE
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

SAME = "same-padding"


def test_random_numbers_are_the_same_for_the_same_seed(bench: Workbench) -> None:
    found = []
    for seed in (1, 2, 1):
        with bench.other_numbers():
            bench.fill_with("Random", seed)
        after = bench.given()
        bench.expect_shown(after)
        found.append(after.input)
    np.testing.assert_array_equal(found[0], found[2])
    assert not np.array_equal(found[0], found[1])
    assert np.abs(found[0]).max() <= 4
    bench.show_tensor("K")
    with bench.other_numbers():
        bench.fill_with("Random", 1)
    np.testing.assert_array_equal(bench.given().input, found[0])


SOBEL = np.outer([1, 2, 1], [-1, 0, 1])


def channels(kernel: np.ndarray) -> np.ndarray:
    """A stencil in a kernel of one channel in, one out."""
    return np.asarray(kernel, dtype=float)[:, :, None, None]


def test_patterns_on_a_kernel_are_those_that_they_are_called_after(bench: Workbench) -> None:
    bench.bench(*SLIDE, SAME)
    options = bench.patterns().get_by_role("option")
    expect(options).to_have_text(["Random", "Ones", "Zeros", "1, 2, 3, …"])
    bench.show_tensor("K")
    expect(options).to_have_count(10)
    image = bench.given().input
    for name, kernel in {
        "Vertical edges": SOBEL,
        "Horizontal edges": SOBEL.T,
        "Laplace": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "Sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        "Blur": np.ones((3, 3)),
        "1, 2, 3, …": np.arange(1, 10).reshape(3, 3),
        "Zeros": np.zeros((3, 3)),
        "Identity": np.diag([0, 1, 0]),
    }.items():
        with bench.other_numbers():
            bench.fill_with(name)
        after = bench.given()
        np.testing.assert_array_equal(after.weight, channels(np.array(kernel)), err_msg=name)
        bench.expect_shown(after)
    # What the identity gives is the picture itself, and the bias.
    shown = [
        number
        for grid in bench.look().grids
        if grid.tensor == "output"
        for number, _, _ in grid.cells.values()
    ]
    bias = after.bias if after.bias is not None else np.zeros(1)
    assert shown == [str(int(v)).replace("-", "−") for v in (image + bias).ravel()]


def test_identity_of_grouped_channels_joins_each_with_its_own(bench: Workbench) -> None:
    bench.bench(*SLIDE, "grouped")
    bench.show_tensor("K")
    with bench.other_numbers():
        bench.fill_with("Identity")
    after = bench.given()
    expected = np.zeros_like(after.weight)
    expected[0, 0] = np.eye(2)[:, [0, 1, 0, 1]]
    np.testing.assert_array_equal(after.weight, expected)
    bench.expect_shown(after)
