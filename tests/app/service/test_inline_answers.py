"""Small queries answered where they arrive: no answer tells whether it came by the route."""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgrid.app.presets.preset import Preset
from gradgrid.app.presets.small import SMALL as PRESETS
from gradgrid.app.service.headers import SECURITY_HEADERS
from gradgrid.app.service.json_response import dump
from gradgrid.app.service.media_types import JSON
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.present import tensor_to_wire, to_layout
from tests.app.at_once import AT_ONCE, BODY, BY_ROUTE, EITHER, PATH, assert_same
from tests.app.client import SMALL, Service, assert_problem


def assert_at_once_as_by_route(body: Any, **headers: str) -> Any:
    """The one response to ``body``, which is a success."""
    response = AT_ONCE.post(body, **headers)
    assert response.status_code == 200, response.text
    assert_same(response, BY_ROUTE.post(body, **headers))
    return response


@pytest.mark.parametrize("flat", [False, True], ids=["nested", "flat"])
@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_small_preset_is_answered_at_once_as_by_the_route(
    preset: Preset, layout: str, flat: bool
) -> None:
    tensors = {
        name: tensor_to_wire(to_layout(array, name, layout), flat=flat)
        for name, array in preset.integers.tensors.items()
    }
    for dtype in ("float64", "float32"):
        body = dump(preset.request() | tensors | {"layout": layout, "dtype": dtype})
        answer = assert_at_once_as_by_route(body).json()
        assert (answer["id"], answer["layout"], answer["dtype"]) == (preset.id, layout, dtype)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "null"},
        {"id": 'a null and "null"', "dtype": "float32"},
        {"id": "☃ \u0000 \n", "title": "[1,2]", "summary": "{}"},
        {"padding": "same", "grad_output": None, "bias": None},
        {"padding": [[1, 0], [2, 1]], "stride": [2, 1], "dilation": [1, 2]},
        {"bias": {"shape": [1], "data": [-0.0]}},
        {"input": {"data": [1.5, -2, 1e300, 5e-324], "shape": [1, 2, 2, 1]}},
        {"input": [[[[0.1, 2]]]], "weight": [[[[3, 4]]]], "groups": 2},
    ],
    ids=json.dumps,
)
def test_option_is_answered_at_once_as_by_the_route(changes: dict[str, Any]) -> None:
    answer = assert_at_once_as_by_route(SMALL | changes).json()
    assert answer.get("id") == changes.get("id")


SIZES = st.integers(1, 4)
NUMBERS = st.floats(-1e3, 1e3) | st.integers(-9, 9) | st.sampled_from([1e308, -1e308, 1e38])


@given(
    shapes=st.tuples(SIZES, SIZES, SIZES, SIZES, SIZES, SIZES, SIZES),
    number=NUMBERS,
    choices=st.fixed_dictionaries(
        {"dtype": st.sampled_from(["float64", "float32"])},
        optional={
            "stride": st.integers(0, 3),
            "padding": st.integers(0, 3) | st.sampled_from(["same", [1, 2], [[1, 0], [0, 2]]]),
            "dilation": st.integers(1, 3) | st.just([1, 2]),
            "id": st.sampled_from(["null", "x", None, 1]),
            "layout": st.sampled_from(["NHWC", "NCHW"]),
        },
    ),
)
@settings(max_examples=100)
def test_any_small_request_is_answered_or_refused_as_by_the_route(
    shapes: tuple[int, ...], number: float, choices: dict[str, Any]
) -> None:
    n, h, w, kh, kw, c, o = shapes
    input, weight = np.full((n, h, w, c), number), np.full((kh, kw, c, o), number)
    input.reshape(-1)[::2] = 1
    body = {"input": input.tolist(), "weight": weight.tolist()} | choices
    assert_same(EITHER.post(body), BY_ROUTE.post(body))


def test_answer_at_once_has_the_headers_of_every_answer() -> None:
    headers = assert_at_once_as_by_route(SMALL).headers
    assert {name: headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize("accepted", ["gzip", "identity", "gzip;q=0.5, br", ""])
@pytest.mark.parametrize("length", [3, 50], ids=["small", "large"])
def test_answer_at_once_is_compressed_as_by_the_route(length: int, accepted: str) -> None:
    body = {"input": [[[[k] for k in range(length)]]], "weight": [[[[2]]]]}
    raw = []
    for service in (AT_ONCE, BY_ROUTE):
        with service.client.stream(
            "POST", PATH, json=body, headers={"Accept-Encoding": accepted}
        ) as response:
            raw.append(b"".join(response.iter_raw()))
        assert response.status_code == 200
        packed = response.headers.get("content-encoding") == "gzip"
        assert packed == (length == 50 and "gzip" in accepted)
        raw[-1] = gzip.decompress(raw[-1]) if packed else raw[-1]
    assert raw[0] == raw[1]
    assert_at_once_as_by_route(body, **{"Accept-Encoding": accepted})


ONE = b'{"input":[[[[%s]]]],"weight":[[[[%s]]]],"dtype":"%s","id":"null"}'
FAULTS = {
    "empty": b"",
    "malformed": BODY[:-1],
    "not-utf-8": b'{"id":"\xff"}',
    "nan": ONE % (b"NaN", b"1", b"float64"),
    "list": b"[1]",
    "name-twice": b'{"stride":1,' + BODY[1:-1] + b',"stride":1}',
    "name-twice-in-a-list": b'{"stride":[{"a":1,"a":2}],' + BODY[1:],
    "name-with-nul": b'{"a\\u0000b":1,' + BODY[1:],
    "unknown-field": SMALL | {"stide": 2},
    "no-weight": {"input": SMALL["input"]},
    "ragged": SMALL | {"input": [[[[1], [2]], [[3]]]]},
    "too-many-axes": SMALL | {"input": [[[[[1]]]]]},
    "too-few-axes": SMALL | {"input": {"shape": [2, 2], "data": [1, 2, 3, 4]}},
    "text-for-a-number": SMALL | {"input": [[[["1"]]]]},
    "kernel-too-large": SMALL | {"dilation": 2, "weight": [[[[1]]]] * 3},
    "grad-output-of-another-shape": SMALL | {"grad_output": [[[[1]]]]},
    "stride-zero": SMALL | {"stride": [1, 0]},
    "padding-past-the-limit": SMALL | {"padding": 10**9},
    "padding-that-takes-gigabytes": SMALL | {"padding": 100_000},
    "input-past-float64": ONE % (b"1e400", b"1", b"float64"),
    "input-past-float32": ONE % (b"1e39", b"1", b"float32"),
    "output-past-float32": ONE % (b"1e38", b"1e38", b"float32"),
    "output-past-float64": ONE % (b"1e308", b"1e308", b"float64"),
    "more-names-than-are-read": b'{"id":"' + b":" * 1_001 + b'",' + BODY[1:],
}


@pytest.mark.parametrize("body", FAULTS.values(), ids=FAULTS)
def test_fault_in_a_small_body_is_refused_as_by_the_route(body: Any) -> None:
    response = EITHER.post(body)
    assert_problem(response, response.status_code)
    assert_same(response, BY_ROUTE.post(body))


@pytest.mark.parametrize(
    ("limit", "changes"),
    [
        ({"max_body_bytes": len(BODY) - 1}, {}),
        ({"max_tensor_elements": 3}, {}),
        ({"max_total_elements": 17}, {}),
        ({"max_work": 11}, {}),
        ({"max_option": 2}, {"stride": 3}),
    ],
    ids=lambda given: next(iter(given), ""),
)
def test_limit_of_the_server_holds_for_small_queries_as_for_others(
    limit: dict[str, int], changes: dict[str, Any]
) -> None:
    response = Service(Settings(**limit)).post(SMALL | changes)
    assert response.status_code in (413, 422)
    assert_same(response, Service(Settings(**limit, inline_body_bytes=0)).post(SMALL | changes))


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": ""},
        {"Content-Type": "application/json; charset=utf-8"},
        {"Content-Type": "APPLICATION/JSON"},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "identity"},
        {"Content-Length": "0"},
    ],
    ids=json.dumps,
)
def test_header_that_makes_a_difference_makes_the_same_one(headers: dict[str, str]) -> None:
    assert_same(EITHER.post(SMALL, **headers), BY_ROUTE.post(SMALL, **headers))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_method_on_the_path_is_a_405(method: str) -> None:
    headers = {"Content-Type": JSON}
    response = EITHER.client.request(method, PATH, content=BODY, headers=headers)
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert_same(response, BY_ROUTE.client.request(method, PATH, content=BODY, headers=headers))
