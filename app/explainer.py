"""What the page needs to open on a preset: its trace as JSON, its chapters, its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import numpy as np
import orjson

from app import presets
from app.i18n import words
from app.presenter import trace_to_wire
from engine import ConvGeometry
from engine.derivations import chapters_of
from engine.reshape_slip import ReshapeSlip
from engine.trace import build_trace

THEMES = ("auto", "light", "dark", "projector")


@dataclass(frozen=True, slots=True)
class ChapterOutline:
    """A chapter that has narration: its number in the derivation, its title, its steps' titles."""

    id: str
    number: int
    title: str
    steps: dict[str, str]

    def number_of(self, step: str) -> int:
        """A step's place in the chapter, from 1."""
        return list(self.steps).index(step) + 1


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One preset, ready to be drawn."""

    preset: presets.Preset
    language: str
    geometry: ConvGeometry
    has_bias: bool
    chapters: dict[str, ChapterOutline]
    absent: dict[str, dict[str, str]]
    """By chapter: each step that this example does not have, with a preset that has it."""
    words: dict[str, Any]
    trace_json: str
    strings_json: str

    @property
    def title(self) -> str:
        """What the preset is called, in the lesson's language."""
        return self.preset.title[self.language]

    @property
    def reshape_slip(self) -> ReshapeSlip:
        """What NumPy makes of the article's last reshape."""
        return ReshapeSlip.of(self.geometry)

    def steps_of(self, chapter: str) -> tuple[str, ...]:
        """The step ids of a chapter, in order."""
        return tuple(self.chapters[chapter].steps)


# The page computes the numbers of larger tensors by their rules, where they are looked at.
MOST_CELLS = 20_000


def lesson(preset_id: str, language: str = "en") -> Lesson:
    """The lesson on one preset in one language; only chapters that have narration are in it.

    A lesson is made once, also when two readers open it at the same time: a large one takes a
    second or two.

    >>> list(lesson("article-multi-channel").chapters)[:2]
    ['forward-window', 'forward-matmul']
    """
    with _making[preset_id, language]:
        return _make(preset_id, language)


_making: defaultdict[tuple[str, str], Lock] = defaultdict(Lock)


@lru_cache(maxsize=64)
def _make(preset_id: str, language: str) -> Lesson:
    preset = presets.BY_ID[preset_id]
    arrays = [None if given is None else given.astype(float) for given in preset.arrays()]
    trace = build_trace(preset.geometry, *arrays)  # type: ignore[arg-type]
    texts = words(language)
    outlines = {}
    for number, chapter in enumerate(trace.chapters, 1):
        told = texts["chapters"].get(chapter.id)
        if told is not None:
            titles = {step.id: told["steps"][step.id] for step in chapter.steps}
            outlines[chapter.id] = ChapterOutline(chapter.id, number, told["title"], titles)
    wire = trace_to_wire(trace, most_cells=MOST_CELLS)
    wire["chapters"] = [chapter for chapter in wire["chapters"] if chapter["id"] in outlines]
    for tensor in wire["tensors"]:
        tensor["values"] = _whole(tensor["values"])
    return Lesson(
        preset,
        language,
        trace.geometry,
        "bias" in trace.tensors,
        outlines,
        {id: _absent(id, texts["chapters"][id]["steps"], outlines[id].steps) for id in outlines},
        texts,
        _in_html(wire),
        _in_html({"titles": texts["tensors"], "words": texts["words"]}),
    )


def _absent(chapter: str, told: Iterable[str], shown: Mapping[str, str]) -> dict[str, str]:
    """The steps of a chapter that are not shown, each with the first preset that has it."""
    found = {}
    for step in told:
        having = (id for id, steps in _steps_of_presets().items() if step in steps[chapter])
        example = None if step in shown else next(having, None)
        if example is not None:
            found[step] = example
    return found


@cache
def _steps_of_presets() -> dict[str, dict[str, frozenset[str]]]:
    """Preset, chapter, steps; from geometries alone."""
    found = {}
    for preset in presets.PRESETS:
        chapters = chapters_of(preset.geometry, has_bias=preset.arrays().bias is not None)
        found[preset.id] = {each.id: frozenset(s.id for s in each.steps) for each in chapters}
    return found


def _whole(values: np.ndarray | None) -> np.ndarray | None:
    """Whole numbers as integers, which are shorter to write; the same to JavaScript."""
    if values is None or not np.array_equal(values, np.rint(values)):
        return values
    return values.astype(np.int64)


def _in_html(value: Any) -> str:
    """JSON that can stand inside a script element: no "<" ends it early."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("<", r"\u003c")
