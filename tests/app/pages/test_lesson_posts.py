"""Lessons that the workbench posts: the trace of the numbers, and what it shows beside it."""

from __future__ import annotations

import numpy as np
import pytest

from gradgrid.app.i18n import LANGUAGES, words
from gradgrid.app.lessons.workbench import controls_of
from gradgrid.app.presets import BY_ID
from gradgrid.engine.conv2d.listings import listing_of
from tests.app.client import Service
from tests.app.lesson_requests import (
    DATA,
    FIRST,
    OWN,
    SIZES,
    answer,
    arrays_of,
    assert_has_the_numbers,
    opened,
)


def test_post_of_own_numbers_gives_their_trace_and_says_that_they_are_own(
    service: Service,
) -> None:
    found = answer(service, OWN | {"preset": "batch-2"})

    assert_has_the_numbers(found["trace"], arrays_of(OWN))
    facts = found["lesson"]
    assert list(facts) == ["preset", "isFirst", "isOwn", "data", "workbench"]
    assert (facts["preset"], facts["isFirst"], facts["isOwn"]) == ("batch-2", False, True)
    assert facts["data"] == DATA
    assert found["notice"] is None


@pytest.mark.parametrize("preset", [None, FIRST, "stride-2-leftover"])
def test_lesson_has_the_listing_of_every_step(service: Service, preset: str | None) -> None:
    found = answer(service, OWN) if preset is None else opened(service, preset=preset)
    arrays = arrays_of(OWN) if preset is None else BY_ID[preset].inputs

    code = found["lesson"]["workbench"]["code"]
    chapters = {each["id"]: each["steps"] for each in found["trace"]["chapters"]}
    assert {id: list(steps) for id, steps in code.items()} == {
        id: [step["id"] for step in steps] for id, steps in chapters.items()
    }
    for chapter, steps in code.items():
        for step, lines in steps.items():
            listing = listing_of(
                arrays.geometry, has_bias=arrays.bias is not None, chapter=chapter, step=step
            )
            assert lines == [{"text": each.text, "kind": each.kind} for each in listing.lines]
            assert lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_post_of_own_numbers_gives_every_control_with_its_ends_in_words(
    service: Service, language: str
) -> None:
    workbench = answer(service, OWN | {"stride": 2, "padding": [[1, 0], [0, 2]]}, lang=language)[
        "lesson"
    ]["workbench"]

    g = arrays_of({**OWN, "grad_output": None, "stride": 2, "padding": [[1, 0], [0, 2]]}).geometry
    assert workbench["has_bias"] is True
    for found, control in zip(workbench["controls"], controls_of(g), strict=True):
        assert found["values"] == list(control.values)
        for name in ("name", "axis", "side", "value"):
            assert found[name] == getattr(control, name)
        for end in ("least", "most"):
            bound = getattr(control, end)
            text = words(language)["bounds"][end][bound.reason]
            assert found[end] == text.replace("{value}", str(bound.value))


WORDED = {
    ("same-padding", "kernel_size"): ("at least 1", "at most 6: above it, the kernel does not fit"),
    ("same-padding", "dilation"): ("at least 1", "at most 2: above it, the kernel does not fit"),
    ("same-padding", "stride"): ("at least 1", "at most 4: one window is left"),
    ("same-padding", "padding"): (
        "at least 0",
        "at most 2: above it, a window contains only zeros",
    ),
    ("same-padding", "input_size"): (
        "at least 1",
        "at most 32: above it, there is too much to draw",
    ),
    ("same-padding", "batch"): ("at least 1", "at most 8: above it, there is too much to draw"),
    ("one-by-one", "dilation"): ("at least 1", "1: a kernel of one cell has no gaps"),
    (FIRST, "groups"): ("at least 1", "at most 1: it must divide both channel counts"),
    (FIRST, "input_size"): (
        "at least 2: below it, the kernel does not fit",
        "at most 32: above it, there is too much to draw",
    ),
}


@pytest.mark.parametrize(("place", "ends"), WORDED.items(), ids=list(map("-".join, WORDED)))
def test_control_that_turns_all_says_its_ends(
    service: Service, place: tuple[str, str], ends: tuple[str, str]
) -> None:
    preset, name = place
    controls = opened(service, preset=preset, lang="en")["lesson"]["workbench"]["controls"]
    found = [each for each in controls if each["name"] == name]
    whole = found[-1]
    assert whole["joined"] == (len(found) > 1)
    assert (whole["least"], whole["most"]) == ends
    for text, value in zip(ends, (whole["values"][0], whole["values"][-1]), strict=True):
        assert str(value) in text


def test_post_of_own_numbers_holds_each_gradient_to_differences(service: Service) -> None:
    for body, counts in ((OWN, [8, 4, 2]), (OWN | {"bias": None}, [8, 4])):
        differences = answer(service, body)["lesson"]["workbench"]["differences"]
        names = ["grad_input", "grad_weight", "grad_bias"]
        assert differences == [
            {"tensor": name, "cells": count, "of": count, "max_error": 0.0, "agrees": True}
            | {"unseen": 0, "step": 1.0}
            for name, count in zip(names, counts, strict=False)
        ]


def test_post_of_numbers_at_the_end_of_the_range_has_no_number_that_is_none(
    service: Service,
) -> None:
    """JSON has no infinity: what is raised past the range would be null."""
    body = {"input": [[[[1e308]]]], "weight": [[[[1]]]]}
    differences = answer(service, body)["lesson"]["workbench"]["differences"]
    assert [(each["max_error"], each["agrees"]) for each in differences] == [(0.0, True)] * 2


@pytest.mark.parametrize("preset", [FIRST, "batch-2", "grouped", "asymmetric-padding"])
@pytest.mark.parametrize("is_sized", [False, True], ids=["", "sizes"])
def test_post_of_the_numbers_of_a_preset_is_that_preset(
    service: Service, preset: str, is_sized: bool
) -> None:
    body = BY_ID[preset].request() | {"preset": preset}
    arrays = BY_ID[preset].inputs
    g = arrays.geometry
    sizes = {name: getattr(g, name) for name in ("batch", "in_channels", "out_channels")}
    sizes |= {"input_size": list(g.input_size), "kernel_size": list(g.kernel_size)}
    sizes |= {"has_bias": arrays.bias is not None}

    found = answer(service, body | ({"sizes": sizes} if is_sized else {}))

    assert (found["lesson"]["isOwn"], found["lesson"]["data"]) == (False, None)
    assert found == opened(service, preset=preset)


def test_post_of_the_numbers_of_another_preset_is_own(service: Service) -> None:
    facts = answer(service, BY_ID["batch-2"].request() | {"preset": FIRST})["lesson"]
    assert (facts["preset"], facts["isOwn"]) == (FIRST, True)


def test_post_with_channels_first_is_the_same_lesson(service: Service) -> None:
    order = (0, 3, 1, 2)
    body = {
        "layout": "NCHW",
        "input": np.transpose(OWN["input"], order).tolist(),
        "weight": np.transpose(OWN["weight"], (3, 2, 0, 1)).tolist(),
        "bias": OWN["bias"],
        "grad_output": np.transpose(OWN["grad_output"], order).tolist(),
    }
    assert answer(service, body) == answer(service, OWN)
    assert answer(service, body | {"sizes": SIZES}) == answer(service, OWN)


def test_post_while_a_control_moves_has_neither_prose_nor_code(service: Service) -> None:
    found, whole = answer(service, OWN, live="true"), answer(service, OWN)
    assert found["prose"] is None
    assert found["trace"] == whole["trace"]
    workbench = found["lesson"]["workbench"]
    assert list(workbench) == ["has_bias", "controls"]
    assert workbench["controls"] == whole["lesson"]["workbench"]["controls"]
    assert found["lesson"]["data"] is None
