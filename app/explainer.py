"""What the page needs to open on a preset: its trace as JSON, its chapters, its words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from app import presets, queries
from app.i18n import words
from app.presenter import trace_to_wire
from app.settings import DEFAULTS
from engine import ConvGeometry
from engine.derivations import CHAPTER_IDS

THEMES = ("auto", "light", "dark", "projector")


@dataclass(frozen=True, slots=True)
class ChapterOutline:
    """A chapter that has narration: its number in the derivation, its title, its steps' titles."""

    id: str
    number: int
    title: str
    steps: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One preset, ready to be drawn."""

    language: str
    geometry: ConvGeometry
    has_bias: bool
    chapters: dict[str, ChapterOutline]
    words: dict[str, Any]
    trace_json: str
    strings_json: str

    def steps_of(self, chapter: str) -> tuple[str, ...]:
        """The step ids of a chapter, in order."""
        return tuple(self.chapters[chapter].steps)


FIRST_CHAPTER = CHAPTER_IDS[0]


@lru_cache(maxsize=64)
def lesson(preset_id: str, language: str = "en") -> Lesson:
    """The lesson on one preset in one language; only chapters that have narration are in it.

    >>> list(lesson("article-multi-channel").chapters)[:2]
    ['forward-window', 'forward-matmul']
    """
    trace = queries.traced(presets.BY_ID[preset_id].convolution(), DEFAULTS)
    texts = words(language)
    outlines = {}
    for number, chapter in enumerate(trace.chapters, 1):
        told = texts["chapters"].get(chapter.id)
        if told is not None:
            titles = {step.id: told["steps"][step.id] for step in chapter.steps}
            outlines[chapter.id] = ChapterOutline(chapter.id, number, told["title"], titles)
    wire = trace_to_wire(trace)
    wire["chapters"] = [chapter for chapter in wire["chapters"] if chapter["id"] in outlines]
    return Lesson(
        language,
        trace.geometry,
        "bias" in trace.tensors,
        outlines,
        texts,
        _in_html(wire),
        _in_html({"titles": texts["tensors"], "words": texts["words"]}),
    )


def _in_html(value: Any) -> str:
    """JSON that can stand inside a script element: no "<" ends it early."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("<", r"\u003c")
