"""Pages of other hosts may ask the API, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gradgrid.app.service.settings import Settings
from tests.app.at_once import BY_ROUTE, EITHER
from tests.app.client import JSON, SMALL, Service

ORIGIN = {"Origin": "https://elsewhere.example"}
BACKWARD = "/api/v1/conv2d/backward"
PREFLIGHT = ORIGIN | {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type,content-encoding",
}


def assert_open(response: Any) -> None:
    assert response.headers["access-control-allow-origin"] == "*"
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert set(exposed) >= {"Retry-After", "Allow"}
    assert "access-control-allow-credentials" not in response.headers
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("service", [EITHER, BY_ROUTE], ids=["at-once", "by-route"])
@pytest.mark.parametrize(
    "body", [SMALL, {"input": 1}, {"input": [[[[1]] * 200]], "weight": [[[[1]]]]}]
)
def test_answer_and_refusal_of_the_api_may_be_read(service: Service, body: Any) -> None:
    response = service.post(body, **ORIGIN)
    assert response.status_code == (422 if body == {"input": 1} else 200)
    assert_open(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/presets", 200),
        ("HEAD", "/api/v1/limits", 200),
        ("GET", "/api/v1/presets/none", 404),
        ("GET", "/api/none", 404),
        ("GET", BACKWARD, 405),
        ("OPTIONS", BACKWARD, 405),
    ],
)
def test_every_address_of_the_api_is_open(
    service: Service, method: str, path: str, status: int
) -> None:
    response = service.client.request(method, path, headers=ORIGIN)
    assert response.status_code == status
    assert_open(response)


def test_busy_answer_may_be_read_with_its_seconds() -> None:
    service = Service(Settings(max_upload_bytes=1))
    response = service.post(SMALL | {"id": "x" * 190, "summary": "y" * 990}, **ORIGIN)
    if response.status_code == 200:  # answered at once, which holds nothing
        response = service.post(json.dumps(SMALL).encode(), Accept="application/json;q=1", **ORIGIN)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"
    assert_open(response)


def test_preflight_is_answered_without_a_route(service: Service) -> None:
    response = service.client.options(BACKWARD, headers=PREFLIGHT)
    assert (response.status_code, response.content) == (204, b"")
    assert_open(response)
    allowed = response.headers["access-control-allow-headers"].lower().split(", ")
    assert set(allowed) >= {"accept", "content-type", "content-encoding"}
    assert set(response.headers["access-control-allow-methods"].split(", ")) >= {"GET", "POST"}
    assert int(response.headers["access-control-max-age"]) >= 3600


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/forward-window"),
        ("POST", "/lesson"),
        ("GET", "/lesson/words"),
        ("OPTIONS", "/lesson"),
        ("GET", "/docs"),
        ("GET", "/apiary"),
    ],
)
def test_pages_are_not_open(service: Service, method: str, path: str) -> None:
    response = service.client.request(method, path, headers=PREFLIGHT | JSON)
    assert not [name for name in response.headers if name.startswith("access-control")]
