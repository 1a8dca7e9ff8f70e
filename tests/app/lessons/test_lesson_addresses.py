"""Lessons that an address opens, and which numbers have an address."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradgrid.app.i18n import words
from gradgrid.app.lessons import lesson as explainer
from gradgrid.app.lessons.link_codec import encode
from gradgrid.app.presets import BY_ID
from gradgrid.engine.conv2d.trace import trace_of_inputs
from gradgrid.engine.rules.trace import Trace
from tests.app.client import Service
from tests.app.lesson_requests import (
    DATA,
    FIRST,
    LARGE,
    MISSING,
    OWN,
    answer,
    arrays_of,
    assert_has_the_numbers,
    assert_is_the_default_example,
    opened,
    whole,
)


def test_lesson_of_an_address_is_the_lesson_that_was_posted(service: Service) -> None:
    for preset in (FIRST, "batch-2"):
        assert opened(service, data=DATA, preset=preset) == answer(
            service, OWN | {"preset": preset}
        )
    assert_has_the_numbers(opened(service, data=DATA)["trace"], arrays_of(OWN))


@pytest.mark.parametrize("query", [{}, {"data": ""}], ids=["none", "empty"])
def test_lesson_of_an_address_without_data_is_that_of_the_preset(
    service: Service, query: dict[str, str]
) -> None:
    for preset in (FIRST, "batch-2"):
        found = opened(service, preset=preset, **query)
        assert_has_the_numbers(found["trace"], BY_ID[preset].inputs)
        facts = found["lesson"]
        assert (facts["preset"], facts["isFirst"]) == (preset, preset == FIRST)
        assert (facts["isOwn"], facts["data"], found["notice"]) == (False, None, None)
    assert_is_the_default_example(opened(service, **query))


def test_lesson_of_an_address_with_the_numbers_of_its_preset_is_that_preset(
    service: Service,
) -> None:
    data = encode(BY_ID["dilated"].inputs)
    assert opened(service, data=data, preset="dilated") == opened(service, preset="dilated")
    assert opened(service, data=data)["lesson"]["isOwn"] is True


@pytest.mark.parametrize("preset", ["x", "", "<script>alert(1)</script>", f"{FIRST} "])
def test_lesson_of_an_address_with_data_and_an_unknown_preset_keeps_the_numbers(
    service: Service, preset: str
) -> None:
    found = opened(service, data=DATA, preset=preset)
    assert found == opened(service, data=DATA, preset=FIRST)
    assert found["notice"] is None
    assert_has_the_numbers(found["trace"], arrays_of(OWN))
    facts = found["lesson"]
    assert (facts["preset"], facts["isFirst"]) == (FIRST, True)
    assert (facts["isOwn"], facts["data"]) == (True, DATA)


@pytest.mark.parametrize(("query", "notice"), MISSING.values(), ids=MISSING)
def test_lesson_of_an_address_of_nothing_is_the_default_example_and_says_why(
    service: Service, query: dict[str, str], notice: str
) -> None:
    found = opened(service, **query)
    assert found["notice"] == words("en")["notices"][notice]
    assert_is_the_default_example(found)
    assert "data=" not in found["prose"]


def test_lesson_of_an_address_that_is_not_utf_8_is_the_default_example(service: Service) -> None:
    response = service.client.get("/lesson?data=1%ff%fe")
    assert response.json()["notice"] == words("en")["notices"]["damaged"]
    assert_is_the_default_example(whole(response.json()))


def test_lesson_of_an_address_is_made_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = []

    def counted(*arguments: Any) -> Trace:
        builds.append(arguments)
        return trace_of_inputs(*arguments)

    monkeypatch.setattr(explainer, "trace_of_inputs", counted)
    data = encode(arrays_of(OWN | {"bias": [77, 78]}))
    for path in ("/lesson", "/forward-window", "/", "/lesson"):
        assert service.client.get(path, params={"data": data}).status_code == 200
    assert len(builds) == 1


def test_numbers_that_are_too_long_for_an_address_have_none(service: Service) -> None:
    rng = np.random.default_rng(3)
    body = {"input": rng.normal(size=(1, 20, 20, 1)).tolist(), "weight": [[[[2]]]]}
    facts = answer(service, body)["lesson"]
    assert (facts["data"], facts["isOwn"]) == (None, True)
    assert len(encode(arrays_of(body))) > 4000


def test_numbers_that_are_too_many_for_an_address_have_none(service: Service) -> None:
    """250x100 ones make a short text, and more elements than an address may ask to compute."""
    body = {"input": np.ones((1, 250, 100, 1)).tolist(), "weight": [[[[2]]]]}
    facts = answer(service, body)["lesson"]
    assert (facts["data"], facts["isOwn"]) == (None, True)
    assert len(LARGE) < 1000


@pytest.mark.parametrize("sides", [(250, 99), (100, 100), (30, 20)])
def test_address_that_a_lesson_gives_opens_that_lesson(
    service: Service, sides: tuple[int, int]
) -> None:
    body = {"input": np.full((1, *sides, 1), 0.5).tolist(), "weight": [[[[2]]]]}
    found = answer(service, body)
    assert found["lesson"]["isOwn"]
    assert opened(service, data=found["lesson"]["data"]) == found
