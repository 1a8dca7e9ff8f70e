"""What every response has in common: headers, HEAD, compression, and errors for people."""

from __future__ import annotations

import gzip

import pytest

from gradgrid.app.service.headers import CONTENT_SECURITY_POLICY, SECURITY_HEADERS, prefers_html
from tests.app.client import SMALL, Service, assert_problem

GETS = ["/healthz", "/readyz", "/api/v1/presets", "/api/v1/limits", "/openapi.json", "/docs"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("path", [*GETS, "/no/such/page", "/docs/files/swagger-ui.css"])
def test_response_carries_the_security_headers(service: Service, path: str) -> None:
    headers = service.client.get(path).headers
    assert {name: headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'self'; ")
    for word in ("unsafe", "http:", "https:", "*"):
        assert word not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", GETS)
def test_head_has_the_headers_of_get_and_no_body(service: Service, path: str) -> None:
    get, head = service.client.get(path), service.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == get.headers


def test_head_of_what_is_not_there_is_a_404(service: Service) -> None:
    assert service.client.head("/api/v1/presets/none").status_code == 404


def test_large_answer_is_compressed_where_gzip_is_accepted(service: Service) -> None:
    body = {"input": [[[[k] for k in range(1000)]]], "weight": [[[[1]]]]}
    with service.client.stream(
        "POST", "/api/v1/conv2d/backward", json=body, headers={"Accept-Encoding": "gzip"}
    ) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    plain = service.post(body, **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"


def test_small_answer_is_not_compressed(service: Service) -> None:
    assert "content-encoding" not in service.post(SMALL, **{"Accept-Encoding": "gzip"}).headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing/here", 404),
        ("GET", "/api/v1/presets/none", 404),
        ("GET", "/api/v1/presets/%00", 404),
        ("GET", "/api/v1/presets/..%2f..%2fetc", 404),
        ("GET", "/static/abc/../../pyproject.toml", 404),
        ("GET", "/static/abc/%2e%2e/%2e%2e/pyproject.toml", 404),
        ("GET", "/api/v1/conv2d/backward", 405),
        ("PUT", "/api/v1/conv2d/backward", 405),
        ("POST", "/healthz", 405),
        ("DELETE", "/api/v1/presets", 405),
    ],
)
def test_address_or_method_that_is_not_there_is_a_problem(
    service: Service, method: str, path: str, status: int
) -> None:
    assert_problem(service.client.request(method, path), status)


def test_wrong_method_names_the_right_one(service: Service) -> None:
    assert service.client.get("/api/v1/conv2d/backward").headers["allow"] == "POST"


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/no/such/page",
        "/grad-input-conv/nope",
        "/grad-input-conv/<script>alert(1)<%2Fscript>",
        "/forward-window/slide/nope",
        "/static/nope.js",
    ],
)
def test_error_outside_the_api_is_a_page_for_whoever_prefers_html(
    service: Service, path: str
) -> None:
    response = service.client.get(path, headers={"Accept": BROWSER})
    assert response.status_code == 404
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>404 Not found</h1>" in response.text
    assert '<a href="/">To the start page</a>' in response.text
    assert "<script" not in response.text


def test_error_inside_the_api_is_json_even_for_a_browser(service: Service) -> None:
    assert_problem(service.client.get("/api/v1/presets/none", headers={"Accept": BROWSER}), 404)


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("", False),
        ("*/*", False),
        ("text/html", True),
        (BROWSER, True),
        ("application/json", False),
        ("application/json, text/html;q=0.9", False),
        ("text/html;q=0.5, application/problem+json;q=0.4", True),
        ("text/*", True),
        ("text/html;q=0", False),
        ("text/html;q=x", False),
        ("TEXT/HTML", True),
        (",;,;q=", False),
    ],
)
def test_accept_header_prefers_html_only_above_json(accept: str, html: bool) -> None:
    assert prefers_html(accept) is html
