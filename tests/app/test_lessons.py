"""A lesson: what the page gets of a preset, and what it is spared."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from app import explainer, presets
from engine.derivations import CHAPTER_IDS
from tests.app.service import Service

LARGE = "alexnet-conv1"


def tensors(preset: str) -> dict[str, dict[str, Any]]:
    """The tensors of a lesson by name."""
    wire = json.loads(explainer.lesson(preset).trace_json)
    return {tensor["name"]: tensor for tensor in wire["tensors"]}


def test_lesson_of_a_small_preset_holds_every_number_that_is_computed() -> None:
    for tensor in tensors("article-multi-channel").values():
        products = tensor["rule"]["products"] if tensor["rule"] else []
        is_sum = any(product["sum"] or len(product["factors"]) > 1 for product in products)
        if is_sum:
            assert tensor["values"] is not None, tensor["name"]


def test_lesson_of_a_layer_sends_what_is_given_and_answered_and_leaves_the_rest_to_rules() -> None:
    found = tensors(LARGE)
    sent = {name for name, tensor in found.items() if tensor["values"] is not None}
    given = {"input", "weight", "bias", "grad_output"}
    answered = {"output", "grad_input", "grad_weight", "grad_bias"}
    assert sent == given | answered | {"loss"}
    rows, cols = (
        int(
            np.prod(
                [axis["size"] for axis in found["input_columns"]["axes"] if axis["axis"] in names]
            )
        )
        for names in ("nij", "cuv")
    )
    assert (rows, cols) == (3025, 363)


def test_lesson_numbers_that_are_whole_are_written_as_such() -> None:
    found = tensors("batch-2")
    assert all(type(value) is int for value in found["grad_weight"]["values"])
    halves = [value / 2 for value in found["grad_bias"]["values"]]
    assert found["grad_bias_mean"]["values"] == halves


def test_lesson_opened_by_several_readers_at_once_is_made_once() -> None:
    with ThreadPoolExecutor(4) as readers:
        made = list(readers.map(explainer.lesson, ["rectangular"] * 4))
    assert all(lesson is made[0] for lesson in made)


def test_lesson_names_for_each_step_that_it_lacks_a_preset_that_has_it() -> None:
    for preset in presets.BY_ID:
        lesson = explainer.lesson(preset)
        for chapter, steps in lesson.absent.items():
            for step, example in steps.items():
                assert step not in lesson.chapters[chapter].steps
                assert step in explainer.lesson(example).chapters[chapter].steps
    absent = explainer.lesson("article-multi-channel").absent
    assert absent["grad-input-conv"] == {"dilate": "stride-2-leftover"}
    assert absent["grad-bias"] == {"batch-mean": "batch-2"}


def test_lesson_shows_or_explains_every_step_that_is_told() -> None:
    for preset in presets.BY_ID:
        lesson = explainer.lesson(preset)
        assert set(lesson.chapters) == set(CHAPTER_IDS)
        for chapter, outline in lesson.chapters.items():
            told = set(lesson.words["chapters"][chapter]["steps"])
            assert told == set(outline.steps) | set(lesson.absent[chapter])


@pytest.mark.parametrize("preset", [LARGE, "resnet-stage"])
def test_page_of_a_layer_is_answered_whole_in_under_a_megabyte(
    service: Service, preset: str
) -> None:
    with service.client.stream("GET", f"/forward-matmul/im2col?preset={preset}") as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Encoding"] == "gzip"
        assert sum(map(len, answer.iter_raw())) < 1_000_000
