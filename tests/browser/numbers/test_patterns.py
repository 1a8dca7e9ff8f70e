"""Numbers of a pattern. What each writes: tests/js/workbench/import/patterns.test.js."""

from __future__ import annotations

import numpy as np
import pytest

from tests.browser.numbers.given import SLIDE
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

OFFERED = {
    "random": "Random",
    "ones": "Ones",
    "zeros": "Zeros",
    "ramp": "1, 2, 3, …",
    "identity": "Identity",
    "blur": "Blur",
    "sharpen": "Sharpen",
    "edge-x": "Vertical edges",
    "edge-y": "Horizontal edges",
    "laplace": "Laplacian",
}


def offered(bench: Workbench) -> dict[str, str]:
    """The names in the menu, by what they write."""
    found: list[tuple[str, str]] = bench.patterns().evaluate(
        "(menu) => [...menu.options].map((each) => [each.value, each.text])"
    )
    return dict(found)


def test_patterns_are_offered_by_name_and_fill_the_tensor_on_the_sheet(bench: Workbench) -> None:
    bench.bench(*SLIDE, "grouped")
    assert offered(bench) == {id: OFFERED[id] for id in ("random", "ones", "zeros", "ramp")}
    inputs = []
    for seed in (1, 2, 1):
        with bench.other_numbers():
            bench.fill_with("Random", seed)
        inputs.append(bench.given().input)
    np.testing.assert_array_equal(inputs[0], inputs[2])
    assert not np.array_equal(inputs[0], inputs[1])
    assert np.abs(inputs[0]).max() <= 4
    bench.show_tensor("K")
    assert offered(bench) == OFFERED
    with bench.other_numbers():
        bench.fill_with("Identity")
    after = bench.given()
    # Of grouped channels each is joined with its own.
    expected = np.zeros_like(after.weight)
    expected[0, 0] = np.eye(2)[:, [0, 1, 0, 1]]
    np.testing.assert_array_equal(after.weight, expected)
    np.testing.assert_array_equal(after.input, inputs[0])
    bench.expect_shown(after)
