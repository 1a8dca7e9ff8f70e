"""A lesson: what the page gets of a preset, and what it is spared."""

from __future__ import annotations

import json
import math
import re
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from gradgrid.app import presets
from gradgrid.app.app import create_app
from gradgrid.app.i18n import LANGUAGES
from gradgrid.app.lessons import lesson as explainer
from gradgrid.app.wire.present import trace_to_wire
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.answers import KERNELS
from gradgrid.engine.conv2d.chapters import CHAPTER_IDS
from gradgrid.engine.conv2d.trace import build_trace, trace_of_inputs
from gradgrid.engine.rules.trace import Trace
from tests.app.client import Service
from tests.app.lesson_requests import whole

LARGE = "alexnet-conv1"


def tensors(preset: str) -> dict[str, dict[str, Any]]:
    """The tensors of a lesson by name."""
    found = whole(json.loads(explainer.lesson(preset).embedded_json))
    return {tensor["name"]: tensor for tensor in found["trace"]["tensors"]}


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


def test_lesson_opened_by_several_readers_at_once_is_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    explainer._make.cache_clear()
    builds = []

    def slowly(*arguments: Any) -> Trace:
        builds.append(arguments)
        time.sleep(0.1)
        return trace_of_inputs(*arguments)

    monkeypatch.setattr(explainer, "trace_of_inputs", slowly)
    with ThreadPoolExecutor(4) as readers:
        made = list(readers.map(explainer.lesson, ["rectangular"] * 4))
    assert all(lesson is made[0] for lesson in made)
    assert len(builds) == 1


def test_page_whose_lesson_is_still_being_made_keeps_nobody_else_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, end = Event(), Event()

    def held(*arguments: Any) -> Trace:
        begun.set()
        assert end.wait(300), "the server answers nobody until the lesson is made"
        return trace_of_inputs(*arguments)

    explainer._make.cache_clear()
    monkeypatch.setattr(explainer, "trace_of_inputs", held)
    with TestClient(create_app()) as client, ThreadPoolExecutor(1) as reader:
        page = reader.submit(client.get, "/forward-window?preset=batch-2")
        assert begun.wait(300)
        try:
            assert client.get("/healthz").status_code == 200
            assert not page.done()
        finally:
            end.set()
        assert page.result().status_code == 200


@pytest.mark.parametrize("preset", ["lenet5-conv1", "resnet-stage", LARGE])
def test_lesson_of_a_layer_computes_no_tensor_that_it_does_not_send_and_reads_none_that_is_huge(
    monkeypatch: pytest.MonkeyPatch, preset: str
) -> None:
    computed: dict[str, int] = {}

    def watched(trace: Trace, name: str) -> np.ndarray:
        tensor = trace.tensors[name]
        # Output and gradients are the kernels' own, and always sent.
        if name not in trace._values and tensor.rule is not None and name not in KERNELS:
            computed[name] = math.prod(tensor.shape)
        return values(trace, name)

    values = Trace.values
    monkeypatch.setattr(Trace, "values", watched)
    explainer._make.cache_clear()
    sent = {name for name, tensor in tensors(preset).items() if tensor["values"] is not None}
    assert computed, "the loss at least"
    assert max(computed.values()) <= 1_000_000
    assert all(cells <= 20_000 for name, cells in computed.items() if name in sent)


@pytest.mark.parametrize(("size", "sent"), [(227, False), (215, True)])
def test_small_tensor_is_sent_unless_computing_it_reads_a_huge_copy(size: int, sent: bool) -> None:
    """AlexNet's first layer with two kernels: 726 cells, from an im2col of 1,098,075 or 981,552."""
    g = ConvGeometry.of((1, size, size, 3), (11, 11, 3, 2), stride=4)
    trace = build_trace(g, np.ones(g.input_shape), np.ones(g.weight_shape))
    wire = trace_to_wire(trace, max_cells=20_000)
    found = {tensor["name"]: tensor["values"] for tensor in wire["tensors"]}
    assert math.prod(trace.tensors["grad_weight_matrix"].shape) == 726
    assert (found["grad_weight_matrix"] is not None) == sent
    assert ("input_columns" in trace._values) == sent


def test_lesson_has_the_title_of_its_preset_in_its_language() -> None:
    for language in LANGUAGES:
        lesson = explainer.lesson("same-padding", language)
        preset = presets.BY_ID["same-padding"]
        assert lesson.title == preset.title[language]


def test_lesson_names_for_each_step_that_it_lacks_a_preset_that_has_it() -> None:
    for preset in presets.BY_ID:
        lesson = explainer.lesson(preset)
        for chapter, steps in lesson.outline.absent.items():
            for step, example in steps.items():
                assert step not in lesson.chapters[chapter].steps
                assert step in explainer.lesson(example).chapters[chapter].steps
    absent = explainer.lesson("article-multi-channel").outline.absent
    assert absent["grad-input-conv"] == {"dilate": "stride-2-leftover"}
    assert absent["grad-bias"] == {"batch-mean": "batch-2"}


def test_lesson_shows_or_explains_every_step_that_is_told() -> None:
    for preset in presets.BY_ID:
        lesson = explainer.lesson(preset)
        assert set(lesson.chapters) == set(CHAPTER_IDS)
        for chapter, outline in lesson.chapters.items():
            told = set(lesson.words["chapters"][chapter]["steps"])
            assert told == set(outline.steps) | set(lesson.outline.absent[chapter])


@pytest.mark.parametrize("preset", [LARGE, "resnet-stage"])
def test_page_of_a_layer_is_answered_whole_in_under_a_megabyte(
    service: Service, preset: str
) -> None:
    with service.client.stream("GET", f"/forward-matmul/im2col?preset={preset}") as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Encoding"] == "gzip"
        assert sum(map(len, answer.iter_raw())) < 1_000_000


@pytest.mark.parametrize(
    ("query", "classes"),
    [
        ("", set()),
        ("?order=last", {"channel-last"}),
        ("?order=none", set()),
        ("?theme=projector", {"wide"}),
        ("?theme=projector&order=last", {"wide", "channel-last"}),
    ],
)
def test_page_has_the_order_and_the_frame_of_its_address_before_any_script(
    service: Service, query: str, classes: set[str]
) -> None:
    page = service.client.get(f"/forward-matmul/im2col{query}").text
    (found,) = re.findall(r'<main class="([^"]*)">', page)
    assert set(found.split()) == {"lesson", *classes}
