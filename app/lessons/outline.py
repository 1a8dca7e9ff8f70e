"""What a lesson has of its geometry alone, whatever its numbers are, in parts that a page keeps.

A part goes to a page once. Its key is a hash of all that it depends on, the software among that:
a page names the keys that it has, and after an upgrade they are other keys.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

import orjson

from gradgrid.app import presets
from gradgrid.app.i18n import words
from gradgrid.app.lessons.workbench import code_of, controls_in
from gradgrid.app.service.static_files import folder, revision_of
from gradgrid.app.wire.present import rules_to_wire
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.article.reshape import ReshapeErratum
from gradgrid.engine.conv2d.derivation import derivation_of
from gradgrid.engine.rules.derivation import Derivation

PARTS = ("rules", "controls", "code", "prose")
# While a control moves.
LIVE_PARTS = PARTS[:2]
KEY_BYTES = 9


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


@dataclass(frozen=True)
class Outline:
    """One geometry in one language: its chapters, and what the parts but the prose are as JSON.

    The prose is rendered from an outline, so no number can get into it.
    """

    geometry: ConvGeometry
    has_bias: bool
    language: str

    @property
    def words(self) -> dict[str, Any]:
        """All words of the language."""
        return words(self.language)

    @property
    def derivation(self) -> Derivation:
        """The tensors and chapters of the geometry."""
        return derivation_of(self.geometry, has_bias=self.has_bias)

    @cached_property
    def keys(self) -> dict[str, str]:
        """The key of each part."""
        return {part: self._key(part) for part in PARTS}

    @cached_property
    def chapters(self) -> dict[str, ChapterOutline]:
        """The chapters that have narration, in order, by id."""
        outlines = {}
        for number, chapter in enumerate(self.derivation.chapters, 1):
            told = self.words["chapters"].get(chapter.id)
            if told is not None:
                titles = {step.id: told["steps"][step.id] for step in chapter.steps}
                outlines[chapter.id] = ChapterOutline(chapter.id, number, told["title"], titles)
        return outlines

    @cached_property
    def absent(self) -> dict[str, dict[str, str]]:
        """By chapter: each step that this geometry does not have, with a preset that has it."""
        told = self.words["chapters"]
        return {
            id: _absent(id, told[id]["steps"], shown.steps) for id, shown in self.chapters.items()
        }

    @property
    def reshape_erratum(self) -> ReshapeErratum:
        """What NumPy makes of the article's last reshape."""
        return ReshapeErratum.of(self.geometry)

    @cached_property
    def rules_json(self) -> str:
        """The trace without numbers: tensors, rules, the steps of the chapters."""
        wire = rules_to_wire(self.geometry, self.derivation)
        chapters = [each for each in wire["chapters"] if each["id"] in self.chapters]
        return in_html(wire | {"chapters": chapters})

    @cached_property
    def controls_json(self) -> str:
        """The controls, with their bounds in words."""
        return in_html(controls_in(self.language, self.geometry, has_bias=self.has_bias))

    @cached_property
    def code_json(self) -> str:
        """The lines of code of each step."""
        return in_html(code_of(self.geometry, self.derivation))

    def _key(self, part: str) -> str:
        # Of the chapters, rules and code have those that are told in the language.
        named = (_software(), part, self.language, self.has_bias, self.geometry)
        digest = hashlib.sha256(repr(named).encode()).digest()
        return urlsafe_b64encode(digest[:KEY_BYTES]).decode()


@lru_cache(maxsize=64)
def outline_of(geometry: ConvGeometry, has_bias: bool, language: str) -> Outline:
    """The outline of a geometry, kept: many lessons share one.

    >>> outline = outline_of(ConvGeometry.of((1, 3, 3, 3), (2, 2, 3, 2)), True, "en")
    >>> list(outline.chapters)[:2]
    ['forward-window', 'forward-matmul']
    """
    return Outline(geometry, has_bias, language)


def in_html(value: Any) -> str:
    """JSON that can stand inside a script element: no "<" ends it early."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode().replace("<", r"\u003c")


@cache
def _software() -> str:
    """A hash of all that parts are made from: the code, the words, the templates."""
    folders = [folder(name) for name in ("app", "engine", "templates")]
    return revision_of(folders, (".py", ".json", ".html"))


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
