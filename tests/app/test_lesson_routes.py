"""Lessons on a reader's own numbers: posted by the workbench, or opened by an address."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest

from app import explainer
from app.bench import controls_of
from app.convolutions import Arrays, prepare
from app.fitting import Given, fitted
from app.i18n import LANGUAGES, words
from app.packing import packed
from app.presets import BY_ID
from app.schemas import Conv2dRequest
from app.scripts import LIBRARIES
from app.settings import DEFAULTS
from engine import ConvGeometry
from engine.trace import Trace, build_trace
from tests.app.service import Service, assert_problem
from tests.app.test_overload import Occupied
from tests.app.test_scripts import computed, printed

FIRST = "article-multi-channel"
OWN = {
    "input": [[[[11, 2], [12, 0]], [[13, -5], [14, 7]]]],
    "weight": [[[[17, 1], [-3, 4]]]],
    "bias": [20, 21],
    "grad_output": [[[[31, 1], [32, 2]], [[33, 3], [34, 4]]]],
}
SIZES = {
    "batch": 1,
    "input_size": [2, 2],
    "kernel_size": [1, 1],
    "in_channels": 2,
    "out_channels": 2,
    "has_bias": True,
}
PAGES = ["/forward-window", "/forward-window/slide", "/grad-input-fold/fold", "/errata/reshape"]


def arrays_of(body: dict[str, Any]) -> Arrays:
    """A body's numbers as the engine takes them."""
    return prepare(Conv2dRequest.model_validate(body), DEFAULTS)


DATA = packed(arrays_of(OWN))
HUGE = packed(arrays_of({"input": [[[[1e308]]]], "weight": [[[[10]]]]}))
LARGE = packed(arrays_of({"input": np.ones((1, 250, 100, 1)).tolist(), "weight": [[[[2]]]]}))
# What an address asks for in vain, and what the reader is told.
MISSING = {
    "preset-unknown": ({"preset": f"{FIRST}x"}, "preset"),
    "preset-empty": ({"preset": ""}, "preset"),
    "preset-markup": ({"preset": "<script>alert(1)</script>"}, "preset"),
    "preset-unknown-with-data": ({"preset": "x", "data": DATA}, "preset"),
    "data-a-word": ({"data": "x"}, "damaged"),
    "data-markup": ({"data": '"><script>alert(1)</script>'}, "damaged"),
    "data-cut": ({"data": DATA[:-3]}, "damaged"),
    "data-changed": ({"data": DATA[:9] + "__" + DATA[11:], "preset": "batch-2"}, "damaged"),
    "data-unicode": ({"data": "1卷积"}, "damaged"),
    "data-long": ({"data": "1" + "A" * 5000}, "damaged"),
    "data-past-the-limits": ({"data": LARGE}, "large"),
    "data-past-the-range": ({"data": HUGE}, "overflow"),
}


def post(service: Service, body: Any, path: str = "/lesson", **query: str) -> Any:
    return service.client.post(path, json=body, params=query)


def answer(service: Service, body: Any, **query: str) -> Any:
    """The lesson on ``body``, which must be given."""
    response = post(service, body, **query)
    assert response.status_code == 200, response.text[:500]
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert list(response.json()) == ["prose", "notice", "trace", "lesson"]
    return response.json()


def opened(service: Service, **query: str) -> Any:
    """The lesson of an address."""
    response = service.client.get("/lesson", params=query)
    assert response.status_code == 200, response.text[:500]
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["vary"].startswith("Accept-Language")
    return response.json()


def assert_has_the_numbers(trace: Any, arrays: Arrays) -> None:
    """What the page draws is this convolution, given and answered."""
    given = {
        "input": arrays.input,
        "weight": arrays.weight,
        "bias": arrays.bias,
        "grad_output": arrays.grad_output,
    }
    expected = computed(arrays) | {k: v for k, v in given.items() if v is not None}
    found = {tensor["name"]: tensor["values"] for tensor in trace["tensors"]}
    for name, array in expected.items():
        assert found[name] == array.reshape(-1).tolist(), name
    assert ("bias" in found) == (arrays.bias is not None)
    g = arrays.geometry
    assert (
        trace["geometry"].items()
        >= {
            "batch": g.batch,
            "input_size": list(g.input_size),
            "kernel_size": list(g.kernel_size),
            "in_channels": g.in_channels,
            "out_channels": g.out_channels,
            "stride": list(g.stride),
            "padding": [list(sides) for sides in g.padding],
            "dilation": list(g.dilation),
            "groups": g.groups,
        }.items()
    )


def assert_is_the_default_example(found: Any) -> None:
    assert_has_the_numbers(found["trace"], BY_ID[FIRST].convolution_arrays())
    facts = found["lesson"]
    assert (facts["preset"], facts["isFirst"]) == (FIRST, True)
    assert (facts["isOwn"], facts["data"]) == (False, None)


def in_page(html: str) -> dict[str, Any]:
    """The JSON that a page carries: its trace, its lesson, its strings."""
    scripts = re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', html, re.S)
    return {id: json.loads(content) for id, content in scripts}


def links_of(html: str) -> list[str]:
    """Where a page links to within the explainer and the map."""
    found = [unescape(link) for link in re.findall(r'href="([^"]*)"', html)]
    rooms = {"", *explainer.lesson(FIRST).chapters}
    return [
        link
        for link in found
        if not link.startswith("#") and urlsplit(link).path.strip("/").split("/")[0] in rooms
    ]


def notice_of(html: str) -> str | None:
    """What the reader is told at the head of a page; None where that is hidden."""
    (hidden, text) = re.findall(
        r'<p class="notice" id="notice" role="alert"( hidden)?><span id="notice-text">(.*?)</span>',
        html,
    )[0]
    assert bool(hidden) == (text == "")
    return unescape(text) or None


# Posted by the workbench.


def test_post_of_own_numbers_gives_their_trace_and_says_that_they_are_own(
    service: Service,
) -> None:
    found = answer(service, OWN | {"preset": "batch-2"})

    assert_has_the_numbers(found["trace"], arrays_of(OWN))
    facts = found["lesson"]
    assert list(facts) == ["preset", "isFirst", "isOwn", "data", "bench"]
    assert (facts["preset"], facts["isFirst"], facts["isOwn"]) == ("batch-2", False, True)
    assert facts["data"] == DATA
    assert found["notice"] is None


def test_post_of_own_numbers_gives_code_for_every_step(service: Service) -> None:
    found = answer(service, OWN)

    code = found["lesson"]["bench"]["code"]
    chapters = {each["id"]: each["steps"] for each in found["trace"]["chapters"]}
    assert {id: list(steps) for id, steps in code.items()} == {
        id: [step["id"] for step in steps] for id, steps in chapters.items()
    }
    for steps in code.values():
        for lines in steps.values():
            assert lines
            assert all(set(line) == {"text", "kind"} for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_post_of_own_numbers_gives_every_control_with_its_ends_in_words(
    service: Service, language: str
) -> None:
    bench = answer(service, OWN | {"stride": 2, "padding": [[1, 0], [0, 2]]}, lang=language)[
        "lesson"
    ]["bench"]

    g = arrays_of({**OWN, "grad_output": None, "stride": 2, "padding": [[1, 0], [0, 2]]}).geometry
    assert bench["has_bias"] is True
    for found, control in zip(bench["controls"], controls_of(g), strict=True):
        assert found["values"] == list(control.values)
        for name in ("name", "axis", "side", "value"):
            assert found[name] == getattr(control, name)
        for end in ("least", "most"):
            bound = getattr(control, end)
            text = words(language)["bounds"][end][bound.reason]
            assert found[end] == text.replace("{value}", str(bound.value))


def test_post_of_own_numbers_holds_each_gradient_to_differences(service: Service) -> None:
    for body, counts in ((OWN, [8, 4, 2]), (OWN | {"bias": None}, [8, 4])):
        differences = answer(service, body)["lesson"]["bench"]["differences"]
        names = ["grad_input", "grad_weight", "grad_bias"]
        assert differences == [
            {"tensor": name, "cells": count, "of": count, "max_error": 0.0, "agrees": True}
            for name, count in zip(names, counts, strict=False)
        ]


def test_post_of_numbers_at_the_end_of_the_range_has_no_number_that_is_none(
    service: Service,
) -> None:
    """JSON has no infinity: what is raised past the range would be null."""
    body = {"input": [[[[1e308]]]], "weight": [[[[1]]]]}
    differences = answer(service, body)["lesson"]["bench"]["differences"]
    assert [(each["max_error"], each["agrees"]) for each in differences] == [(0.0, True)] * 2


@pytest.mark.parametrize("preset", [FIRST, "batch-2", "grouped", "asymmetric-padding"])
@pytest.mark.parametrize("is_sized", [False, True], ids=["", "sizes"])
def test_post_of_the_numbers_of_a_preset_is_that_preset(
    service: Service, preset: str, is_sized: bool
) -> None:
    body = BY_ID[preset].request() | {"preset": preset}
    arrays = BY_ID[preset].convolution_arrays()
    g = arrays.geometry
    sizes = {name: getattr(g, name) for name in ("batch", "in_channels", "out_channels")}
    sizes |= {"input_size": list(g.input_size), "kernel_size": list(g.kernel_size)}
    sizes |= {"has_bias": arrays.bias is not None}

    found = answer(service, body | ({"sizes": sizes} if is_sized else {}))

    assert (found["lesson"]["isOwn"], found["lesson"]["data"]) == (False, None)
    assert found == opened(service, preset=preset)


def test_post_of_the_numbers_of_another_preset_is_own(service: Service) -> None:
    facts = answer(service, BY_ID["batch-2"].request() | {"preset": FIRST})["lesson"]
    assert (facts["preset"], facts["isOwn"]) == (FIRST, True)


def test_post_with_channels_first_is_the_same_lesson(service: Service) -> None:
    order = (0, 3, 1, 2)
    body = {
        "layout": "NCHW",
        "input": np.transpose(OWN["input"], order).tolist(),
        "weight": np.transpose(OWN["weight"], (3, 2, 0, 1)).tolist(),
        "bias": OWN["bias"],
        "grad_output": np.transpose(OWN["grad_output"], order).tolist(),
    }
    assert answer(service, body) == answer(service, OWN)
    assert answer(service, body | {"sizes": SIZES}) == answer(service, OWN)


CHANGED: dict[str, dict[str, Any]] = {
    "as-they-are": {},
    "batch": {"batch": 3},
    "rows": {"input_size": [4, 2]},
    "columns": {"input_size": [2, 1]},
    "kernel-rows": {"kernel_size": [2, 1]},
    "kernel-columns": {"kernel_size": [1, 2]},
    "in-channels": {"in_channels": 4},
    "out-channels": {"out_channels": 1},
    "no-bias": {"has_bias": False},
    "all": {
        "batch": 2,
        "input_size": [3, 4],
        "kernel_size": [2, 3],
        "in_channels": 1,
        "out_channels": 3,
        "has_bias": True,
    },
}


@pytest.mark.parametrize("changes", CHANGED.values(), ids=CHANGED)
def test_post_with_sizes_keeps_what_fits_and_fills_up_the_rest(
    service: Service, changes: dict[str, Any]
) -> None:
    sizes = SIZES | changes
    given = arrays_of(OWN)
    kept = Given(given.input, given.weight, given.bias, given.grad_output)
    channels = (sizes["in_channels"], sizes["out_channels"])
    shapes = (
        (sizes["batch"], *sizes["input_size"], channels[0]),
        (*sizes["kernel_size"], *channels),
    )

    found = answer(service, OWN | {"sizes": sizes})

    g = ConvGeometry.of(*shapes)
    assert_has_the_numbers(found["trace"], fitted(kept, g, has_bias=sizes["has_bias"]))
    first = next(each for each in found["trace"]["tensors"] if each["name"] == "input")
    assert first["values"][0] == 11
    assert (found["lesson"]["data"] == DATA) == (changes == {})


def test_post_with_sizes_and_options_that_fit_only_these_sizes(service: Service) -> None:
    sizes = SIZES | {"input_size": [3, 3], "kernel_size": [2, 2], "in_channels": 4}
    options = {"stride": [2, 1], "padding": [[1, 0], [0, 2]], "dilation": [1, 2], "groups": 2}

    trace = answer(service, OWN | options | {"sizes": sizes})["trace"]

    g = ConvGeometry.of((1, 3, 3, 4), (2, 2, 2, 2), **options)  # type: ignore[arg-type]
    given = arrays_of(OWN)
    kept = Given(given.input, given.weight, given.bias, given.grad_output)
    assert_has_the_numbers(trace, fitted(kept, g, has_bias=True))


def test_post_without_bias_or_gradient_fills_them_up_where_sizes_ask_for_them(
    service: Service,
) -> None:
    body = {"input": OWN["input"], "weight": OWN["weight"], "sizes": SIZES}
    found = {each["name"]: each["values"] for each in answer(service, body)["trace"]["tensors"]}
    assert found["bias"] == [1, 2]
    assert found["grad_output"] == [-2, -1, 1, 2, 0, 1, -2, -1]


def test_post_while_a_control_moves_has_neither_prose_nor_code(service: Service) -> None:
    found, whole = answer(service, OWN, live="true"), answer(service, OWN)
    assert found["prose"] is None
    assert found["trace"] == whole["trace"]
    bench = found["lesson"]["bench"]
    assert list(bench) == ["has_bias", "controls"]
    assert bench["controls"] == whole["lesson"]["bench"]["controls"]
    assert found["lesson"]["data"] == DATA


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ({}, "en", "en"),
        ({}, "zh-CN", "zh-CN"),
        ({"lang": "zh-CN"}, "en", "zh-CN"),
        ({"lang": "en"}, "zh", "en"),
        ({"lang": "xx"}, "zh", "zh-CN"),
    ],
)
def test_prose_is_in_the_language_that_is_asked_for(
    service: Service, query: dict[str, str], header: str, language: str
) -> None:
    headers = {"Accept-Language": header}
    posted = service.client.post("/lesson", json=OWN, params=query, headers=headers).json()
    got = service.client.get("/lesson", params={"data": DATA, **query}, headers=headers).json()

    for found in (posted, got):
        title = words(language)["chapters"]["forward-window"]["steps"]["slide"]
        assert f"<h1>{title}</h1>" in found["prose"]
    assert got == posted


def test_prose_has_every_step_and_links_that_keep_numbers_language_and_theme(
    service: Service,
) -> None:
    found = answer(service, OWN | {"preset": "dilated"}, lang="zh-CN", theme="dark")
    steps = {
        (chapter["id"], step["id"])
        for chapter in found["trace"]["chapters"]
        for step in chapter["steps"]
    }
    told = re.findall(r'data-chapter-id="([\w-]+)" data-step-id="([\w-]+)"', found["prose"])
    assert steps == set(told)
    kept = {"preset": ["dilated"], "data": [DATA], "lang": ["zh-CN"], "theme": ["dark"]}
    queries = [parse_qs(urlsplit(link).query) for link in links_of(found["prose"])]
    assert kept in queries
    # A link to another example leaves the numbers behind.
    for query in queries:
        assert query == kept or ("data" not in query and query["preset"][0] in BY_ID)


# What is refused.

REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "preset-long": ({"preset": "x" * 61}, "/preset", "at most 60 characters"),
    "preset-number": ({"preset": 1}, "/preset", "valid string"),
    "stride": ({"stride": 0}, "/stride", "at least 1, not 0"),
    "padding": ({"padding": [[0, -1], [0, 0]]}, "/padding", "at least 0, not"),
    "dilation": ({"dilation": [1, 0]}, "/dilation", "at least 1, not"),
    "groups": ({"groups": 3}, "/groups", "3 groups must divide both"),
    "groups-0": ({"groups": 0}, "/groups", "at least 1, not 0"),
    "kernel": ({"weight": [[[[1], [1]]]] * 3}, "/weight", "spans 3x1, the padded input is 2x2"),
    "gradient": ({"grad_output": [[[[1]]]]}, "/grad_output", "this convolution needs (1, 2, 2, 2)"),
    "float32": ({"dtype": "float32"}, "/dtype", "'float64'"),
    "stride-past-the-limit": ({"stride": 1_000_001}, "/stride", "at most 1000000"),
    "unknown-field": ({"size": SIZES}, "/size", "there is no field of this name"),
}
REFUSED_SIZES: dict[str, tuple[dict[str, Any], str, str]] = {
    "kernel-too-large": ({"sizes": SIZES | {"kernel_size": [1, 3]}}, "/weight", "spans 1x3"),
    "groups-0": ({"groups": 0, "sizes": SIZES}, "/groups", "at least 1 and divides both"),
    "groups-negative": ({"groups": -2, "sizes": SIZES}, "/groups", "at least 1 and divides both"),
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
    "stride": ({"stride": [1, 0], "sizes": SIZES}, "/stride", "at least 1, not"),
    "stride-past-the-limit": ({"stride": 1_000_001, "sizes": SIZES}, "/stride", "at most 1000000"),
    "none": ({"sizes": {}}, "/sizes/batch", "this field is wanted"),
    "batch-0": ({"sizes": SIZES | {"batch": 0}}, "/sizes/batch", "greater than or equal to 1"),
    "rows-0": (
        {"sizes": SIZES | {"input_size": [0, 2]}},
        "/sizes/input_size/0",
        "greater than or equal to 1",
    ),
    "one-size": ({"sizes": SIZES | {"kernel_size": [1]}}, "/sizes/kernel_size", "at least 2 items"),
    "fraction": ({"sizes": SIZES | {"batch": 1.5}}, "/sizes/batch", "whole number"),
    "huge": (
        {"sizes": SIZES | {"in_channels": 10**9}},
        "/sizes/in_channels",
        "less than or equal to 1000000",
    ),
    "bias-a-word": ({"sizes": SIZES | {"has_bias": "yes"}}, "/sizes/has_bias", "valid boolean"),
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


@pytest.mark.parametrize("live", ["false", "true"])
@pytest.mark.parametrize(
    ("changes", "pointer", "detail"), REFUSED_SIZES.values(), ids=REFUSED_SIZES
)
def test_sizes_that_are_no_convolution_are_a_422_at_the_field(
    service: Service, live: str, changes: dict[str, Any], pointer: str, detail: str
) -> None:
    response = post(service, OWN | changes, live=live)
    assert_problem(response, 422)
    error = response.json()["errors"][0]
    assert error["pointer"] == pointer
    assert detail in error["detail"]


def test_sizes_past_the_limits_are_a_422_that_says_how_far(service: Service) -> None:
    response = post(service, OWN | {"sizes": SIZES | {"input_size": [1001, 500]}})
    assert_problem(response, 422)
    problem = response.json()
    assert problem["detail"] == "The request is larger than this server computes."
    assert problem["errors"][0] == {
        "pointer": "/input",
        "detail": "1001000 elements: this server takes at most 1000000",
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


# Opened by an address.


def test_lesson_of_an_address_is_the_lesson_that_was_posted(service: Service) -> None:
    for preset in (FIRST, "batch-2"):
        assert opened(service, data=DATA, preset=preset) == answer(
            service, OWN | {"preset": preset}
        )
    assert_has_the_numbers(opened(service, data=DATA)["trace"], arrays_of(OWN))


@pytest.mark.parametrize("query", [{}, {"data": ""}], ids=["none", "empty"])
def test_lesson_of_an_address_without_data_is_that_of_the_preset(
    service: Service, query: dict[str, str]
) -> None:
    for preset in (FIRST, "batch-2"):
        found = opened(service, preset=preset, **query)
        assert_has_the_numbers(found["trace"], BY_ID[preset].convolution_arrays())
        facts = found["lesson"]
        assert (facts["preset"], facts["isFirst"]) == (preset, preset == FIRST)
        assert (facts["isOwn"], facts["data"], found["notice"]) == (False, None, None)
    assert_is_the_default_example(opened(service, **query))


def test_lesson_of_an_address_with_the_numbers_of_its_preset_is_that_preset(
    service: Service,
) -> None:
    data = packed(BY_ID["dilated"].convolution_arrays())
    assert opened(service, data=data, preset="dilated") == opened(service, preset="dilated")
    assert opened(service, data=data)["lesson"]["isOwn"] is True


@pytest.mark.parametrize(("query", "notice"), MISSING.values(), ids=MISSING)
def test_lesson_of_an_address_of_nothing_is_the_default_example_and_says_why(
    service: Service, query: dict[str, str], notice: str
) -> None:
    found = opened(service, **query)
    assert found["notice"] == notice
    assert_is_the_default_example(found)
    assert "data=" not in found["prose"]


def test_lesson_of_an_address_that_is_not_utf_8_is_the_default_example(service: Service) -> None:
    response = service.client.get("/lesson?data=1%ff%fe")
    assert response.json()["notice"] == "damaged"
    assert_is_the_default_example(response.json())


def test_lesson_of_an_address_is_made_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = []

    def counted(*arguments: Any) -> Trace:
        builds.append(arguments)
        return build_trace(*arguments)

    monkeypatch.setattr(explainer, "build_trace", counted)
    data = packed(arrays_of(OWN | {"bias": [77, 78]}))
    for path in ("/lesson", "/forward-window", "/", "/lesson"):
        assert service.client.get(path, params={"data": data}).status_code == 200
    assert len(builds) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_page_with_data_has_its_numbers_and_no_notice(
    service: Service, path: str, language: str
) -> None:
    query = {"data": DATA, "preset": "batch-2", "lang": language}
    response = service.client.get(path, params=query)
    assert response.status_code == 200
    assert response.headers["content-language"] == language
    found = in_page(response.text)
    assert_has_the_numbers(found["trace"], arrays_of(OWN))
    lesson = opened(service, **query)
    assert found["trace"] == lesson["trace"]
    assert found["lesson"] == lesson["lesson"]
    assert notice_of(response.text) is None
    own = words(language)["page"]["own"]
    assert f'<option id="own" value="" selected>{own}</option>' in response.text


@pytest.mark.parametrize("path", [*PAGES, "/"])
def test_links_of_a_page_with_data_carry_it_except_to_other_examples(
    service: Service, path: str
) -> None:
    query = {"preset": "batch-2", "data": DATA, "lang": "en", "theme": "projector"}
    html = service.client.get(path, params=query).text

    kept = {name: [value] for name, value in query.items()}
    found = [parse_qs(urlsplit(link).query) for link in links_of(html)]
    own = [each for each in found if "data" in each]
    assert len(own) > 10
    for each in own:
        assert each.items() >= {**kept, "lang": each["lang"]}.items()
    assert {each["lang"][0] for each in own} == set(LANGUAGES)
    for each in found:
        assert each in own or each.get("preset", [""])[0] in BY_ID
    assert "/?" + urlencode(query) in links_of(html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("query", "notice"), MISSING.values(), ids=MISSING)
def test_page_of_an_address_of_nothing_is_the_default_example_with_a_notice(
    service: Service, query: dict[str, str], notice: str, language: str
) -> None:
    asked = {**query, "lang": language, "theme": "dark"}
    response = service.client.get("/forward-window/slide", params=asked)

    assert response.status_code == 200
    assert notice_of(response.text) == words(language)["notices"][notice]
    assert_is_the_default_example(in_page(response.text))
    assert "alert(1)" not in response.text
    assert f"/?{urlencode({'preset': FIRST, 'lang': language, 'theme': 'dark'})}" in links_of(
        response.text
    )
    assert all("data=" not in link for link in links_of(response.text))


def test_notices_are_of_one_language_each() -> None:
    texts = [set(words(language)["notices"].values()) for language in LANGUAGES]
    assert len(set.union(*texts)) == sum(map(len, texts)) == 8


def test_page_of_a_step_that_the_numbers_do_not_have_opens_its_chapter(service: Service) -> None:
    """Without padding nothing is padded."""
    response = service.client.get("/forward-window/pad", params={"data": DATA})
    assert response.status_code == 200
    assert 'data-chapter="forward-window" data-step="one-channel"' in response.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_with_data_is_that_of_its_numbers(service: Service, language: str) -> None:
    body = {"input": np.ones((1, 5, 7, 1)).tolist(), "weight": [[[[3]], [[4]]]]}
    query = {"data": packed(arrays_of(body)), "lang": language}

    html = service.client.get("/", params=query).text

    page, overview = (words(language)[room] for room in ("page", "overview"))
    assert f"{overview['map']}: {page['own']}</h2>" in html
    assert f'<option id="own" value="" selected>{page["own"]}</option>' in html
    for text in ("5×7", "1×2", "5×6"):
        assert text in html
    # No bias is added to these, and the article's has one.
    assert 'data-op="add"' not in html
    assert 'data-op="add"' in service.client.get("/", params={"lang": language}).text


@pytest.mark.parametrize(("query", "notice"), MISSING.values(), ids=MISSING)
def test_map_of_an_address_of_nothing_is_that_of_the_default_example(
    service: Service, query: dict[str, str], notice: str
) -> None:
    response = service.client.get("/", params={**query, "lang": "en"})
    default = service.client.get("/", params={"preset": FIRST, "lang": "en"})
    assert response.status_code == 200
    assert links_of(response.text) == links_of(default.text)


def test_numbers_that_are_too_long_for_an_address_have_none(service: Service) -> None:
    rng = np.random.default_rng(3)
    body = {"input": rng.normal(size=(1, 20, 20, 1)).tolist(), "weight": [[[[2]]]]}
    facts = answer(service, body)["lesson"]
    assert (facts["data"], facts["isOwn"]) == (None, True)
    assert len(packed(arrays_of(body))) > 4000


def test_numbers_that_are_too_many_for_an_address_have_none(service: Service) -> None:
    """250x100 ones make a short text, and more elements than an address may ask to compute."""
    body = {"input": np.ones((1, 250, 100, 1)).tolist(), "weight": [[[[2]]]]}
    facts = answer(service, body)["lesson"]
    assert (facts["data"], facts["isOwn"]) == (None, True)
    assert len(LARGE) < 1000


@pytest.mark.parametrize("sides", [(250, 99), (100, 100), (30, 20)])
def test_address_that_a_lesson_gives_opens_that_lesson(
    service: Service, sides: tuple[int, int]
) -> None:
    body = {"input": np.full((1, *sides, 1), 0.5).tolist(), "weight": [[[[2]]]]}
    found = answer(service, body)
    assert found["lesson"]["isOwn"]
    assert opened(service, data=found["lesson"]["data"]) == found


# Programs.


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
    page = in_page(service.client.get(PAGES[0], params={"data": packed(arrays_of(body))}).text)
    shown = {each["name"]: each["values"] for each in page["trace"]["tensors"]}

    results = printed(post(service, body, "/script").text, capsys)

    assert list(results) == ["output", "grad_input", "grad_weight", "grad_bias"]
    for name, result in results.items():
        assert result.reshape(-1).tolist() == shown[name]


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


# Each waits its turn, as any request that computes does.


@pytest.mark.parametrize("path", ["/lesson", "/", *PAGES])
def test_address_that_asks_for_computing_is_a_503_while_the_gate_is_full(
    service_with: Callable[..., Service], path: str
) -> None:
    service = service_with(max_computing_small=1, max_waiting=0, retry_after_seconds=7)
    with Occupied(service.client.app.state.gates.small):  # type: ignore[attr-defined]
        response = service.client.get(path, params={"data": DATA})
        assert_problem(response, 503)
        assert response.headers["retry-after"] == "7"
        assert service.client.get(path).status_code == 200
    assert service.client.get(path, params={"data": DATA}).status_code == 200


@pytest.mark.parametrize("path", ["/lesson", "/lesson?live=true", "/script"])
def test_post_is_a_503_while_the_gate_is_full(
    service_with: Callable[..., Service], path: str
) -> None:
    service = service_with(max_computing_small=1, max_waiting=0, retry_after_seconds=7)
    with Occupied(service.client.app.state.gates.small):  # type: ignore[attr-defined]
        response = service.client.post(path, json=OWN)
        assert_problem(response, 503)
        assert response.headers["retry-after"] == "7"
    assert service.client.post(path, json=OWN).status_code == 200


def test_post_of_much_is_computed_behind_the_gate_for_large_requests(
    service_with: Callable[..., Service],
) -> None:
    service = service_with(max_computing_large=1, max_waiting=0, small_elements=20)
    with Occupied(service.client.app.state.gates.large):  # type: ignore[attr-defined]
        assert_problem(service.client.post("/lesson", json=OWN), 503)
        found = service.client.get("/lesson", params={"data": DATA}).json()
        assert found["notice"] == "large"
    answer(service, OWN)
