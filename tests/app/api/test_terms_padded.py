"""/terms of what is padded with its own cells: what it says is what /backward answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from gradgrid.app.api import queries
from gradgrid.app.service.media_types import JSON
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.body import values_of
from gradgrid.engine.rules import trace
from tests.app.api.test_terms_read_otherwise import (
    OPTIONS,
    TRANSPOSED,
    assert_terms_add_up,
    body,
    numbers,
)
from tests.app.wire.test_requests import CASES
from tests.cpu_time import less_cpu_than

SETTINGS = Settings()
ROOT = Path(__file__).parents[3]
MODES = ("circular", "reflect", "replicate")
ANSWERS = ("output", "grad_input", "grad_weight", "grad_bias")
GIVEN = ("input", "weight", "bias", "grad_output")
PADDED: dict[str, dict[str, Any]] = {
    "padding1": {"padding": 1},
    "uneven-stride": {"padding": [[2, 1], [0, 2]], "stride": [2, 1]},
    "cropped-and-padded-dilation": {"padding": [[-1, 2], [2, -1]], "dilation": [1, 2]},
    "stride2-dilation2-flipped": {"padding": 2, "stride": 2, "dilation": 2, "flip_kernel": True},
    "groups2": {"padding": 1, "groups": 2},
    "cropped-flipped": {"padding": [[-1, -1], [2, 0]], "stride": [1, 2], "flip_kernel": True},
    "same-without-a-bias": {"padding": "same", "bias": None},
}


def padded(
    options: dict[str, Any],
    *,
    input: tuple[int, ...] = (1, 2, 4, 3),
    weight: tuple[int, ...] = (2, 2, 2, 2),
    layout: str = "NCHW",
) -> dict[str, Any]:
    """A request of small whole numbers; with two groups its channels are doubled."""
    if options.get("groups") == 2:
        input, weight = (1, 4, 3, 3), (4, 2, 2, 2)
    channels = weight[-1] if layout == "NHWC" else weight[0]
    tensors = {"input": input, "weight": weight, "bias": (channels,)}
    values = {name: numbers(shape, at) for at, (name, shape) in enumerate(tensors.items())}
    request = {"layout": layout} | values | options
    shape = np.shape(json.loads(queries.backward_of(request, SETTINGS))["output"])
    return request | {"grad_output": numbers(shape, 9)}


def told(request: dict[str, Any], tensor: str, index: list[int], **more: Any) -> dict[str, Any]:
    asked = request | {"tensor": tensor, "index": index} | more
    answer: dict[str, Any] = json.loads(queries.terms_of(asked, SETTINGS))
    return answer


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", PADDED)
def test_terms_of_every_cell_add_up_to_the_answer_of_backward(mode: str, name: str) -> None:
    assert_terms_add_up(padded(PADDED[name] | {"padding_mode": mode}))


KINDS: dict[str, dict[str, Any]] = {
    "one-dimension": {"input": (2, 2, 5), "weight": (3, 2, 2)},
    "one-dimension-unbatched": {"input": (2, 5), "weight": (3, 2, 3)},
    "unbatched": {"input": (2, 3, 4), "weight": (2, 2, 3, 2)},
    "NHWC": {"input": (2, 3, 4, 2), "weight": (2, 3, 2, 3), "layout": "NHWC"},
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS)
def test_terms_in_every_form_of_a_request_add_up(mode: str, kind: str) -> None:
    options = {"padding": 1, "stride": 2, "padding_mode": mode}
    assert_terms_add_up(padded(options, **KINDS[kind]))


@pytest.mark.parametrize("mode", ["circular", "replicate"])
def test_terms_of_a_single_row_add_up(mode: str) -> None:
    options = {"padding": [[1, 1], [2, 3]], "padding_mode": mode}
    assert_terms_add_up(padded(options, input=(1, 1, 1, 3), weight=(2, 1, 2, 3)))


def test_terms_in_another_weight_layout_and_convention_add_up() -> None:
    request = padded({"padding": 1, "padding_mode": "reflect"}, weight=(3, 2, 2, 2))
    ohwi = np.array(request["weight"]).transpose(0, 2, 3, 1).tolist()
    assert_terms_add_up(request | {"weight": ohwi, "weight_layout": "OHWI"}, step=3)
    assert_terms_add_up(request | {"convention": "torch"}, step=3)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["uneven-stride", "cropped-and-padded-dilation"])
def test_readers_of_a_cell_are_those_whose_terms_read_it(mode: str, name: str) -> None:
    request = padded(PADDED[name] | {"padding_mode": mode})
    answer = json.loads(queries.backward_of(request, SETTINGS))
    read_by: dict[tuple[str, tuple[int, ...]], set[tuple[str, tuple[int, ...]]]] = {}
    for tensor in ANSWERS:
        for cell in np.ndindex(np.shape(answer[tensor])):
            for term in told(request, tensor, [*cell])["terms"]:
                for factor in term["factors"]:
                    place = (factor["tensor"], tuple(factor["index"]))
                    read_by.setdefault(place, set()).add((tensor, cell))
    for tensor in GIVEN:
        for cell in np.ndindex(np.shape(request[tensor])):
            found = told(request, tensor, [*cell])
            readers = [(each["tensor"], tuple(each["index"])) for each in found["readers"]]
            assert len(readers) == found["reader_count"] == len(set(readers))
            assert set(readers) == read_by.get((tensor, cell), set()), (tensor, cell)


def test_circular_request_has_the_terms_of_each_place_where_the_cell_stands() -> None:
    case = CASES["circular"]
    found = told(case["request"], "grad_input", [0, 0, 0, 0])

    assert found["value"] == case["right"]["grad_input"][0][0][0][0] == 0
    symbols = [[factor["symbol"] for factor in term["factors"]] for term in found["terms"]]
    assert symbols == [
        ["dL/dy22", "k11"],
        ["dL/dy21", "k12"],
        ["dL/dy12", "k21"],
        ["dL/dy11", "k22"],
    ]
    # The last row stands above the first as well: outputs of the first row take tap k11 of it.
    found = told(case["request"], "grad_input", [0, 0, 2, 1])
    assert found["latex"].endswith(r"= 2 \cdot 1 + (-1) \cdot 0 + (-2) \cdot 2 + 1 \cdot (-1) = -3")


def test_output_names_the_cell_that_the_padding_copies() -> None:
    found = told(CASES["circular"]["request"], "output", [0, 0, 0, 0])

    assert found["latex"] == (
        r"y_{11} = x_{33} k_{11} + x_{31} k_{12} + x_{13} k_{21} + x_{11} k_{22}"
        r" = (-2) \cdot 1 + 2 \cdot 0 + 0 \cdot 2 + 1 \cdot (-1) = -3"
    )
    assert found["terms"][0]["factors"][0] == {
        "tensor": "input",
        "index": [0, 0, 2, 2],
        "value": -2,
        "symbol": "x33",
    }


def test_cell_that_is_cropped_has_no_terms() -> None:
    request = padded({"padding": [[-1, 0], [0, 0]], "padding_mode": "circular"})
    found = told(request, "grad_input", [0, 0, 0, 2])
    assert (found["value"], found["terms"], found["term_count"]) == (0, [], 0)
    assert found["latex"].endswith(" = 0")


def test_zeros_lists_the_windows_that_do_not_reach_a_place() -> None:
    request = padded({"padding": 1, "padding_mode": "replicate", "stride": 2})
    some, every = (
        told(request, "grad_input", [0, 0, 0, 0], zeros=zeros) for zeros in (False, True)
    )
    # Four places of the padded input, two output channels, four taps.
    assert (len(some["terms"]), len(every["terms"])) == (8, 32)
    assert every["value"] == sum(term["product"] for term in every["terms"]) == some["value"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("zeros", [False, True], ids=["without-zeros", "zeros"])
def test_pages_of_a_padded_cell_make_up_the_whole(mode: str, zeros: bool) -> None:
    request = padded({"padding": [[2, 1], [2, 2]], "padding_mode": mode})
    for cell in ([0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 3, 2]):
        whole = told(request, "grad_input", cell, zeros=zeros)
        terms: list[Any] = []
        offset: int | None = 0
        while offset is not None:
            page = told(request, "grad_input", cell, zeros=zeros, offset=offset, limit=3)
            assert (page["value"], page["term_count"]) == (whole["value"], whole["term_count"])
            terms += page["terms"]
            offset = page.get("next_offset")
        assert terms == whole["terms"]


def test_corner_that_is_replicated_into_millions_of_terms_is_paged_within_a_second() -> None:
    request = {"layout": "NCHW", "padding": 300, "padding_mode": "replicate"}
    request |= {"input": [[[[2]]]], "weight": [[numbers((9, 9), 1)]]}
    values = values_of(orjson.dumps(request), JSON, SETTINGS)
    count = 593 * 593 * 81
    with less_cpu_than(1):
        first = told(values, "grad_input", [0, 0, 0, 0], limit=2)
        last = told(values, "grad_input", [0, 0, 0, 0], offset=count - 1)
    assert first["term_count"] == last["term_count"] == count
    assert first["next_offset"] == 2
    assert first["value"] == last["value"] == 593 * 593 * np.sum(request["weight"])
    # The first place is read by its first window alone, the last one by its last.
    assert [each["index"] for each in first["terms"][0]["factors"]] == [[0, 0, 0, 0]] * 2
    assert [each["index"] for each in last["terms"][0]["factors"]] == [
        [0, 0, 592, 592],
        [0, 0, 8, 8],
    ]


READ_OTHERWISE = {
    **{mode: lambda mode=mode: padded({"padding": 1, "padding_mode": mode}) for mode in MODES},
    "flipped-and-cropped": lambda: body(OPTIONS["cropped-flipped"]),
    "transposed": lambda: body(TRANSPOSED["cropped-by-output-padding"], transposed=True),
}


@pytest.mark.parametrize("kind", READ_OTHERWISE)
def test_cell_of_very_many_terms_is_that_of_backward(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace, "MAX_READS", 0)
    assert_terms_add_up(READ_OTHERWISE[kind](), step=11)


# Asks in a process without the test runner's checks of shapes, which cost more than a cell does.
ASK_EACH = """
import json, sys
from gradgrid.app.api import queries
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.app.service.media_types import JSON
from gradgrid.app.wire.body import values_of
from tests.cpu_time import less_cpu_than

values = values_of(sys.stdin.buffer.read(), JSON, DEFAULTS)
for name, index in json.loads(sys.argv[1]).items():
    asked = {**values, "tensor": name, "index": index}
    queries.terms_of(asked, DEFAULTS)  # what is kept of a geometry is worked out
    with less_cpu_than(0.05):
        answer = queries.terms_of(asked, DEFAULTS)
    print(answer.decode().strip())
"""


@pytest.mark.parametrize("mode", MODES)
def test_cell_of_a_large_layer_takes_less_than_50_ms(mode: str) -> None:
    shapes = {"input": (1, 64, 56, 56), "weight": (64, 64, 3, 3)}
    tensors = {
        name: {"shape": shape, "data": np.ravel(numbers(shape, at)).tolist()}
        for at, (name, shape) in enumerate(shapes.items())
    }
    sent = orjson.dumps(tensors | {"layout": "NCHW", "padding": 1, "padding_mode": mode})
    answer = json.loads(queries.backward_of(values_of(sent, JSON, SETTINGS), SETTINGS))
    cells = {"output": [0, 0, 0, 0], "grad_input": [0, 63, 55, 0], "grad_weight": [5, 4, 0, 1]}
    command = [sys.executable, "-c", ASK_EACH, json.dumps(cells)]
    asked = subprocess.run(command, input=sent, capture_output=True, cwd=ROOT, check=False)
    assert asked.returncode == 0, asked.stderr.decode()
    for found in map(json.loads, asked.stdout.splitlines()):
        right = np.array(answer[found["tensor"]]["data"]).reshape(answer[found["tensor"]]["shape"])
        assert found["value"] == right[tuple(found["index"])]
        assert found["value"] == sum(term["product"] for term in found["terms"])
    assert len(asked.stdout.splitlines()) == len(cells)
