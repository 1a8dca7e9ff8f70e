"""Twelve requests as people send them, each with its right values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.answers import BackwardAnswer
from tests.app.service import Service

CASES = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("requests.json").read_text("utf-8"))
}
# What the answer has to say besides, by the id of the request.
NOT_GIVEN = "both-layouts-fit"


@pytest.mark.parametrize("id", CASES)
def test_request_gets_the_right_values(service: Service, id: str) -> None:
    request, right = CASES[id]["request"], CASES[id]["right"]
    if id == NOT_GIVEN:  # The right values are those of the layout that was meant.
        request = request | {"layout": "NCHW"}

    answer = service.answer(request)

    assert {name: answer[name] for name in right} == right
    assert "warnings" not in answer
    BackwardAnswer.model_validate(answer)


def test_request_that_fits_both_layouts_is_answered_as_nhwc_with_a_warning(
    service: Service,
) -> None:
    answer = service.answer(CASES[NOT_GIVEN]["request"])

    assert answer["output"] == [[[[5, 60]]]]
    assert answer["layout"] == "NHWC"
    (warning,) = answer["warnings"]
    assert (warning["type"], warning["pointer"]) == ("layout-assumed", "/layout")
    assert 'Say "layout": "NHWC" or "NCHW"' in warning["detail"]
    BackwardAnswer.model_validate(answer)


@pytest.mark.parametrize(
    ("id", "padding"),
    [
        ("same-stride-2", [[0, 1], [0, 1]]),
        ("same-lower-stride-2", [[1, 0], [1, 0]]),
        ("onnx-pads", [[1, 1], [0, 0]]),
        ("jax", [[1, 0], [0, 1]]),
        ("conv1d", [[0, 0], [1, 1]]),
    ],
)
def test_geometry_says_the_padding_in_numbers(
    service: Service, id: str, padding: list[Any]
) -> None:
    assert service.answer(CASES[id]["request"])["geometry"]["padding"] == padding


def test_request_in_another_convention_is_echoed_in_our_names(service: Service) -> None:
    request = CASES["onnx-pads"]["request"]

    read_as = service.answer(request)["read_as"]

    ours = {"input": request["X"], "weight": request["W"]}
    again = service.answer(ours | {k: v for k, v in read_as.items() if k != "convention"})
    right = CASES["onnx-pads"]["right"]
    assert read_as["convention"] == "onnx"
    assert {name: again[name] for name in right} == right


def test_roles_of_a_transposed_convolution_are_named(service: Service) -> None:
    roles = service.answer(CASES["transposed"]["request"])["roles"]

    assert roles["grad_output"] == "input"
    assert roles["input"] == "grad_output"
    assert roles["grad_input"] == "output"
