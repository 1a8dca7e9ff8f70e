"""What a lesson has of its geometry alone: its keys, and rules that numbers complete."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gradgrid.app import presets
from gradgrid.app.lessons import lesson as lessons
from gradgrid.app.lessons import outline as outlines
from gradgrid.app.lessons.outline import PARTS, Outline
from gradgrid.app.presets import BY_ID
from gradgrid.app.service.static_files import revision_of
from gradgrid.app.wire.present import numbers_to_wire, rules_to_wire, trace_to_wire
from gradgrid.engine.conv2d.derivation import derivation_of
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import trace_of_inputs
from tests.app.lesson_requests import FIRST, with_numbers
from tests.app.link_convolutions import random_arrays


def test_key_is_of_the_software_the_language_the_geometry_and_the_bias(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    g = BY_ID[FIRST].geometry
    outline = Outline(g, has_bias=True, language="en")
    others = [
        replace(outline, geometry=replace(g, batch=2)),
        replace(outline, geometry=replace(g, padding=((0, 0), (0, 1)))),
        replace(outline, geometry=replace(g, stride=(2, 1))),
        replace(outline, has_bias=False),
        replace(outline, language="zh-CN"),
    ]
    keys = [set(each.keys.values()) for each in (outline, *others)]
    monkeypatch.setattr(outlines, "_software", lambda: "of another version")
    keys.append(set(replace(outline).keys.values()))
    assert all(len(each) == len(PARTS) for each in keys)
    assert len(set.union(*keys)) == len(PARTS) * len(keys)
    assert all("." not in key for each in keys for key in each)


def test_software_is_another_with_any_file_that_parts_are_made_from(
    tmp_path: Path,
) -> None:
    (tmp_path / "room").mkdir()
    place = tmp_path / "room" / "prose.html"
    found = set()
    for content in ("one", "two"):
        place.write_text(content)
        found.add(revision_of([tmp_path], (".html",)))
    place.rename(tmp_path / "prose.html")
    found.add(revision_of([tmp_path], (".html",)))
    assert len(found) == 3
    (tmp_path / "notes.txt").write_text("nothing of it")
    assert revision_of([tmp_path], (".html",)) in found


def test_software_is_the_code_the_words_and_the_templates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hashed: set[str] = set()

    def noted(folders: list[Path], endings: tuple[str, ...]) -> str:
        for each in folders:
            hashed.update(path.name for path in each.rglob("*") if path.suffix in endings)
        return ""

    monkeypatch.setattr(outlines, "revision_of", noted)
    outlines._software.__wrapped__()
    assert hashed >= {"errata.py", "outline.py", "zh-CN.json", "aside.html", "grad-bias.html"}


def assert_parts_make_the_trace(arrays: ConvInputs, max_cells: int) -> None:
    trace = trace_of_inputs(arrays)
    derivation = derivation_of(arrays.geometry, has_bias=arrays.bias is not None)
    rules, numbers, wire = (
        json.loads(json.dumps(each, default=lambda array: array.tolist()))
        for each in (
            rules_to_wire(arrays.geometry, derivation),
            numbers_to_wire(trace, max_cells=max_cells),
            trace_to_wire(trace, max_cells=max_cells),
        )
    )
    assert with_numbers(rules, numbers) == wire


@pytest.mark.parametrize("preset", [each.id for each in presets.PRESETS])
def test_rules_and_numbers_of_a_preset_make_its_trace(preset: str) -> None:
    assert_parts_make_the_trace(BY_ID[preset].inputs, lessons.MAX_CELLS_SENT)


def test_rules_and_numbers_of_any_convolution_make_its_trace() -> None:
    rng = np.random.default_rng(20_261)
    for _ in range(30):
        assert_parts_make_the_trace(random_arrays(rng), 40)
