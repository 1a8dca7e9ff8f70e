"""POST /trace and /terms: rules and cells on the wire."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from app import queries
from app.presets import BY_ID
from app.presets.small import SMALL
from app.trace_answers import TermsAnswer, TraceAnswer
from tests.app.service import Service

GROUPED: dict[str, Any] = {
    "input": np.arange(1.0, 51).reshape(1, 5, 5, 2).tolist(),
    "weight": np.arange(-3.0, 9).reshape(3, 1, 1, 4).tolist(),
    "bias": [1, 2, 3, 4],
    "stride": [2, 1],
    "padding": [[1, 0], [0, 1]],
    "groups": 2,
}
ARTICLE = BY_ID["article-multi-channel"].request()


def evaluate(tensor: dict[str, Any], arrays: dict[str, np.ndarray]) -> np.ndarray:
    """The values of ``tensor`` by its rule, cell by cell, as a client of the wire would."""
    shape = [axis["size"] for axis in tensor["axes"]]
    out = np.zeros(shape)
    for cell in np.ndindex(*shape):
        point = {axis["axis"]: at for axis, at in zip(tensor["axes"], cell, strict=True)}
        for part in tensor["rule"]["products"]:
            names = [axis["axis"] for axis in part["sum"]]
            for taps in product(*(range(axis["size"]) for axis in part["sum"])):
                at = point | dict(zip(names, taps, strict=True))
                out[cell] += np.prod([read(factor, arrays, at) for factor in part["factors"]])
    return tensor["rule"]["scale"] * out


def read(factor: dict[str, Any], arrays: dict[str, np.ndarray], point: dict[str, int]) -> float:
    array, cell = arrays[factor["tensor"]], []
    for index, size in zip(factor["index"], array.shape, strict=True):
        total = index["offset"] + sum(k * point[name] for name, k in index["terms"].items())
        if total % index["divisor"] or not 0 <= total // index["divisor"] < size:
            return 0.0
        cell.append(total // index["divisor"])
    return float(array[tuple(cell)])


@pytest.mark.parametrize("body", [ARTICLE, GROUPED], ids=["article", "grouped"])
def test_trace_rules_reproduce_every_value_that_is_sent(
    service: Service, body: dict[str, Any]
) -> None:
    trace = service.answer(body, "trace")
    arrays: dict[str, np.ndarray] = {}
    for tensor in trace["tensors"]:
        shape = [axis["size"] for axis in tensor["axes"]]
        if tensor["values"] is not None:
            arrays[tensor["name"]] = np.array(tensor["values"]).reshape(shape)
    waiting = [tensor for tensor in trace["tensors"] if tensor["rule"]]
    while waiting:
        tensor = waiting.pop(0)
        sources = {f["tensor"] for p in tensor["rule"]["products"] for f in p["factors"]}
        if not sources <= set(arrays):
            waiting.append(tensor)
            continue
        values = evaluate(tensor, arrays)
        np.testing.assert_array_equal(values, arrays.setdefault(tensor["name"], values))


def test_trace_named_tensors_reshape_to_the_answers_fields(service: Service) -> None:
    trace, answer = service.answer(GROUPED, "trace"), service.answer(GROUPED)
    values = {tensor["name"]: tensor["values"] for tensor in trace["tensors"]}
    for name in ("output", "grad_input", "grad_weight", "grad_bias"):
        assert values[name] == np.array(answer[name]).reshape(-1).tolist()


@pytest.mark.parametrize("preset", SMALL, ids=lambda preset: preset.id)
def test_trace_of_a_preset_has_the_documented_form(service: Service, preset: Any) -> None:
    answer = service.answer(preset.request(), "trace")
    trace = TraceAnswer.model_validate(answer)
    names = {tensor.name for tensor in trace.tensors}
    for chapter in trace.chapters:
        for step in chapter.steps:
            assert step.writes in names
            assert step.draws[-1].tensor == step.writes


def test_trace_past_a_cell_limit_is_refused(service_with: Any) -> None:
    service = service_with(max_trace_tensor_cells=40, max_trace_cells=200)
    problem = service.problem(ARTICLE, 422, "trace")
    details = [error["detail"] for error in problem["errors"]]
    assert details[0] == (
        "72 cells of grad_output_columns: at most 40 are allowed (max_trace_tensor_cells)"
    )
    assert "cells in all" in details[1]


@pytest.mark.parametrize("path", ["trace", "terms"])
def test_trace_past_a_cell_limit_is_refused_before_anything_is_computed(
    service_with: Any, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(queries, "build_trace")
    service = service_with(max_trace_cells=200)
    body = ARTICLE | ({"tensor": "output", "index": [0, 0, 0, 0]} if path == "terms" else {})
    assert "cells in all" in service.fault(body, "", path)


def test_trace_overflow_in_between_is_refused(service: Service) -> None:
    body = {"input": [[[[1e200], [1]]]], "weight": [[[[1e200]], [[1]]]], "grad_output": [[[[0]]]]}
    problem = service.problem(body, 422, "trace")
    assert problem["detail"].endswith(
        "overflows float64, and JSON has no infinity: scale the numbers down."
    )


def test_terms_of_the_articles_cell_add_up(service: Service) -> None:
    answer = service.answer(ARTICLE | {"tensor": "grad_input", "index": [0, 0, 1, 0]}, "terms")
    TermsAnswer.model_validate(answer)
    assert (answer["symbol"], answer["value"]) == ("dL/dx12[1]", -2)
    assert [term["product"] for term in answer["terms"]] == [0, -1, 3, -4]
    assert [factor["symbol"] for factor in answer["terms"][1]["factors"]] == [
        "dL/dy12{1}",
        "k11{1}[1]",
    ]


def test_terms_with_zeros_lists_what_falls_outside(service: Service) -> None:
    cell = {"tensor": "grad_input", "index": [0, 0, 1, 0]}
    every = service.answer(ARTICLE | cell | {"zeros": True}, "terms")["terms"]
    some = service.answer(ARTICLE | cell, "terms")["terms"]
    assert (len(every), len(some)) == (8, 4)
    outside = {"tensor": "grad_output", "index": None, "value": 0, "symbol": "0"}
    assert sum(outside in term["factors"] for term in every) == 4


@pytest.mark.parametrize("tensor", ["grad_input", "grad_weight", "grad_bias", "output"])
@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
def test_terms_indices_are_in_the_requests_layout(
    service: Service, tensor: str, layout: str
) -> None:
    body = dict(GROUPED, layout=layout)
    if layout == "NCHW":
        body["input"] = np.array(GROUPED["input"]).transpose(0, 3, 1, 2).tolist()
        body["weight"] = np.array(GROUPED["weight"]).transpose(3, 2, 0, 1).tolist()
    answer = service.answer(body)
    fields = {
        name: np.array(field)
        for name, field in (body | answer).items()
        if name in ("input", "weight", "bias", "output", "grad_input", "grad_weight", "grad_bias")
    }
    fields["grad_output"] = np.ones_like(fields["output"])
    for index in list(np.ndindex(fields[tensor].shape))[::3]:
        cell = service.answer(body | {"tensor": tensor, "index": index}, "terms")
        assert cell["index"] == list(index)
        assert cell["value"] == fields[tensor][index] == sum(t["product"] for t in cell["terms"])
        for factor in (factor for term in cell["terms"] for factor in term["factors"]):
            if factor["tensor"] in fields:
                assert factor["value"] == fields[factor["tensor"]][tuple(factor["index"])]


def test_terms_of_a_given_tensor_has_readers_and_no_terms(service: Service) -> None:
    answer = service.answer(ARTICLE | {"tensor": "grad_output", "index": [0, 0, 0, 1]}, "terms")
    assert answer["terms"] == []
    readers = [tuple(r["index"]) for r in answer["readers"] if r["tensor"] == "grad_input"]
    assert readers == [(0, y, x, c) for y in (0, 1) for x in (0, 1) for c in (0, 1, 2)]


@pytest.mark.parametrize(
    ("cell", "pointer", "detail"),
    [
        ({"tensor": "grad_inputs", "index": [0]}, "/tensor", "this convolution has the tensors"),
        ({"tensor": "grad_input", "index": [0, 0, 3, 0]}, "/index", "lies within (1, 3, 3, 3)"),
        ({"tensor": "grad_input", "index": [0, 0, 0]}, "/index", "lies within (1, 3, 3, 3)"),
        (
            {"tensor": "grad_input", "index": [0, 0, -1, 0]},
            "/index/2",
            "must be >= 0",
        ),
        ({"tensor": "grad_input", "index": [0, 0, 1.0, 0]}, "/index/2", "must be an integer"),
        (
            {"tensor": "grad_input", "index": [0, 0, True, 0]},
            "/index/2",
            "must be an integer",
        ),
        ({"index": [0, 0, 1, 0]}, "/tensor", "required field is missing"),
        ({"tensor": "output", "index": [0] * 4, "zeros": 1}, "/zeros", "must be true or false"),
    ],
)
def test_terms_wrong_cell_is_refused(
    service: Service, cell: dict[str, Any], pointer: str, detail: str
) -> None:
    assert detail in service.fault(ARTICLE | cell, pointer, "terms")


def test_terms_of_a_cell_with_too_many_is_refused(service_with: Any) -> None:
    body = ARTICLE | {"tensor": "output", "index": [0, 0, 0, 0]}
    assert service_with(max_terms=12).fault(body, "/tensor", "terms").startswith("13 terms")


def test_terms_in_float32_are_written_as_backward_writes_them(service: Service) -> None:
    body = {"input": [[[[0.1], [0.7]]]], "weight": [[[[0.3]], [[1.1]]]], "dtype": "float32"}
    cell = service.answer(body | {"tensor": "output", "index": [0, 0, 0, 0]}, "terms")
    assert [[factor["value"] for factor in term["factors"]] for term in cell["terms"]] == [
        [0.1, 0.3],
        [0.7, 1.1],
    ]
    assert cell["value"] == service.answer(body)["output"][0][0][0][0]
