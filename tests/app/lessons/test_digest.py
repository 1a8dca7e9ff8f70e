"""The checksum that tells whether the server compared the numbers that a page shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gradgrid.app import presets
from gradgrid.app.lessons.workbench import checks_of, digest_of
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import trace_of_inputs

ARTICLE = presets.PRESETS[0].inputs
# The same is in tests/js/trace/cross-check.test.js: the page reckons it from the numbers on show.
SINGLE_CHANNEL = "6ef93ed9"


def test_digest_of_an_example_is_the_one_that_the_page_reckons() -> None:
    assert digest_of(presets.BY_ID["article-single-channel"].inputs) == SINGLE_CHANNEL


@pytest.mark.parametrize("name", ["input", "weight", "bias", "grad_output"])
def test_digest_with_another_number_is_another(name: str) -> None:
    array = getattr(ARTICLE, name).copy()
    array.flat[-1] = np.nextafter(array.flat[-1], np.inf)
    assert digest_of(replace(ARTICLE, **{name: array})) != digest_of(ARTICLE)


def test_digest_counts_the_two_zeros_as_one() -> None:
    minus, plus = (replace(ARTICLE, bias=np.full(2, zero)) for zero in (-0.0, 0.0))
    assert digest_of(minus) == digest_of(plus)


def test_digest_of_other_options_and_of_no_bias_is_another() -> None:
    x, k, dy = (np.ones((1, 2, 2, 1)), np.ones((1, 1, 1, 1)), np.ones((1, 2, 2, 1)))
    plain = ConvInputs(ConvGeometry.of(x.shape, k.shape), x, k, None, dy)
    found = {
        digest_of(plain),
        digest_of(replace(plain, bias=np.zeros(1))),
        digest_of(replace(plain, geometry=ConvGeometry.of(x.shape, k.shape, dilation=2))),
    }
    assert len(found) == 3


def test_workbench_says_of_which_numbers_the_differences_are() -> None:
    assert checks_of(ARTICLE, trace_of_inputs(ARTICLE))["digest"] == digest_of(ARTICLE)
