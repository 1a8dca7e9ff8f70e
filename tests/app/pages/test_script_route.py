"""Programs of a reader's own numbers."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gradgrid.app.lessons.link_codec import encode
from gradgrid.app.lessons.scripts import LIBRARIES, script
from tests.app.client import Service, assert_problem
from tests.app.lesson_requests import CHANGED, OWN, PAGES, SIZES, arrays_of, in_page, post, resized
from tests.app.lessons.test_scripts import computed, printed


@pytest.mark.parametrize("library", LIBRARIES)
def test_script_of_own_numbers_is_a_program_with_them(service: Service, library: str) -> None:
    response = post(service, OWN, "/script", library=library)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/x-python; charset=utf-8"
    compile(response.text, "script", "exec")
    for number in ("11", "-5", "17", "20", "21", "31", "34"):
        assert re.search(rf"(?<![\d.]){number}(?!\d)", response.text), number
    assert re.search(rf"^import {library}\b", response.text, re.M)


def test_script_for_numpy_prints_what_the_page_shows(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    body = OWN | {"padding": [[1, 0], [0, 2]], "stride": [1, 2], "grad_output": None}
    page = in_page(service.client.get(PAGES[0], params={"data": encode(arrays_of(body))}).text)
    shown = {each["name"]: each["values"] for each in page["trace"]["tensors"]}

    results = printed(post(service, body, "/script").text, capsys)

    assert list(results) == ["output", "grad_input", "grad_weight", "grad_bias"]
    for name, result in results.items():
        assert result.reshape(-1).tolist() == shown[name]


@pytest.mark.parametrize("changes", CHANGED.values(), ids=CHANGED)
def test_script_with_sizes_prints_what_the_fitted_numbers_give(
    service: Service, capsys: pytest.CaptureFixture[str], changes: dict[str, Any]
) -> None:
    sizes = SIZES | changes
    response = post(service, OWN | {"sizes": sizes}, "/script")
    assert response.status_code == 200, response.text[:500]

    results = printed(response.text, capsys)

    expected = computed(resized(sizes))
    assert list(results) == list(expected)
    for name, result in results.items():
        assert result.tolist() == expected[name].tolist(), name


@pytest.mark.parametrize("library", LIBRARIES)
def test_script_with_sizes_and_options_is_the_program_of_the_fitted_numbers(
    service: Service, library: str
) -> None:
    sizes = SIZES | {"input_size": [3, 3], "kernel_size": [2, 2], "in_channels": 4}
    options = {"stride": [2, 1], "padding": [[1, 0], [0, 2]], "dilation": [1, 2], "groups": 2}
    body = OWN | options | {"sizes": sizes}
    expected = script(library, resized(sizes, **options))
    assert post(service, body, "/script", library=library).text == expected


def test_script_for_an_unknown_library_is_a_422(service: Service) -> None:
    response = post(service, OWN, "/script", library="caffe")
    assert_problem(response, 422)
    (error,) = response.json()["errors"]
    assert error["pointer"] == "/query/library"
    assert "'numpy', 'torch', 'jax' or 'tensorflow'" in error["detail"]


def test_routes_of_the_page_are_not_in_the_openapi_document(service: Service) -> None:
    document = service.client.get("/openapi.json").json()
    assert "/api/v1/conv2d/backward" in document["paths"]
    assert all(path.startswith(("/api/v1/", "/healthz", "/readyz")) for path in document["paths"])
    schemas = set(document["components"]["schemas"])
    assert "Conv2dRequest" in schemas
    assert schemas.isdisjoint({"LessonRequest", "PageRequest", "Sizes"})
