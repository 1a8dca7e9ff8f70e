"""POST /trace with `only` and `window`: a part of the derivation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradgrid.app.presets import BY_ID
from gradgrid.app.wire.trace_answers import TraceAnswer
from tests.app.api.test_trace import ARTICLE
from tests.app.client import Service


def by_name(answer: Any) -> dict[str, Any]:
    TraceAnswer.model_validate(answer)
    return {tensor["name"]: tensor for tensor in answer["tensors"]}


def test_window_has_the_values_of_its_cells_and_the_rule_of_the_whole(service: Service) -> None:
    whole = by_name(service.answer(ARTICLE, "trace"))["grad_input"]
    window = {"grad_input": {"y": [1, 3], "x": [0, 2]}}

    part = by_name(service.answer(ARTICLE | {"window": window}, "trace"))

    values = np.array(whole["values"]).reshape(1, 3, 3, 1, 3)[:, 1:3, 0:2]
    assert part["grad_input"]["values"] == values.reshape(-1).tolist()
    assert part["grad_input"]["rule"] == whole["rule"]
    assert part["grad_input"]["window"]["y"] == [1, 3]
    assert {name for name, each in part.items() if each["values"] is None} == {
        "weight",
        "grad_output",
    }


def test_only_a_chapter_has_its_steps_as_in_the_whole(service: Service) -> None:
    whole = service.answer(ARTICLE, "trace")["chapters"]
    for chapter in whole:
        part = service.answer(ARTICLE | {"only": [chapter["id"]]}, "trace")
        names = set(by_name(part))
        assert chapter in part["chapters"]
        for step in (step for each in part["chapters"] for step in each["steps"]):
            assert {draw["tensor"] for draw in step["draws"]} | {step["writes"]} <= names


def test_window_of_a_layer_past_the_limits_is_that_of_backward(service: Service) -> None:
    body = BY_ID["resnet-stage"].request()
    whole = np.array(service.answer(body)["grad_input"]["data"]).reshape(1, 56, 56, 64)

    window = {"grad_input": {"y": [50, 56], "x": [0, 3]}}
    part = by_name(service.answer(body | {"window": window}, "trace"))

    np.testing.assert_allclose(part["grad_input"]["values"], whole[:, 50:, :3].reshape(-1))
    assert "ask for a window of grad_input" in service.fault(
        body | {"only": ["grad_input"]}, "/only", "trace"
    )


@pytest.mark.parametrize(
    ("asked", "pointer", "detail"),
    [
        ({"only": []}, "/only", "name a tensor or a chapter"),
        ({"window": {"loss": {"z": [0, 1]}}}, "/window/loss/z", "has the axes l (0 to 1)"),
        ({"window": {"loss": {"l": [0, 0]}}}, "/window/loss/l", "[0, 0] is empty"),
        ({"window": {"loss": {"l": [0, 2]}}}, "/window/loss/l", "runs from 0 to 1"),
        ({"window": {"loss": {"l": [0]}}}, "/window/loss/l", "a range must be [start, stop]"),
    ],
)
def test_wrong_part_is_refused(
    service: Service, asked: dict[str, Any], pointer: str, detail: str
) -> None:
    assert detail in service.fault(ARTICLE | asked, pointer, "trace")


def test_unknown_name_says_what_there_is(service: Service) -> None:
    errors = service.problem(ARTICLE | {"only": ["grad_inptu"]}, 422, "trace")["errors"]
    assert errors[0]["detail"].endswith("did you mean grad_input?")
    assert "grad-input-fold" in errors[-1]["detail"]
