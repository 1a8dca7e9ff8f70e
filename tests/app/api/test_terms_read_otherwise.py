"""/terms where the engine computes another convolution: what it says is what /backward answers."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import numpy as np
import pytest

from gradgrid.app.api import queries
from gradgrid.app.service.settings import Settings
from tests.oracle.layers import layers

SETTINGS = Settings()
ANSWERS = ("output", "grad_input", "grad_weight", "grad_bias")


def cropped(top: int, bottom: int, left: int, right: int) -> dict[str, Any]:
    return {"padding": [[top, bottom], [left, right]]}


OPTIONS: dict[str, dict[str, Any]] = {
    "flipped": {"flip_kernel": True},
    "flipped-stride2-dilation2": {"flip_kernel": True, "stride": 2, "dilation": [2, 1]},
    "flipped-groups2": {"flip_kernel": True, "groups": 2, "padding": 1},
    "cropped": cropped(-1, 0, -2, -1),
    "cropped-and-padded": cropped(-1, 2, 1, -1) | {"stride": [1, 2]},
    "cropped-flipped": cropped(0, -1, -1, 2) | {"flip_kernel": True},
}
TRANSPOSED = {
    "plain": {},
    "stride2-output-padding1": {"stride": 2, "output_padding": 1},
    "padding1-dilation2": {"padding": 1, "dilation": 2},
    "cropped-by-output-padding": {"stride": 1, "dilation": 3, "output_padding": 2},
    "groups2-flipped": {"groups": 2, "stride": [2, 1], "flip_kernel": True},
}


def numbers(shape: tuple[int, ...], seed: int) -> list[Any]:
    return np.random.default_rng(seed).integers(-3, 4, shape).tolist()


def body(options: dict[str, Any], *, transposed: bool = False) -> dict[str, Any]:
    groups = options.get("groups", 1)
    if transposed:
        tensors = {"input": (2, 4, 3, 4), "weight": (4, 6 // groups, 3, 2), "bias": (6,)}
        named = {"operation": "conv_transpose2d", "layout": "NCHW"}
    else:
        tensors = {"input": (2, 4, 7, 6), "weight": (6, 4 // groups, 3, 2), "bias": (6,)}
        named = {"layout": "NCHW"}
    values = {name: numbers(shape, at) for at, (name, shape) in enumerate(tensors.items())}
    request = values | named | options
    shape = np.shape(json.loads(queries.backward_of(request, SETTINGS))["output"])
    return request | {"grad_output": numbers(shape, 9)}


def assert_terms_add_up(request: dict[str, Any], step: int = 1) -> None:
    """Every ``step``-th cell of each answer: value and sum of terms are those of /backward."""
    answer = json.loads(queries.backward_of(request, SETTINGS))
    given = {
        name: np.array(request[name]) for name in ("input", "weight", "bias") if name in request
    }
    given |= {"grad_output": np.array(request["grad_output"])}
    for name in ANSWERS:
        array = np.array(answer[name])
        cells = [*product(*map(range, array.shape))][::step]
        for cell in cells:
            asked = request | {"tensor": name, "index": [*cell]}
            told = json.loads(queries.terms_of(asked, SETTINGS))
            assert told["value"] == array[cell], (name, cell)
            assert sum(term["product"] for term in told["terms"]) == array[cell], (name, cell)
            for term in told["terms"]:
                for factor in term["factors"]:
                    if factor["tensor"] in given:  # the padded input is between
                        at = tuple(factor["index"])
                        assert given[factor["tensor"]][at] == factor["value"], (name, cell, factor)


@pytest.mark.parametrize("name", OPTIONS)
def test_terms_flipped_or_cropped_add_up_to_the_answer_of_backward(name: str) -> None:
    assert_terms_add_up(body(OPTIONS[name]), step=7)


@pytest.mark.parametrize("name", TRANSPOSED)
def test_terms_transposed_add_up_to_the_answer_of_backward(name: str) -> None:
    assert_terms_add_up(body(TRANSPOSED[name], transposed=True), step=7)


def test_terms_of_layers_that_pytorch_computed_are_its_gradients() -> None:
    kinds = ("transposed", "one-dimension", "unbatched", "one-sided")
    chosen = [next(each for each in layers() if kind in each.kinds) for kind in kinds]
    chosen += [each for each in layers() if "transposed" in each.kinds][1:8]
    assert len(chosen) == 11
    for layer in chosen:
        assert_terms_add_up(layer.request(), step=13)


def test_terms_transposed_are_named_and_written_as_the_request_names_them() -> None:
    request = {
        "operation": "conv_transpose2d",
        "layout": "NCHW",
        "stride": 2,
        "input": [[[[2, -1]]]],
        "weight": [[[[1, 3]]]],
        "bias": [5],
        "grad_output": [[[[1, 2, 3, 4]]]],
        "index": [0, 0, 0, 3],
    }
    told = json.loads(queries.terms_of(request | {"tensor": "output"}, SETTINGS))
    assert told["latex"] == "y_{14} = x_{12} k_{12} + b_{1} = (-1) \\cdot 3 + 5 = 2"
    assert [factor["tensor"] for term in told["terms"] for factor in term["factors"]] == [
        "input",
        "weight",
        "bias",
    ]
    assert told["readers"] == []
    assert "roles" not in told
    read = json.loads(
        queries.terms_of(request | {"tensor": "input", "index": [0, 0, 0, 1]}, SETTINGS)
    )
    assert [each["symbol"] for each in read["readers"]] == ["y13", "y14", "dL/dk11", "dL/dk12"]


@pytest.mark.parametrize(
    ("options", "pointers"),
    [({}, []), ({"flip_kernel": True}, ["/flip_kernel"])],
    ids=["plain", "flipped"],
)
def test_trace_of_a_flipped_kernel_says_so(options: dict[str, Any], pointers: list[str]) -> None:
    told = json.loads(queries.trace_of(body(options) | {"only": ["grad_input"]}, SETTINGS))
    assert [each["pointer"] for each in told.get("warnings", [])] == pointers


def test_trace_of_a_transposed_convolution_says_so_and_names_the_roles() -> None:
    told = json.loads(queries.trace_of(body({}, transposed=True), SETTINGS))
    (warning,) = told["warnings"]
    assert (warning["type"], warning["pointer"]) == ("computed-otherwise", "/operation")
    assert told["roles"]["grad_input"] == "output"
