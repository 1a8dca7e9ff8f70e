"""Write ``fixtures/*.json``: traces as the page gets them, with what the engine says of each.

``fixtures/presets/*.json.gz`` are the traces of all presets, without the numbers that a rule gives;
"expected" holds samples of the numbers that the kernels compute. ``fixtures/engine-rules.json`` are
random rules with what the engine makes of them.

``python -m tests.js.make_traces``. A fixture is {"trace": the wire, "expected": {...}}; "expected"
holds the engine's values of every tensor, and for a few cells their symbols, terms and readers.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from gradgrid.app.lessons.lesson import MAX_CELLS_SENT
from gradgrid.app.presets import BY_ID
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.present import trace_to_wire
from gradgrid.app.wire.reader import reading_of
from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.engine.conv2d.trace import trace_of_inputs
from gradgrid.engine.rules.cells import readers
from gradgrid.engine.rules.rule import Cell, Rule
from gradgrid.engine.rules.trace import Trace
from tests.js.engine_rules import engine_rules

FIXTURES = Path(__file__).with_name("fixtures")
PRESET_FIXTURES = FIXTURES / "presets"
BY_KERNELS = ("output", "grad_input", "grad_weight")
SAMPLES = 25
PRESETS = (
    "article-multi-channel",
    "article-single-channel",
    "asymmetric-padding",
    "batch-2",
    "dilated",
    "grouped",
    "stride-2-leftover",
)


def main() -> None:
    """Write every fixture anew: the same bytes for the same engine."""
    FIXTURES.mkdir(exist_ok=True)
    for name, content in fixtures().items():
        path = FIXTURES / f"{name}.json"
        path.write_bytes(content)
        print(f"{path.name}: {len(content) / 1000:.0f} KB")
    PRESET_FIXTURES.mkdir(exist_ok=True)
    for name in BY_ID:
        path = PRESET_FIXTURES / f"{name}.json.gz"
        path.write_bytes(gzip.compress(preset_fixture(name), 9, mtime=0))
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} KB")


def preset_fixture(name: str) -> bytes:
    """The trace of a preset as the page derives it: its rules, and the numbers that are given."""
    arrays = BY_ID[name].inputs
    trace = trace_of_inputs(arrays)
    wire = trace_to_wire(trace, max_cells=MAX_CELLS_SENT)
    for tensor in wire["tensors"]:
        if tensor["rule"] is not None:
            tensor["values"] = None
    samples = {tensor: _samples(trace.values(tensor)) for tensor in BY_KERNELS}
    return b'{"trace":%b,\n"expected":%b}\n' % (_json(wire), _json(samples))


def _samples(values: np.ndarray) -> list[list[float]]:
    """[flat position, number] of some cells all over the tensor, the last one among them."""
    flat = values.reshape(-1)
    positions = np.unique(np.linspace(0, flat.size - 1, SAMPLES).astype(int))
    return [[int(at), float(flat[at])] for at in positions]


def fixtures() -> dict[str, bytes]:
    """The content of each file by its name: two lines, the trace and what is expected of it."""
    requests = {name: BY_ID[name].convolution() for name in PRESETS}
    traces = {name: _content(request) for name, request in requests.items()}
    return traces | {"groups": _content(_groups()), "engine-rules": _json(engine_rules())}


def _groups() -> Conv2dRequest:
    """Every option at once: two groups, two examples, one-sided padding, stride and dilation."""
    return Conv2dRequest.model_validate(
        {
            "input": _integers(2, 3, 3, 4),
            "weight": _integers(2, 2, 2, 2),
            "grad_output": _integers(2, 1, 3, 2),
            "stride": [2, 1],
            "padding": [[1, 0], [0, 1]],
            "dilation": [2, 1],
            "groups": 2,
        }
    )


def _integers(*shape: int) -> list[Any]:
    """From -4 to 4, zero among them."""
    return (np.arange(np.prod(shape)) * 7 % 9 - 4.0).reshape(shape).tolist()


def _content(request: Conv2dRequest) -> bytes:
    arrays = reading_of(request, Settings()).arrays
    trace = trace_of_inputs(arrays)
    return b'{"trace":%b,\n"expected":%b}\n' % (
        _json(trace_to_wire(trace)),
        _json(_expected(trace)),
    )


def _expected(trace: Trace) -> dict[str, Any]:
    steps = [(chapter.id, step) for chapter in trace.chapters for step in chapter.steps]
    return {
        "values": {name: trace.values(name).reshape(-1) for name in trace.tensors},
        "symbols": {
            name: [[cell, trace.symbol(name, cell)] for cell in _cells(shape)]
            for name, shape in trace.shapes.items()
        },
        "steps": [
            {"chapter": chapter, "step": step.id, **_step(trace, step.tensor.rule)}
            for chapter, step in steps
            if step.tensor.rule is not None
        ],
    }


def _step(trace: Trace, rule: Rule) -> dict[str, Any]:
    written = tuple(axis.size for axis in rule.axes)
    return {
        "terms": [
            [cell, [[read.cell for read in term] for term in trace.terms("", cell, rule)]]
            for cell in _cells(written)
        ],
        "readers": [
            [name, cell, readers(rule, name, cell)]
            for name in rule.sources
            for cell in _cells(trace.shapes[name])
        ],
    }


def _cells(shape: tuple[int, ...]) -> list[Cell]:
    """The first cell, one past the middle, and the last."""
    count = int(np.prod(shape))
    positions = sorted({0, count * 5 // 8, count - 1})
    return [tuple(map(int, np.unravel_index(at, shape))) for at in positions]


def _json(value: object) -> bytes:
    """Numbers as plain as they are: 2.0 goes out as 2, which is the same to JavaScript."""
    return orjson.dumps(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


if __name__ == "__main__":
    main()
