"""Lessons posted with sizes: the numbers are fitted to them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.app.client import Service
from tests.app.lesson_requests import (
    CHANGED,
    DATA,
    OWN,
    SIZES,
    answer,
    assert_has_the_numbers,
    resized,
)


@pytest.mark.parametrize("changes", CHANGED.values(), ids=CHANGED)
def test_post_with_sizes_keeps_what_fits_and_fills_up_the_rest(
    service: Service, changes: dict[str, Any]
) -> None:
    sizes = SIZES | changes
    found = answer(service, OWN | {"sizes": sizes})
    assert_has_the_numbers(found["trace"], resized(sizes))
    first = next(each for each in found["trace"]["tensors"] if each["name"] == "input")
    assert first["values"][0] == 11
    assert (found["lesson"]["data"] == DATA) == (changes == {})


def test_post_with_sizes_and_options_that_fit_only_these_sizes(service: Service) -> None:
    sizes = SIZES | {"input_size": [3, 3], "kernel_size": [2, 2], "in_channels": 4}
    options = {"stride": [2, 1], "padding": [[1, 0], [0, 2]], "dilation": [1, 2], "groups": 2}

    trace = answer(service, OWN | options | {"sizes": sizes})["trace"]

    assert_has_the_numbers(trace, resized(sizes, **options))


def test_post_without_bias_or_gradient_fills_them_up_where_sizes_ask_for_them(
    service: Service,
) -> None:
    body = {"input": OWN["input"], "weight": OWN["weight"], "sizes": SIZES}
    found = {each["name"]: each["values"] for each in answer(service, body)["trace"]["tensors"]}
    assert found["bias"] == [1, 2]
    assert found["grad_output"] == [-2, -1, 1, 2, 0, 1, -2, -1]
