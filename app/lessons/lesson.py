"""What the page needs to open on a convolution: its numbers, and the outline of its geometry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from threading import Lock
from typing import Any

import numpy as np
import orjson

from gradgrid.app import presets
from gradgrid.app.i18n import words
from gradgrid.app.lessons.link_codec import MAX_LINK_CHARACTERS, as_ints_where_whole, encode_within
from gradgrid.app.lessons.outline import PARTS, ChapterOutline, Outline, in_html, outline_of
from gradgrid.app.lessons.workbench import checks_of
from gradgrid.app.wire.overflow import check_finite
from gradgrid.app.wire.present import numbers_to_wire
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import trace_of_inputs

# Sections of texts that JavaScript uses (not templates); those of panels load on opening one.
SPOKEN = ("words",)
SPOKEN_IN_PANELS = ("controls", "entering", "practice")
THEMES = ("auto", "light", "dark", "projector")


@dataclass(frozen=True, eq=False)
class Lesson:
    """One convolution, ready to be drawn: a preset, or a reader's own that began with one."""

    preset: presets.Preset
    arrays: ConvInputs
    is_own: bool
    is_live: bool
    outline: Outline
    numbers_json: str
    """What the outline's rules leave out: the values of tensors, and of what the article writes."""
    checks_json: str
    """How the gradients compare with differences; null while a control moves."""

    @property
    def geometry(self) -> ConvGeometry:
        """Its sizes."""
        return self.arrays.geometry

    @property
    def has_bias(self) -> bool:
        """Whether a bias is added."""
        return self.arrays.bias is not None

    @property
    def language(self) -> str:
        """The language of its words."""
        return self.outline.language

    @property
    def words(self) -> dict[str, Any]:
        """All words of its language."""
        return self.outline.words

    @property
    def chapters(self) -> dict[str, ChapterOutline]:
        """The chapters that have narration, in order, by id."""
        return self.outline.chapters

    @property
    def title(self) -> str:
        """What the convolution is called, in the lesson's language."""
        own: str = self.words["page"]["own"]
        return own if self.is_own else self.preset.title[self.language]

    @property
    def strings_json(self) -> str:
        """What JavaScript says."""
        return _strings_json(self.language)

    @property
    def embedded_json(self) -> str:
        """The answer that a page begins with; the prose stands in the page itself."""
        return self.answer([part for part in PARTS if part != "prose"])

    def answer(
        self,
        parts: Sequence[str],
        *,
        known: Collection[str] = (),
        notice: str | None = None,
        render: Callable[[Outline], str] | None = None,
    ) -> str:
        """The lesson as JSON: its numbers, the key of each of these parts, and those not ``known``.

        Of the parts that are known nothing is made. ``render`` makes the prose.
        """
        outline = self.outline
        keys = {part: outline.keys[part] for part in parts}
        lacking = []
        for part in (part for part, key in keys.items() if key not in known):
            if part == "prose":
                assert render is not None, "nothing makes the prose"
                lacking.append(f'"prose":{orjson.dumps(render(outline)).decode()}')
            else:
                lacking.append(f'"{part}":{getattr(outline, f"{part}_json")}')
        return (
            f'{{"notice":{in_html(notice)},"lesson":{self._facts_json},"keys":{in_html(keys)}'
            f',"parts":{{{",".join(lacking)}}},"numbers":{self.numbers_json}'
            f',"checks":{self.checks_json}}}'
        )

    @property
    def _facts_json(self) -> str:
        """Whose numbers it has."""
        is_first = self.preset is presets.PRESETS[0]
        named = {"preset": self.preset.id, "isFirst": is_first, "isOwn": self.is_own}
        return in_html(named | {"data": self.data})

    @cached_property
    def data(self) -> str | None:
        """The numbers for an address; None for a preset, while a control moves, and if too long."""
        is_wanted = self.is_own and not self.is_live
        return encode_within(self.arrays, MAX_LINK_CHARACTERS) if is_wanted else None

    def steps_of(self, chapter: str) -> tuple[str, ...]:
        """The step ids of a chapter, in order."""
        return tuple(self.chapters[chapter].steps)


# The page computes the numbers of larger tensors by their rules, where they are looked at.
MAX_CELLS_SENT = 20_000


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
    with np.errstate(over="ignore", invalid="ignore"):
        trace = trace_of_inputs(arrays)
        numbers = numbers_to_wire(trace, max_cells=MAX_CELLS_SENT)
        checks = None if is_live else checks_of(arrays, trace)
    check_finite(numbers["values"], "float64")
    numbers["values"] = {
        name: as_ints_where_whole(values) for name, values in numbers["values"].items()
    }
    return Lesson(
        preset,
        arrays,
        is_own,
        is_live,
        outline_of(arrays.geometry, arrays.bias is not None, language),
        in_html(numbers),
        in_html(checks),
    )


@cache
def _strings_json(language: str) -> str:
    texts = words(language)
    return in_html({"titles": texts["tensors"]} | {room: texts[room] for room in SPOKEN})
