"""Bodies of which there is no lesson and no program: each is refused, and told why."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gradgrid.app.presets import BY_ID
from tests.app.client import Service, assert_problem
from tests.app.lesson_requests import FIRST, OWN, SIZES, post

REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "preset-long": ({"preset": "x" * 61}, "/preset", "at most 60 characters"),
    "preset-number": ({"preset": 1}, "/preset", "must be text"),
    "stride": (
        {"stride": 0},
        "/stride",
        "must be an integer >= 1, or a pair (vertical, horizontal) of them, got 0",
    ),
    "padding": ({"padding": [[0, -9], [0, 0]]}, "/padding", "of the input: crop less"),
    "dilation": (
        {"dilation": [1, 0]},
        "/dilation",
        "must be an integer >= 1, or a pair (vertical, horizontal) of them, got (",
    ),
    "groups": ({"groups": 3}, "/groups", "3 groups must divide both"),
    "groups-0": ({"groups": 0}, "/groups", "must be an integer >= 1, got 0"),
    "kernel": ({"weight": [[[[1], [1]]]] * 3}, "/weight", "spans 3x1, the padded input is 2x2"),
    "gradient": ({"grad_output": [[[[1]]]]}, "/grad_output", "this convolution needs (1, 2, 2, 2)"),
    "float32": ({"dtype": "float32"}, "/dtype", "'float64'"),
    "stride-past-the-limit": ({"stride": 1_000_001}, "/stride", "at most 1000000"),
    "unknown-field": ({"size": SIZES}, "/size", "there is no field of this name"),
}
REFUSED_SIZES: dict[str, tuple[dict[str, Any], str, str]] = {
    "kernel-too-large": ({"sizes": SIZES | {"kernel_size": [1, 3]}}, "/weight", "spans 1x3"),
    "groups-0": ({"groups": 0, "sizes": SIZES}, "/groups", "integer >= 1 that divides both"),
    "groups-negative": (
        {"groups": -2, "sizes": SIZES},
        "/groups",
        "integer >= 1 that divides both",
    ),
    "groups-of-in": (
        {"groups": 2, "sizes": SIZES | {"in_channels": 3}},
        "/groups",
        "divides both channel counts",
    ),
    "groups-of-out": (
        {"groups": 2, "sizes": SIZES | {"out_channels": 3}},
        "/groups",
        "2 groups must divide both",
    ),
    "stride": (
        {"stride": [1, 0], "sizes": SIZES},
        "/stride",
        "must be an integer >= 1, or a pair (vertical, horizontal) of them, got (",
    ),
    "stride-past-the-limit": ({"stride": 1_000_001, "sizes": SIZES}, "/stride", "at most 1000000"),
    "none": ({"sizes": {}}, "/sizes/batch", "required field is missing"),
    "batch-0": ({"sizes": SIZES | {"batch": 0}}, "/sizes/batch", "must be >= 1"),
    "rows-0": (
        {"sizes": SIZES | {"input_size": [0, 2]}},
        "/sizes/input_size/0",
        "must be >= 1",
    ),
    "one-size": (
        {"sizes": SIZES | {"kernel_size": [1]}},
        "/sizes/kernel_size",
        "at least 2 elements, has 1",
    ),
    "fraction": ({"sizes": SIZES | {"batch": 1.5}}, "/sizes/batch", "must be an integer"),
    "huge": (
        {"sizes": SIZES | {"in_channels": 10**9}},
        "/sizes/in_channels",
        "must be <= 1000000",
    ),
    "bias-a-word": (
        {"sizes": SIZES | {"has_bias": "yes"}},
        "/sizes/has_bias",
        "must be true or false",
    ),
    "unknown-size": ({"sizes": SIZES | {"depth": 1}}, "/sizes/depth", "no field of this name"),
}


@pytest.mark.parametrize("path", ["/lesson", "/script"])
@pytest.mark.parametrize(("changes", "pointer", "detail"), REFUSED.values(), ids=REFUSED)
def test_body_that_is_no_convolution_is_a_422_at_the_field(
    service: Service, path: str, changes: dict[str, Any], pointer: str, detail: str
) -> None:
    response = post(service, OWN | changes, path)
    assert_problem(response, 422)
    error = response.json()["errors"][0]
    assert error["pointer"] == pointer
    assert detail in error["detail"]
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("preset", ["x", "", f"{FIRST} "])
def test_lesson_on_an_unknown_preset_is_a_422_that_names_them_all(
    service: Service, preset: str
) -> None:
    response = post(service, OWN | {"preset": preset})
    assert_problem(response, 422)
    (error,) = response.json()["errors"]
    assert error["pointer"] == "/preset"
    assert error["detail"].startswith(f"the presets are {', '.join(list(BY_ID)[:5])}, ")


@pytest.mark.parametrize(
    ("path", "query"),
    [("/lesson", {"live": "false"}), ("/lesson", {"live": "true"}), ("/script", {})],
    ids=["lesson", "live", "script"],
)
@pytest.mark.parametrize(
    ("changes", "pointer", "detail"), REFUSED_SIZES.values(), ids=REFUSED_SIZES
)
def test_sizes_that_are_no_convolution_are_a_422_at_the_field(
    service: Service,
    path: str,
    query: dict[str, str],
    changes: dict[str, Any],
    pointer: str,
    detail: str,
) -> None:
    response = post(service, OWN | changes, path, **query)
    assert_problem(response, 422)
    error = response.json()["errors"][0]
    assert error["pointer"] == pointer
    assert detail in error["detail"]


@pytest.mark.parametrize("path", ["/lesson", "/script"])
def test_sizes_past_the_limits_are_a_422_that_says_how_far(service: Service, path: str) -> None:
    response = post(service, OWN | {"sizes": SIZES | {"input_size": [1001, 500]}}, path)
    assert_problem(response, 422)
    problem = response.json()
    assert problem["detail"] == "The request exceeds a limit."
    assert problem["errors"][0] == {
        "pointer": "/input",
        "detail": "1001000 elements: at most 1000000 are allowed (max_tensor_elements)",
    }


def test_body_past_the_limits_is_a_413(service_with: Callable[..., Service]) -> None:
    body = json.dumps(OWN).encode()
    for size, status in ((len(body), 200), (len(body) - 1, 413)):
        service = service_with(max_body_bytes=size)
        for path in ("/lesson", "/script"):
            response = service.client.post(
                path, content=body, headers={"Content-Type": "application/json"}
            )
            assert response.status_code == status
            if status == 413:
                assert_problem(response, 413)


@pytest.mark.parametrize("path", ["/lesson", "/script"])
@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"not json", "application/json", 400),
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"input":[[[[NaN]]]],"weight":[[[[1]]]]}', "application/json", 400),
        (b"input=1", "application/x-www-form-urlencoded", 415),
        (json.dumps(OWN).encode(), "text/plain", 415),
    ],
    ids=["text", "empty", "list", "nan", "form", "plain"],
)
def test_body_that_is_no_json_is_refused(
    service: Service, path: str, content: bytes, media_type: str, status: int
) -> None:
    response = service.client.post(path, content=content, headers={"Content-Type": media_type})
    assert_problem(response, status)


def test_numbers_whose_results_leave_the_range_are_a_422(service: Service) -> None:
    response = post(service, {"input": [[[[1e308]]]], "weight": [[[[10]]]]})
    assert_problem(response, 422)
    assert response.json()["detail"].startswith("output overflows float64")
