"""A request builds the chapters of its geometry once, whatever it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from gradgrid.app.lessons import open_lesson
from gradgrid.app.lessons.outline import outline_of
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d import chapters
from gradgrid.engine.conv2d.derivation import derivation_of
from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step
from tests.app.client import Service
from tests.app.lesson_requests import DATA, OWN, arrays_of

CHAPTER = "nudge"
CELL = {"tensor": "grad_input", "index": [0, 0, 0, 0]}
ASKED: dict[str, Callable[[Service], object]] = {
    "trace": lambda service: service.answer(OWN, "trace"),
    "part-of-a-trace": lambda service: service.answer(OWN | {"only": ["grad_input"]}, "trace"),
    "terms": lambda service: service.answer(OWN | CELL, "terms"),
    "lesson": lambda service: service.client.post("/lesson", json=OWN).raise_for_status(),
    "page": lambda service: service.client.get(f"/nudge/loss?data={DATA}").raise_for_status(),
    "map": lambda service: service.client.get(f"/?data={DATA}").raise_for_status(),
}


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[ConvGeometry]]:
    """How often the steps of a chapter were built, by geometry; no geometry is known at first."""
    found: Counter[ConvGeometry] = Counter()
    steps = chapters._STEPS[CHAPTER]

    def counted(layout: Conv2dTensors) -> Iterator[Step]:
        found[layout.geometry] += 1
        return steps(layout)

    monkeypatch.setitem(chapters._STEPS, CHAPTER, counted)
    forget_lessons()
    yield found
    forget_lessons()


def forget_lessons() -> None:
    """Nothing is known of a geometry that another test asked for."""
    for kept in (derivation_of, outline_of, open_lesson._unpacked_lesson):
        kept.cache_clear()


@pytest.mark.parametrize("asked", ASKED)
def test_chapters_of_a_geometry_are_built_once_a_request(
    asked: str, built: Counter[ConvGeometry]
) -> None:
    ASKED[asked](Service())

    assert built[arrays_of(OWN).geometry] == 1
    assert max(built.values()) == 1
