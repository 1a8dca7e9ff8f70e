"""Limits: decided from shapes, before anything of that size exists."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.formats.tensor import parse_tensor
from tests.app.client import SMALL, Service
from tests.cpu_time import less_cpu_than

HUGE = 10**30
BIG_KERNEL = {"input": [[[[1]] * 30] * 30], "weight": [[[[1]]] * 9] * 9}


@pytest.mark.parametrize("path", ["backward", "trace"])
@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"padding": HUGE}, "/padding"),
        ({"padding": [0, HUGE]}, "/padding/1"),
        ({"padding": [[0, 0], [0, HUGE]]}, "/padding/1/1"),
        ({"stride": HUGE}, "/stride"),
        ({"dilation": HUGE}, "/dilation"),
        ({"dilation": -(10**4000)}, "/dilation"),
        ({"groups": HUGE}, "/groups"),
        ({"padding": 10**9}, "/padding"),
        ({"stride": 10**9}, "/stride"),
        ({"dilation": 10**9}, "/dilation"),
        ({"groups": 10**9}, "/groups"),
        ({"padding": 10**6}, ""),
    ],
)
def test_huge_option_is_refused_without_its_memory(
    service: Service, options: dict[str, Any], pointer: str, path: str
) -> None:
    tracemalloc.start()
    with less_cpu_than(2):
        problem = service.problem(SMALL | options, 422, path)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert pointer in [error["pointer"] for error in problem["errors"]]


def test_padding_that_would_take_gigabytes_names_the_sizes(service: Service) -> None:
    problem = service.problem(SMALL | {"padding": 100_000}, 422)
    assert problem["detail"] == "The request exceeds a limit."
    details = {error["pointer"]: error["detail"] for error in problem["errors"]}
    assert details["/padding"] == (
        "40000800004 elements of the padded input: at most 1000000 are allowed "
        "(max_tensor_elements)"
    )
    assert details["/grad_output"].startswith("40000800004 elements of the output")


@pytest.mark.parametrize(
    ("settings", "pointer", "detail"),
    [
        ({"max_tensor_elements": 899}, "/input", "900 elements: at most 899 are allowed"),
        ({"max_total_elements": 2849}, "", "2850 elements of all tensors"),
        ({"max_work": 117_611}, "", "117612 multiply-adds forward and backward"),
        ({"max_taps": 80}, "/weight", "81 kernel rows times columns"),
    ],
)
def test_request_past_a_limit_is_refused_and_at_it_computed(
    service_with: Callable[..., Service], settings: dict[str, int], pointer: str, detail: str
) -> None:
    service = service_with(**settings)
    problem = service.problem(BIG_KERNEL, 422)
    found = {error["pointer"]: error["detail"] for error in problem["errors"]}[pointer]
    assert detail in found
    assert found.endswith(f"are allowed ({next(iter(settings))})")
    service_with(**{name: value + 1 for name, value in settings.items()}).answer(BIG_KERNEL)


def test_option_past_the_limit_is_refused_and_at_it_computed(
    service_with: Callable[..., Service],
) -> None:
    service = service_with(max_option=3)
    assert (
        service.fault(SMALL | {"stride": [1, 4]}, "/stride") == "stride is at most 3 (max_option)"
    )
    service.answer(SMALL | {"stride": [1, 3]})


def test_body_past_the_limit_is_a_413(service_with: Callable[..., Service]) -> None:
    service = service_with(max_body_bytes=1000)
    problem = service.problem(json.dumps(SMALL).encode() + b" " * 1000, 413)
    assert problem["detail"] == "The body has more than 1000 bytes."


@pytest.mark.parametrize(
    ("body", "count", "detail"),
    [
        (b"[],", 1101, "more than 100 numbers or lists"),
        (b"1,", 1101, "more than 100 numbers or lists"),
        (b"{},", 101, "more than 100 objects or 1000 names"),
        (b'":', 1001, "more than 100 objects or 1000 names"),
    ],
)
def test_body_that_would_grow_when_parsed_is_a_413(
    service_with: Callable[..., Service], body: bytes, count: int, detail: str
) -> None:
    service = service_with(max_total_elements=100)
    response = service.post(b'{"input":[' + body * count + b"1]}")
    assert response.status_code == 413
    assert detail in response.json()["detail"]


def test_million_numbers_are_read_in_less_time_than_their_json_is_parsed() -> None:
    text = json.dumps([[[[k + 0.5] for k in range(1000)]] * 1000])
    started = time.process_time()
    rows = json.loads(text)
    parsed = time.process_time()
    tensor = parse_tensor(rows, ("N", "H", "W", "C"))
    assert time.process_time() - parsed < parsed - started
    assert tensor.array.shape == (1, 1000, 1000, 1)


def test_limits_are_published_with_a_sentence_each(service: Service) -> None:
    limits = service.client.get("/api/v1/limits").json()["limits"]
    settings = Settings()
    assert {name: limit["value"] for name, limit in limits.items()} == {
        name: getattr(settings, name) for name in Settings.model_fields if name.startswith("max_")
    }
    assert all(limit["description"].endswith(".") for limit in limits.values())
