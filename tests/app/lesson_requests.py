"""Lessons on a reader's own numbers: what is asked for, how, and what comes back."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from gradgrid.app.lessons import lesson as explainer
from gradgrid.app.lessons.link_codec import encode
from gradgrid.app.lessons.resize import NumbersBefore
from gradgrid.app.lessons.resize import resized as resized_inputs
from gradgrid.app.presets import BY_ID
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.app.wire.reader import read_request
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs
from tests.app.client import Service
from tests.app.lessons.test_scripts import computed

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
NOTICE = re.compile(
    r'<p class="notice"(?: data-forms="[^"]*")? id="notice" role="alert" '
    r'data-failed="[^"]+"(?P<hidden> hidden)?>'
    r'<span id="notice-text">(?P<text>[^<]*)</span>.*?</p>',
    re.DOTALL,
)
PAGES = ["/forward-window", "/forward-window/slide", "/grad-input-fold/fold", "/errata/reshape"]


def arrays_of(body: dict[str, Any]) -> ConvInputs:
    """A body's numbers as the engine takes them."""
    return read_request(body, DEFAULTS).arrays


def resized(sizes: dict[str, Any], **options: Any) -> ConvInputs:
    """The numbers of ``OWN`` resized to these sizes."""
    own = arrays_of(OWN)
    given = NumbersBefore(own.input, own.weight, own.bias, own.grad_output)
    in_channels, out_channels = sizes["in_channels"], sizes["out_channels"]
    g = ConvGeometry.of(
        (sizes["batch"], *sizes["input_size"], in_channels),
        (*sizes["kernel_size"], in_channels // options.get("groups", 1), out_channels),
        **options,
    )
    return resized_inputs(given, g, has_bias=sizes["has_bias"])


DATA = encode(arrays_of(OWN))
HUGE = encode(arrays_of({"input": [[[[1e308]]]], "weight": [[[[10]]]]}))
LARGE = encode(arrays_of({"input": np.ones((1, 250, 100, 1)).tolist(), "weight": [[[[2]]]]}))
# What an address asks for in vain, and what the reader is told.
MISSING = {
    "preset-unknown": ({"preset": f"{FIRST}x"}, "preset"),
    "preset-empty": ({"preset": ""}, "preset"),
    "preset-markup": ({"preset": "<script>alert(1)</script>"}, "preset"),
    "preset-unknown-with-empty-data": ({"preset": "x", "data": ""}, "preset"),
    "preset-unknown-with-cut-data": ({"preset": "x", "data": DATA[:-3]}, "damaged"),
    "data-a-word": ({"data": "x"}, "damaged"),
    "data-markup": ({"data": '"><script>alert(1)</script>'}, "damaged"),
    "data-cut": ({"data": DATA[:-3]}, "damaged"),
    "data-changed": ({"data": DATA[:9] + "__" + DATA[11:], "preset": "batch-2"}, "damaged"),
    "data-of-another-version": ({"data": "2" + DATA[1:]}, "damaged"),
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
    return whole(response.json())


def opened(service: Service, **query: str) -> Any:
    """The lesson of an address."""
    response = service.client.get("/lesson", params=query)
    assert response.status_code == 200, response.text[:500]
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["vary"].startswith("Accept-Language")
    return whole(response.json())


def whole(answer: dict[str, Any], known: dict[str, Any] | None = None) -> dict[str, Any]:
    """A lesson put together: its prose, its notice, its trace with numbers, and all else.

    ``known`` are parts by key that the answer may leave out; those that it has are added.
    """
    known = {} if known is None else known
    assert list(answer) == ["notice", "lesson", "keys", "parts", "numbers", "checks"]
    known |= {answer["keys"][part]: content for part, content in answer["parts"].items()}
    parts = {part: deepcopy(known.get(key)) for part, key in answer["keys"].items()}
    workbench = parts["controls"] | (answer["checks"] or {})
    workbench |= {"code": parts["code"]} if "code" in parts else {}
    return {
        "prose": parts.get("prose"),
        "notice": answer["notice"],
        "trace": with_numbers(parts["rules"], answer["numbers"]),
        "lesson": answer["lesson"] | {"workbench": workbench},
    }


def with_numbers(trace: dict[str, Any], numbers: dict[str, Any]) -> dict[str, Any]:
    """The rules of a trace with its numbers put in."""
    for tensor in trace["tensors"]:
        assert tensor["values"] is None
        tensor["values"] = numbers["values"].get(tensor["name"])
    for chapter in trace["chapters"]:
        for step in chapter["steps"]:
            found = numbers["errata"].get(f"{chapter['id']}/{step['id']}")
            if found is not None:
                step["erratum"]["value"] = found["value"]
                for term, row in zip(step["erratum"]["terms"], found["factors"], strict=True):
                    for factor, number in zip(term, row, strict=True):
                        factor["value"] = number
    return trace


def assert_has_the_numbers(trace: Any, arrays: ConvInputs) -> None:
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
    assert_has_the_numbers(found["trace"], BY_ID[FIRST].inputs)
    facts = found["lesson"]
    assert (facts["preset"], facts["isFirst"]) == (FIRST, True)
    assert (facts["isOwn"], facts["data"]) == (False, None)


def in_page(html: str) -> dict[str, Any]:
    """The JSON that a page carries: its lesson, put together, and its strings."""
    scripts = re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', html, re.S)
    found = {id: json.loads(content) for id, content in scripts}
    return whole(found["lesson"]) | {"strings": found["strings"]}


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
    """What the reader is told at the head of a page; None where that is hidden or not there."""
    found = NOTICE.search(html)
    if found is None:
        assert "notice-text" not in html
        return None
    assert bool(found["hidden"]) == (found["text"] == "")
    return unescape(found["text"]) or None


def without_notice(html: str) -> str:
    """The rest of a page, whatever is told at its head."""
    return NOTICE.sub("", html)
