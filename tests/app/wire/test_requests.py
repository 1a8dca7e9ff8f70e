"""Twelve requests as people send them, each with its right values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradgrid.app.api.queries import terms_of
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.app.wire.answers import BackwardAnswer
from tests.app.client import Service

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


@pytest.mark.parametrize("id", [id for id in CASES if id != NOT_GIVEN])
def test_terms_of_every_cell_add_up_in_the_words_of_the_request(id: str) -> None:
    request, right = CASES[id]["request"], CASES[id]["right"]

    for name, tensor in right.items():
        for index in np.ndindex(np.shape(tensor)):
            asked = request | {"tensor": name, "index": list(index)}
            cell = json.loads(terms_of(asked, DEFAULTS))
            assert (cell["tensor"], cell["index"]) == (name, list(index))
            assert cell["value"] == np.array(tensor)[index], (name, index)
            assert sum(term["product"] for term in cell["terms"]) == cell["value"]
            for term in cell["terms"]:
                for factor in term["factors"]:
                    assert_factor_is_the_requests(request, factor)


def assert_factor_is_the_requests(request: dict[str, Any], factor: dict[str, Any]) -> None:
    """A tensor that was given has, at the index, the value."""
    given = request.get(factor["tensor"])
    if given is not None:
        assert np.array(given)[tuple(factor["index"])] == factor["value"]


@pytest.mark.parametrize(
    ("id", "tensor", "index", "latex"),
    [
        ("transposed", "output", [0, 0, 3, 1], "y_{42} = x_{21} k_{22} = 3 \\cdot 3 = 9"),
        ("true-convolution", "weight", [0, 0, 1, 0], "k_{21} = 2"),
        ("conv1d", "output", [0, 0, 0], "y_{11} = x_{12} k_{12} = 3 \\cdot (-1) = -3"),
    ],
)
def test_symbols_are_those_of_the_request(
    id: str, tensor: str, index: list[int], latex: str
) -> None:
    asked = CASES[id]["request"] | {"tensor": tensor, "index": index}

    assert json.loads(terms_of(asked, DEFAULTS))["latex"] == latex


@pytest.mark.parametrize("id", ["circular", "negative-padding"])
def test_trace_of_what_is_not_derived_is_refused_with_the_way_round(
    service: Service, id: str
) -> None:
    problem = service.problem(CASES[id]["request"], 422, "trace")

    assert problem["type"] == "/problems/not-offered"
    detail = problem["errors"][0]["detail"]
    assert "send the input padded or cropped, with padding 0" in detail


def test_trace_of_a_transposed_convolution_is_that_of_the_convolution_with_roles(
    service: Service,
) -> None:
    case = CASES["transposed"]

    trace = service.answer(case["request"], "trace")

    values = {tensor["name"]: tensor["values"] for tensor in trace["tensors"]}
    for name in ("input", "grad_output", "grad_input", "output"):
        theirs = case["request"].get(trace["roles"][name], case["right"].get(trace["roles"][name]))
        assert values[name] == np.ravel(theirs).tolist()


def test_address_of_the_transposed_convolution_answers_as_the_operation(service: Service) -> None:
    request = CASES["transposed"]["request"]
    body = {name: value for name, value in request.items() if name != "operation"}
    address = "/api/v1/conv_transpose2d/backward"

    answer = service.client.post(address, json=body)
    refused = service.client.post(address, json=body | {"operation": "conv2d"})

    assert answer.content == service.post(request).content
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/operation"


def test_roles_of_a_transposed_convolution_are_named(service: Service) -> None:
    roles = service.answer(CASES["transposed"]["request"])["roles"]

    assert roles["grad_output"] == "input"
    assert roles["input"] == "grad_output"
    assert roles["grad_input"] == "output"


# What a pair of lists means in each library, for one row above and two columns on the left.
SIDES = {
    "mlx": {"padding": [[1, 2], [0, 0]]},
    "jax": {"padding": [[1, 0], [2, 0]]},
    "onnx": {"pads": [1, 2, 0, 0]},
    "tensorflow": {"padding": [[0, 0], [1, 0], [2, 0], [0, 0]]},
    "keras": {"padding": [[1, 0], [2, 0]]},
    "torch": {"padding": [[1, 0], [2, 0]]},
}
NAMES = {"jax": ("lhs", "rhs"), "onnx": ("X", "W"), "tensorflow": ("input", "filters")}
NAMES |= {"keras": ("inputs", "kernel")}


@pytest.mark.parametrize("convention", SIDES)
def test_padding_by_side_in_a_convention_is_echoed_as_it_was_read(
    convention: str, service: Service
) -> None:
    is_last = convention in ("mlx", "tensorflow", "keras")
    image, kernel = np.arange(60.0).reshape(1, 5, 6, 2), np.arange(36.0).reshape(2, 3, 3, 2)
    if not is_last:
        image, kernel = image.transpose(0, 3, 1, 2), kernel.transpose(0, 3, 1, 2)
    elif convention != "mlx":
        kernel = kernel.transpose(1, 2, 3, 0)
    names = NAMES.get(convention, ("input", "weight"))
    tensors = dict(zip(names, (image.tolist(), kernel.tolist()), strict=True))

    found = service.answer({"convention": convention} | tensors | SIDES[convention])

    assert found["read_as"]["padding"] == [[1, 0], [2, 0]]
    assert found["geometry"]["padding"] == [[1, 0], [2, 0]]
    rows, columns = (1, 2) if is_last else (2, 3)
    shape = np.shape(found["output"])
    assert (shape[rows], shape[columns]) == (4, 6)


def test_one_element_is_echoed_for_both_axes(service: Service) -> None:
    body = {"layout": "NCHW", "input": np.ones((1, 1, 5, 6)).tolist(), "weight": [[[[1]]]]}
    for options in ({"stride": [2]}, {"padding": [1]}, {"dilation": [3]}):
        ((name, value),) = options.items()
        assert service.answer(body | options)["read_as"][name] == value * 2
    transposed = {"operation": "conv_transpose2d", "stride": 3, "output_padding": [2]}
    assert service.answer(body | transposed)["read_as"]["output_padding"] == [2, 2]
