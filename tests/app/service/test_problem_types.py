"""The ``type`` of every refusal: listed, documented, and what the refusal is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradgrid.app.i18n import words
from gradgrid.app.service.problems import PROBLEMS, Problem, type_of
from tests.app.client import JSON, SMALL, Service, assert_problem
from tests.app.numpy_files import npz

TYPES = {type_of(problem) for problem in PROBLEMS.values()}
DOCUMENT = Path(__file__).parents[3] / "docs" / "api.md"


def subclasses(problem: type[Problem]) -> set[type[Problem]]:
    found = {problem}
    for each in problem.__subclasses__():
        found |= subclasses(each)
    return found


def test_every_problem_is_listed_once_under_a_type_of_its_own() -> None:
    ours = {each for each in subclasses(Problem) if each.__module__.startswith("gradgrid.app.")}
    assert set(PROBLEMS) == {each.kind for each in ours}
    assert set(PROBLEMS.values()) <= ours
    assert len(TYPES) == len(PROBLEMS)
    assert "about:blank" not in TYPES


def test_openapi_lists_all_types_and_each_status_its_own(service: Service) -> None:
    document = service.client.get("/openapi.json").json()
    assert set(document["components"]["schemas"]["ProblemBody"]["properties"]["type"]["enum"]) == (
        TYPES
    )
    responses = document["paths"]["/api/v1/conv2d/backward"]["post"]["responses"]
    for problem in PROBLEMS.values():
        if str(int(problem.status)) in responses:
            assert type_of(problem) in responses[str(int(problem.status))]["description"]


def test_documentation_has_a_row_for_each_type() -> None:
    rows = re.findall(r"^\| `(/problems/[a-z-]+)` \| (\d+) \|", DOCUMENT.read_text("utf-8"), re.M)
    assert dict(rows) == {type_of(each): str(int(each.status)) for each in PROBLEMS.values()}


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_type_is_the_address_of_what_it_means(service: Service, problem: type[Problem]) -> None:
    page = service.client.get(type_of(problem), headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert f"<h1>{problem.title} ({int(problem.status)})</h1>" in page.text
    found = service.client.get(type_of(problem)).json()
    assert (found["type"], found["title"]) == (type_of(problem), problem.title)
    assert found["detail"].endswith(".")
    told = words("en")["problem"]["kinds"][problem.kind]
    assert told == {"title": found["title"], "meaning": found["detail"].replace("`", "")}


def test_type_that_is_none_is_a_404(service: Service) -> None:
    assert_problem(service.client.get("/problems/none"), 404)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"stide": 2}, "invalid-request"),
        ({"stride": 10**8}, "invalid-request"),
        ({"padding": 100_000}, "over-limit"),
        ({"input": [[[[[1]]]]]}, "not-offered"),
        ({"dtype": "complex64"}, "not-offered"),
        ({"padding_mode": "reflect", "stride": "x"}, "invalid-request"),
        ({"input": [[[[1e308]]]], "weight": [[[[1e308]]]]}, "overflow"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_request_that_cannot_be_computed_says_which_way(
    service: Service, changes: dict[str, Any], kind: str
) -> None:
    assert service.problem(SMALL | changes, 422)["type"] == f"/problems/{kind}"


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "kind"),
    [
        ("GET", "/api/v1/none", {}, b"", "not-found"),
        ("GET", "/api/v1/conv2d/terms", {}, b"", "method-not-allowed"),
        ("POST", "/api/v1/conv2d/terms", {"Accept": "text/csv"}, b"{}", "not-acceptable"),
        (
            "POST",
            "/api/v1/conv2d/terms",
            {"Content-Type": "text/csv"},
            b"",
            "unsupported-media-type",
        ),
        ("POST", "/api/v1/conv2d/terms", {}, b"[" + b"1," * 4_000_000 + b"1]", "too-large"),
        ("POST", "/api/v1/conv2d/terms", {}, b"[", "malformed-body"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_refusal_has_its_type(
    service: Service, method: str, path: str, headers: dict[str, str], content: bytes, kind: str
) -> None:
    response = service.client.request(method, path, content=content, headers=JSON | headers)
    assert_problem(response, int(PROBLEMS[kind].status))
    assert response.json()["type"] == f"/problems/{kind}"
    assert response.json()["title"] == PROBLEMS[kind].title


def test_array_that_is_refused_is_named(service: Service) -> None:
    body = npz(input=np.ones((1, 2, 2, 1)), weight=np.array([[[[1j]]]]))
    response = service.post(body, **{"Content-Type": "application/x-npz"})
    assert_problem(response, 400)
    assert response.json()["detail"].startswith("weight holds complex numbers")
