"""What the page needs to open on a convolution: its trace as JSON, its chapters, its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from threading import Lock
from typing import Any

import numpy as np
import orjson

from gradgrid.app import presets
from gradgrid.app.i18n import words
from gradgrid.app.lessons.link_codec import MOST_CHARACTERS, packed_within, short
from gradgrid.app.lessons.workbench import bench_of, controls_in
from gradgrid.app.wire.overflow import check_finite
from gradgrid.app.wire.present import trace_to_wire
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.article.reshape import ReshapeSlip
from gradgrid.engine.conv2d.derivation import derivation_of
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import build_trace

# What JavaScript says, as against what stands in templates; of the panels when one is opened.
SPOKEN = ("words",)
SPOKEN_IN_PANELS = ("controls", "entering", "practice")
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


@dataclass(frozen=True, eq=False)
class Lesson:
    """One convolution, ready to be drawn: a preset, or a reader's own that began with one."""

    preset: presets.Preset
    arrays: ConvInputs
    is_own: bool
    is_live: bool
    language: str
    chapters: dict[str, ChapterOutline]
    absent: dict[str, dict[str, str]]
    """By chapter: each step that this example does not have, with a preset that has it."""
    words: dict[str, Any]
    trace_json: str
    bench_json: str
    strings_json: str

    @property
    def geometry(self) -> ConvGeometry:
        """Its sizes."""
        return self.arrays.geometry

    @property
    def has_bias(self) -> bool:
        """Whether a bias is added."""
        return self.arrays.bias is not None

    @property
    def title(self) -> str:
        """What the convolution is called, in the lesson's language."""
        own: str = self.words["page"]["own"]
        return own if self.is_own else self.preset.title[self.language]

    @property
    def state_json(self) -> str:
        """What the page keeps of it, besides the trace."""
        is_first = self.preset is presets.PRESETS[0]
        named = {"preset": self.preset.id, "isFirst": is_first, "isOwn": self.is_own}
        named |= {"data": self.data}
        return _in_html(named)[:-1] + f',"bench":{self.bench_json}}}'

    def answer(self, prose: str | None, notice: str | None) -> bytes:
        """The lesson as JSON, for a page that is open: its trace, its state and any prose."""
        told = _in_html({"prose": prose, "notice": notice})[:-1]
        return f'{told},"trace":{self.trace_json},"lesson":{self.state_json}}}'.encode()

    @cached_property
    def data(self) -> str | None:
        """The numbers for an address; None for a preset, while a control moves, and if too long."""
        is_wanted = self.is_own and not self.is_live
        return packed_within(self.arrays, MOST_CHARACTERS) if is_wanted else None

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
    return _lesson(preset, preset.inputs, language, is_own=False)


def own_lesson(
    arrays: ConvInputs, preset_id: str, language: str, *, is_live: bool = False
) -> Lesson:
    """The lesson on a reader's own numbers; the preset's own where nothing of it was changed.

    While a control moves (``is_live``) it has no code, and its gradients are not checked.
    """
    preset = presets.BY_ID[preset_id]
    if arrays.equals(preset.inputs):
        return lesson(preset_id, language)
    return _lesson(preset, arrays, language, is_own=True, is_live=is_live)


def _lesson(
    preset: presets.Preset,
    arrays: ConvInputs,
    language: str,
    *,
    is_own: bool,
    is_live: bool = False,
) -> Lesson:
    given = (arrays.input, arrays.weight, arrays.bias, arrays.grad_output)
    with np.errstate(over="ignore", invalid="ignore"):
        trace = build_trace(arrays.geometry, *given)
        wire = trace_to_wire(trace, most_cells=MOST_CELLS)
        bench = controls_in(language, arrays) if is_live else bench_of(arrays, trace, language)
    check_finite(
        {each["name"]: each["values"] for each in wire["tensors"] if each["values"] is not None},
        "float64",
    )
    texts = words(language)
    outlines = {}
    for number, chapter in enumerate(trace.chapters, 1):
        told = texts["chapters"].get(chapter.id)
        if told is not None:
            titles = {step.id: told["steps"][step.id] for step in chapter.steps}
            outlines[chapter.id] = ChapterOutline(chapter.id, number, told["title"], titles)
    wire["chapters"] = [chapter for chapter in wire["chapters"] if chapter["id"] in outlines]
    for tensor in wire["tensors"]:
        tensor["values"] = None if tensor["values"] is None else short(tensor["values"])
    return Lesson(
        preset,
        arrays,
        is_own,
        is_live,
        language,
        outlines,
        {id: _absent(id, texts["chapters"][id]["steps"], outlines[id].steps) for id in outlines},
        texts,
        _in_html(wire),
        _in_html(bench),
        _in_html({"titles": texts["tensors"]} | {room: texts[room] for room in SPOKEN}),
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
        has_bias = preset.integers.bias is not None
        chapters = derivation_of(preset.geometry, has_bias=has_bias).chapters
        found[preset.id] = {each.id: frozenset(s.id for s in each.steps) for each in chapters}
    return found


def _in_html(value: Any) -> str:
    """JSON that can stand inside a script element: no "<" ends it early."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("<", r"\u003c")
