"""JSON that cannot be computed: where the refusal points, and what it says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.app.client import SMALL, Service

ONE = b'{"input":[[[[%s]]]],"weight":[[[[1]]]]}'

INPUTS: dict[str, tuple[Any, str, str]] = {
    "text-for-a-number": ([[[["1"]]]], "/input/0/0/0/0", "must be a number"),
    "true-for-a-number": ([[[[True]]]], "/input/0/0/0/0", "must be a number"),
    "null-for-a-number": ([[[[1], [None]]]], "/input/0/0/1/0", "must be a number"),
    "object-for-a-number": ([[[[{}]]]], "/input/0/0/0/0", "must be a number"),
    "ragged": ([[[[1], [2]], [[3]]]], "/input/0/1", "this one has 1, the first has 2"),
    "ragged-deep": ([[[[1, 2], [3]]]], "/input/0/0/1", "this one has 1, the first has 2"),
    "rank-1": ([1], "/input/0", "must have 4 axes (N, H, W, C_in), the lists end after 1"),
    "rank-5": (
        [[[[[1]]]]],
        "/input",
        "5 axes: input has at most 4. A 3-D convolution is not supported: sum 2-D ones over",
    ),
    "mixed-rank": ([[[[1]], 1]], "/input/0/1", "the lists end after 2"),
    "empty": ([], "/input", "axis N must have at least 1 element"),
    "zero-columns": ([[[], []]], "/input/0/0", "axis C_in must have at least 1 element"),
    "zero-channels": ([[[[]]]], "/input/0/0/0", "axis C_in must have at least 1 element"),
    "null": (None, "/input", "must be nested lists"),
    "number": (1, "/input", "must be nested lists"),
    "text": ("[[[[1]]]]", "/input", "must be nested lists"),
    "object-in-a-list": ([[{}]], "/input/0/0", "must be a number"),
    "flat-without-data": (
        {"shape": [1, 1, 1, 1]},
        "/input",
        'exactly the fields "shape" and "data"',
    ),
    "flat-with-more": (
        {"shape": [1] * 4, "data": [1], "dtype": "f4"},
        "/input",
        'exactly the fields "shape"',
    ),
    "flat-rank": (
        {"shape": [1], "data": [1]},
        "/input/shape",
        "must have 4 axes (N, H, W, C_in), got 1",
    ),
    "flat-true": ({"shape": [True, 1, 1, 1], "data": [1]}, "/input/shape", "a list of integers"),
    "flat-fraction": (
        {"shape": [1.0, 1, 1, 1], "data": [1]},
        "/input/shape",
        "a list of integers",
    ),
    "flat-zero": (
        {"shape": [1, 0, 1, 1], "data": []},
        "/input/shape/1",
        "axis H must have at least 1",
    ),
    "flat-negative": (
        {"shape": [-1, -1, 1, 1], "data": [1]},
        "/input/shape/0",
        "axis N must have at least 1",
    ),
    "flat-too-few": (
        {"shape": [1, 2, 3, 1], "data": [1]},
        "/input/data",
        "numbers, data has 1",
    ),
    "flat-overflow": (
        {"shape": [2**32, 2**32, 1, 1], "data": [1]},
        "/input/data",
        "numbers, data has 1",
    ),
    "flat-zero-by-overflow": (
        {"shape": [2**32, 2**32, 1, 1], "data": []},
        "/input/data",
        "more than 10^15 numbers, data has 0",
    ),
    "flat-nested": (
        {"shape": [1, 1, 1, 1], "data": [[1]]},
        "/input/data/0",
        "must be a number",
    ),
    "flat-text": ({"shape": [1, 1, 1, 1], "data": "1"}, "/input/data", "a flat list of numbers"),
    "flat-null-data": (
        {"shape": [1] * 4, "data": [None]},
        "/input/data/0",
        "must be a number",
    ),
}


@pytest.mark.parametrize(("value", "pointer", "detail"), INPUTS.values(), ids=INPUTS)
def test_tensor_that_is_none_is_a_422_at_the_element(
    service: Service, value: Any, pointer: str, detail: str
) -> None:
    assert detail in service.fault({"input": value, "weight": [[[[1]]]]}, pointer)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 400, "-1" + "0" * 4000])
def test_number_past_float64_is_a_422(service: Service, number: str) -> None:
    detail = service.fault(ONE % number.encode(), "/input/0/0/0/0")
    assert detail == "a number beyond the range of float64 (about 1.8e308)"


OPTIONS: dict[str, tuple[dict[str, Any], str, str]] = {
    "stride-zero": (
        {"stride": 0},
        "/stride",
        "must be an integer >= 1, or a pair (vertical, horizontal) of them, got 0",
    ),
    "stride-negative": (
        {"stride": [1, -1]},
        "/stride",
        "must be an integer >= 1, or a pair (vertical, horizontal) of them, got (1, -1)",
    ),
    "stride-float": ({"stride": 2.0}, "/stride", "must be an integer"),
    "stride-fraction": ({"stride": [1, 1.5]}, "/stride/1", "must be an integer"),
    "stride-true": ({"stride": True}, "/stride", "must be an integer"),
    "stride-text": ({"stride": "2"}, "/stride", "must be an integer"),
    "stride-null": ({"stride": None}, "/stride", "must be an integer"),
    "stride-three": ({"stride": [1, 1, 1]}, "/stride", "got 3 numbers: a 3-D convolution"),
    "stride-empty": ({"stride": []}, "/stride", "a pair [vertical, horizontal], got 0 numbers"),
    "stride-deep": ({"stride": [[1, 1], [1, 1]]}, "/stride/0", "must be an integer"),
    "stride-object": ({"stride": {}}, "/stride", "must be an integer"),
    "padding-crops-all": ({"padding": -1}, "/padding", "leaves 0x0 of the input: crop less"),
    "padding-name": ({"padding": "full"}, "/padding", "dilation * (kernel - 1) on every side"),
    "padding-mixed": ({"padding": [1, [1, 1]]}, "/padding", "must be integers, or both pairs"),
    "padding-too-deep": (
        {"padding": [[[1, 1], [1, 1]], [1, 1]]},
        "/padding/0/0",
        "must be an integer",
    ),
    "dilation-zero": (
        {"dilation": 0},
        "/dilation",
        "must be an integer >= 1, or a pair (vertical, horizontal) of them, got 0",
    ),
    "groups-zero": ({"groups": 0}, "/groups", "must be an integer >= 1, got 0"),
    "groups-negative": ({"groups": -2}, "/groups", "must be an integer >= 1, got -2"),
    "groups-float": ({"groups": 1.0}, "/groups", "must be an integer"),
    "groups-true": ({"groups": True}, "/groups", "must be an integer"),
    "groups-list": ({"groups": [1]}, "/groups", "must be an integer"),
    "groups-not-a-divisor": ({"groups": 2}, "/groups", "2 groups must divide both"),
    "layout": ({"layout": "HWCN"}, "/layout", 'must be "NHWC" (channels last) or "NCHW"'),
    "dtype": ({"dtype": "float16"}, "/dtype", 'must be "float64" or "float32": half precision'),
    "id-number": ({"id": 7}, "/id", "must be text"),
    "id-long": ({"id": "x" * 201}, "/id", "at most 200 characters"),
    "id-half-a-surrogate": ({"id": "\ud800"}, "/id", "must be text"),
    "bias-length": (
        {"bias": [1, 2]},
        "/bias",
        "bias has shape (2,), this convolution needs (1,): change bias or the options",
    ),
    "bias-deep": ({"bias": [[1]]}, "/bias/0", "the lists go deeper"),
    "grad-output-shape": (
        {"grad_output": [[[[1]]]]},
        "/grad_output",
        "has shape (1, 1, 1, 1), this convolution needs (1, 2, 2, 1)",
    ),
    "channels": ({"weight": [[[[1], [1]]]]}, "/weight", "weight has 2 input channels"),
    "kernel-too-large": (
        {"weight": [[[[1]]]] * 3},
        "/weight",
        "spans 3x1, the padded input is 2x2",
    ),
    "unknown-field": ({"strides": 1}, "/strides", "here it is stride: rename it"),
    "unknown-field-escaped": ({"a/b~c": 1}, "/a~1b~0c", "there is no field of this name"),
    "field-of-terms": ({"tensor": "output"}, "/tensor", "it is a field of /terms"),
}


@pytest.mark.parametrize(("options", "pointer", "detail"), OPTIONS.values(), ids=OPTIONS)
def test_option_that_means_nothing_is_a_422_at_the_option(
    service: Service, options: dict[str, Any], pointer: str, detail: str
) -> None:
    assert detail in service.fault(SMALL | options, pointer)


def test_channels_first_shapes_are_spoken_of_in_that_order(service: Service) -> None:
    body = {"layout": "NCHW", "input": [[[[1, 2], [3, 4]]]], "weight": [[[[1]]]]}
    detail = service.fault(body | {"grad_output": [[[[1], [2]]]]}, "/grad_output")
    assert detail == (
        "grad_output has shape (1, 1, 2, 1), this convolution needs (1, 1, 2, 2): "
        "change grad_output or the options"
    )
    assert "(C_out, C_in/groups, kh, kw)" in service.fault(body | {"weight": [1]}, "/weight/0")


def test_missing_fields_are_all_named(service: Service) -> None:
    problem = service.problem({}, 422)
    assert problem["errors"] == [
        {"pointer": "/input", "detail": "required field is missing"},
        {"pointer": "/weight", "detail": "required field is missing"},
    ]


def test_many_faults_give_twenty_and_stay_small(service: Service) -> None:
    problem = service.problem({"é" * 3000 + str(k): 1 for k in range(400)}, 422)
    assert len(problem["errors"]) == 20


def test_refusal_never_holds_the_input(service: Service) -> None:
    secret = "hunter2-hunter2"
    for body in (
        SMALL | {"stride": secret},
        SMALL | {"padding": secret},
        SMALL | {"dtype": secret},
        SMALL | {"groups": secret},
        SMALL | {"input": [secret]},
        SMALL | {"id": {secret: secret}},
        SMALL | {"bias": {"shape": secret, "data": secret}},
    ):
        response = service.post(body)
        assert response.status_code == 422
        assert secret not in response.text


@pytest.mark.parametrize(
    ("dtype", "number", "what"),
    [
        ("float64", 1e308, "output overflows float64"),
        ("float32", 1e38, "output overflows float32"),
    ],
)
def test_result_that_overflows_is_a_422(
    service: Service, dtype: str, number: float, what: str
) -> None:
    body = {"input": [[[[number]]]], "weight": [[[[10]]]], "dtype": dtype}
    assert service.problem(body, 422)["detail"].startswith(what)


def test_gradient_that_overflows_alone_is_a_422(service: Service) -> None:
    body = {"input": [[[[1]]]], "weight": [[[[1e200]]]], "grad_output": [[[[1e200]]]]}
    assert service.problem(body, 422)["detail"].startswith("grad_input overflows float64")


def test_infinities_that_cancel_are_a_422(service: Service) -> None:
    body = {"input": [[[[1e200, 1e200]]]], "weight": [[[[1e200], [-1e200]]]]}
    assert "overflows float64" in service.problem(body, 422)["detail"]


def test_number_past_float32_is_a_422(service: Service) -> None:
    body = {"input": [[[[1e39]]]], "weight": [[[[0]]]], "dtype": "float32"}
    assert service.fault(body, "/input") == "a number of input is beyond the range of float32"
