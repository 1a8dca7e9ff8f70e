"""POST /terms: one cell written out, at the cost of its terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import pytest

from gradgrid.app.api import queries
from gradgrid.app.presets import BY_ID, PRESETS
from gradgrid.app.service.media_types import JSON
from gradgrid.app.service.settings import DEFAULTS, Settings
from gradgrid.app.wire import present
from gradgrid.app.wire.body import values_of
from gradgrid.app.wire.trace_answers import TermsAnswer
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.derivation import tensors_of
from gradgrid.engine.rules.trace import Trace
from tests.app.api.test_trace import ARTICLE, GROUPED
from tests.app.client import Service

# Layers that /trace refuses.
LARGE = {
    "1x3x32x32-16": ((1, 3, 32, 32), (16, 3, 3, 3)),
    "1x64x56x56-64": ((1, 64, 56, 56), (64, 64, 3, 3)),
}


def large(id: str) -> dict[str, Any]:
    """Small integers that are all different enough for a wrong index to show."""
    input_shape, weight_shape = LARGE[id]
    data = [
        np.arange(np.prod(shape)) * k % 19 - 9 for shape, k in zip(LARGE[id], (7, 5), strict=True)
    ]
    tensors = (
        {"shape": shape, "data": flat.tolist()}
        for shape, flat in zip((input_shape, weight_shape), data, strict=True)
    )
    return dict(zip(("input", "weight"), tensors, strict=True)) | {"layout": "NCHW", "padding": 1}


def first_middle_last(shape: tuple[int, ...]) -> Iterator[list[int]]:
    yield [0] * len(shape)
    yield [size // 2 for size in shape]
    yield [size - 1 for size in shape]


def nested(answer: dict[str, Any], name: str, shape: tuple[int, ...]) -> np.ndarray:
    field = answer[name]
    return np.array(field["data"] if isinstance(field, dict) else field).reshape(shape)


def read_once(body: dict[str, Any]) -> Mapping[str, Any]:
    """The body by field name, so that its numbers are parsed once for many cells."""
    return values_of(orjson.dumps(body), JSON, DEFAULTS)


def asked(
    values: Mapping[str, Any], tensor: str, index: list[int], settings: Settings = DEFAULTS
) -> dict[str, Any]:
    """One cell, its answer checked for what holds of every one."""
    cell = {"tensor": tensor, "index": index}
    answer: dict[str, Any] = orjson.loads(queries.terms_of({**values, **cell}, settings))
    TermsAnswer.model_validate(answer)
    complete = answer["term_count"] == len(answer["terms"])
    if answer["terms"] and complete:
        assert answer["value"] == answer["scale"] * sum(t["product"] for t in answer["terms"])
    left = max(answer["term_count"], answer["reader_count"]) > DEFAULTS.max_terms
    assert answer.get("next_offset") == (DEFAULTS.max_terms if left else None)
    return answer


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_terms_of_every_tensor_of_a_preset_are_answered(service: Service, preset: Any) -> None:
    body = preset.request()
    has_bias = body.get("bias") is not None
    answer, values = service.answer(body), read_once(body)
    for tensor in tensors_of(preset.geometry, has_bias=has_bias).values():
        shape = present.index_shape(tensor, "NHWC")
        for index in first_middle_last(shape):
            cell = asked(values, tensor.name, index)
            if tensor.name in answer:
                expected = nested(answer, tensor.name, shape)[tuple(index)]
                np.testing.assert_allclose(cell["value"], expected, rtol=1e-12)


@pytest.mark.parametrize("id", LARGE)
def test_terms_of_every_tensor_of_a_large_layer_are_answered(
    service: Service, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, body = DEFAULTS.model_copy(update={"max_trace_cells": 1}), large(id)
    (n, c, h, w), (o, _, kh, kw) = LARGE[id]
    geometry = ConvGeometry.of((n, h, w, c), (kh, kw, c, o), padding=1)
    answer, values = service.answer(body), read_once(body)
    computed: list[str] = []
    whole = Trace.values
    monkeypatch.setattr(Trace, "values", lambda t, name: computed.append(name) or whole(t, name))
    given = {"input", "weight", "grad_output"}
    for tensor in tensors_of(geometry, has_bias=False).values():
        shape = present.index_shape(tensor, "NCHW")
        for index in first_middle_last(shape):
            computed.clear()
            cell = asked(values, tensor.name, index, settings)
            if tensor.name in answer:
                assert cell["value"] == nested(answer, tensor.name, shape)[tuple(index)]
            # The loss alone reads every output; nothing else is computed as a whole.
            assert set(computed) <= given | ({"output"} if tensor.name == "loss" else set())
    cell = asked(values, "loss", [0])
    assert cell["value"] == np.sum(answer["output"]["data"])


def test_terms_of_one_cell_of_an_ordinary_layer_are_its_own() -> None:
    cell = asked(read_once(large("1x3x32x32-16")), "grad_input", [0, 0, 5, 5])

    assert (cell["term_count"], cell["symbol"]) == (144, "dL/dx6,6[1]")
    assert "next_offset" not in cell


@pytest.mark.parametrize("tensor", ["loss", "grad_weight", "weight", "output"])
@pytest.mark.parametrize("zeros", [False, True], ids=["without-zeros", "zeros"])
def test_pages_of_a_cell_make_up_the_whole(service: Service, tensor: str, zeros: bool) -> None:
    index = [0] if tensor == "loss" else [0, 0, 0, 0]
    body = large("1x3x32x32-16") | {"tensor": tensor, "index": index, "zeros": zeros}
    whole = Service(DEFAULTS.model_copy(update={"max_terms": 100_000})).answer(body, "terms")
    pages, offset = [], 0
    while offset is not None:
        pages.append(service.answer(body | {"offset": offset, "limit": 1_500}, "terms"))
        offset = pages[-1].get("next_offset")
    assert "next_offset" not in whole
    for part, count in (("terms", "term_count"), ("readers", "reader_count")):
        assert [each for page in pages for each in page[part]] == whole[part]
        assert {page[count] for page in pages} == {len(whole[part])}
    assert {page["value"] for page in pages} == {whole["value"]}


def test_pages_of_terms_have_dots_in_their_equations(service: Service) -> None:
    body = ARTICLE | {"tensor": "grad_bias", "index": [0]}

    middle = service.answer(body | {"offset": 1, "limit": 2}, "terms")
    beyond = service.answer(body | {"offset": 9, "limit": 2}, "terms")

    dy12, dy21 = (rf"\frac{{\partial L}}{{\partial y_{{{at}}}^{{\{{1\}}}}}}" for at in (12, 21))
    assert rf" = \cdots + {dy12} + {dy21} + \cdots = \cdots + " in middle["latex"]
    assert (middle["term_count"], middle["next_offset"]) == (4, 3)
    assert (beyond["terms"], beyond.get("next_offset"), beyond["value"]) == (
        [],
        None,
        middle["value"],
    )
    assert beyond["latex"].count(r"\cdots") == 1


def test_terms_overflow_is_refused_where_it_is_asked_for(service: Service) -> None:
    body = {"input": [[[[1e200], [1], [1]]]], "weight": [[[[1e200]], [[1]]]]}

    problem = service.problem(body | {"tensor": "output", "index": [0, 0, 0, 0]}, 422, "terms")
    finite = service.answer(body | {"tensor": "output", "index": [0, 0, 1, 0]}, "terms")

    assert problem["detail"].startswith("output overflows float64")
    assert finite["value"] == 1e200 + 1


def test_terms_of_an_unknown_tensor_lists_all_there_are(service: Service) -> None:
    problem = service.problem(ARTICLE | {"tensor": "grad_inputs", "index": [0]}, 422, "terms")
    assert {error["pointer"] for error in problem["errors"]} == {"/tensor"}
    assert problem["errors"][0]["detail"].endswith("did you mean grad_input?")
    listed = " ".join(error["detail"] for error in problem["errors"])
    for name in tensors_of(BY_ID["article-multi-channel"].geometry, has_bias=True):
        assert name in listed
    assert "…" not in listed


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
        (
            {"tensor": "output", "index": [0] * 4, "limit": 0},
            "/limit",
            "must be >= 1",
        ),
        (
            {"tensor": "output", "index": [0] * 4, "limit": 4001},
            "/limit",
            "ask for the rest by offset",
        ),
        ({"tensor": "output", "index": [0] * 4, "offset": -1}, "/offset", "must be >= 0"),
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


def test_terms_in_float32_are_written_as_backward_writes_them(service: Service) -> None:
    body = {"input": [[[[0.1], [0.7]]]], "weight": [[[[0.3]], [[1.1]]]], "dtype": "float32"}
    cell = service.answer(body | {"tensor": "output", "index": [0, 0, 0, 0]}, "terms")
    assert [[factor["value"] for factor in term["factors"]] for term in cell["terms"]] == [
        [0.1, 0.3],
        [0.7, 1.1],
    ]
    assert cell["value"] == service.answer(body)["output"][0][0][0][0]
