"""POST /trace: rules and tensors on the wire."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from gradgrid.app.presets import BY_ID
from gradgrid.app.presets.small import SMALL
from gradgrid.app.wire.trace_answers import TraceAnswer
from gradgrid.engine.rules.trace import Trace
from tests.app.client import Service

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
                values = [read(factor, arrays, at) for factor in part["factors"]]
                out[cell] += part["scale"] * np.prod(values)
    return out


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


def test_trace_past_a_cell_limit_is_refused_before_anything_is_computed(
    service_with: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Trace, "values")
    monkeypatch.delattr(Trace, "numbers")
    assert "cells in all" in service_with(max_trace_cells=200).fault(ARTICLE, "", "trace")


def test_trace_overflow_in_between_is_refused(service: Service) -> None:
    body = {"input": [[[[1e200], [1]]]], "weight": [[[[1e200]], [[1]]]], "grad_output": [[[[0]]]]}
    problem = service.problem(body, 422, "trace")
    assert problem["detail"].endswith(
        "overflows float64, and JSON has no infinity: scale the numbers down."
    )
