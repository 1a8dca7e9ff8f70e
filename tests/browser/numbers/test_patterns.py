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


def offered(workbench: Workbench) -> dict[str, str]:
    """The names in the menu, by what they write."""
    found: list[tuple[str, str]] = workbench.patterns().evaluate(
        "(menu) => [...menu.options].map((each) => [each.value, each.text])"
    )
    return dict(found)


def test_patterns_are_offered_by_name_and_fill_the_tensor_on_the_sheet(
    workbench: Workbench,
) -> None:
    workbench.open_panel(*SLIDE, "grouped")
    assert offered(workbench) == {id: OFFERED[id] for id in ("random", "ones", "zeros", "ramp")}
    inputs = []
    for seed in (1, 2, 1):
        with workbench.other_numbers():
            workbench.fill_with("Random", seed)
        inputs.append(workbench.given().input)
    np.testing.assert_array_equal(inputs[0], inputs[2])
    assert not np.array_equal(inputs[0], inputs[1])
    assert np.abs(inputs[0]).max() <= 4
    workbench.show_tensor("K")
    assert offered(workbench) == OFFERED
    with workbench.other_numbers():
        workbench.fill_with("Identity")
    after = workbench.given()
    # Of grouped channels each is joined with its own.
    expected = np.zeros_like(after.weight)
    expected[0, 0] = np.eye(2)[:, [0, 1, 0, 1]]
    np.testing.assert_array_equal(after.weight, expected)
    np.testing.assert_array_equal(after.input, inputs[0])
    workbench.expect_shown(after)
