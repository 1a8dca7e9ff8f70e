"""The answer is in sight: the chosen cell and its sum, in every step, size, language and browser.

`make sight` asks all of it. What `make test` asks are the steps that need the most room. One page
travels by its own links, and is resized.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

from gradgrid.app.i18n import LANGUAGES
from tests.browser.guard import guard_of, watched
from tests.browser.lessons import ARTICLE, LEFTOVER, lesson
from tests.browser.stage import Stage
from tools.install_browser import CHROMIUM_FLAGS

pytestmark = pytest.mark.browser

Size = tuple[int, int]

NARROW: Size = (1024, 768)
LOW: Size = (1280, 720)
USUAL: Size = (1280, 800)
PHONE: Size = (390, 844)
SIZES = [NARROW, LOW, USUAL, (1440, 900), (1920, 1080), PHONE]
# From this width on the prose stands beside the stage.
DESKTOP_WIDTH = 861

OTHER_THEMES = ["dark", "projector"]
CHANNELS = "resnet-stage"
PRESETS = [ARTICLE, LEFTOVER, CHANNELS, "lenet5-conv1"]
PANELS = ["edit", "code", "practice"]

# Long sums, wide symbols, tall grids, three boards at once, and rows of their own.
DENSEST = [
    ("forward-matmul", "multiply"),
    ("grad-input-conv", "multiply"),
    ("three-routes", "fold"),
    ("nudge", "weight"),
    ("errata", "weight-shape"),
    ("errata", "second-line-x21"),
]

# A panel that grows does so in the frame after the one that shows its cell.
FRAMES = """() => new Promise((done) => {
  const after = (count) => count === 0
    ? setTimeout(() => done(null))
    : requestAnimationFrame(() => after(count - 1));
  after(3);
})"""

GO = """(to) => document.querySelector(`a[data-to="${to}"]`).click()"""

SHOW_DIALOG = "(id) => document.querySelector(`#${id}`).showModal()"


@cache
def question() -> str:
    """The function that looks at the page, as an expression."""
    source = Path(__file__).with_name("sight.js").read_text(encoding="utf-8")
    return f"(isPhone) => {{ {source}; return faultsOfSight(isPhone); }}"


class Sight:
    """A page that is looked at in windows of several sizes."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.page = stage.page
        self.found: list[str] = []
        self.views = 0

    def look(self, sizes: list[Size], where: str) -> None:
        """Add what is wrong with the page as it stands, at each size."""
        for width, height in sizes:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(FRAMES)
            self.views += 1
            faults: list[str] = self.page.evaluate(question(), width < DESKTOP_WIDTH)
            self.found += [f"{width}x{height} {where}: {fault}" for fault in faults]

    def go(self, chapter: str, step: str) -> None:
        """On to a step by the page's own link."""
        self.page.evaluate(GO, f"{chapter}/{step}")
        self.page.evaluate(FRAMES)

    def assert_clear(self) -> None:
        """Nothing was out of sight, and something was looked at."""
        assert self.views > 0
        assert not self.found, f"{len(self.found)} faults in {self.views} views:\n" + "\n".join(
            self.found[:40]
        )


@pytest.fixture(scope="module")
def with_scroll_bars(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """Chromium as on a desktop; without being asked, Playwright hides its scroll bars."""
    found = playwright.chromium.launch(
        executable_path=chromium_path,
        args=[*CHROMIUM_FLAGS],
        ignore_default_args=["--hide-scrollbars"],
    )
    yield found
    found.close()


@pytest.fixture(params=["chromium", "firefox"])
def sight(request: pytest.FixtureRequest, address: str) -> Iterator[Sight]:
    """A page in one of the browsers."""
    name = {"chromium": "with_scroll_bars", "firefox": "firefox"}[request.param]
    context = watched(request.getfixturevalue(name), address, {})
    yield Sight(Stage(context.new_page(), address))
    faults = guard_of(context).take()
    context.close()
    assert faults == []


def steps_of(preset: str) -> list[tuple[str, str]]:
    """Every step that the page tells of a preset."""
    return [(chapter, step.id) for chapter, step in lesson(preset).steps]


def walk(
    sight: Sight, preset: str, steps: list[tuple[str, str]], sizes: list[Size], **query: Any
) -> None:
    """Look at steps of a preset, one after the other."""
    sight.page.set_viewport_size({"width": sizes[0][0], "height": sizes[0][1]})
    sight.stage.open(*steps[0], preset, **query)
    for chapter, step in steps:
        sight.go(chapter, step)
        assert sight.stage.at() == (chapter, step)
        sight.look(sizes, f"{preset} {chapter}/{step} {query}")


def test_sight_of_the_densest_steps_is_clear_at_every_size(sight: Sight) -> None:
    walk(sight, ARTICLE, DENSEST, SIZES, lang="en")
    walk(sight, CHANNELS, [("forward-window", "slide")], [NARROW, LOW], lang="en")
    walk(sight, LEFTOVER, [("grad-input-matrix", "multiply")], [LOW], lang="en")
    sight.assert_clear()


def test_sight_of_panels_and_dialogs_is_clear_where_there_is_least_room(sight: Sight) -> None:
    look_at_panels(sight, [NARROW, PHONE], "zh-CN")
    sight.assert_clear()


def look_at_panels(sight: Sight, sizes: list[Size], language: str) -> None:
    """Look at each panel beside the stage, at each dialog, and at the map."""
    for panel in PANELS:
        sight.stage.open("grad-input-conv", "slide", ARTICLE, lang=language, panel=panel)
        sight.look(sizes, f"{panel} {language}")
    sight.stage.open("grad-input-conv", "slide", ARTICLE, lang=language)
    for dialog in sight.page.evaluate("[...document.querySelectorAll('dialog')].map(({id}) => id)"):
        sight.page.evaluate(SHOW_DIALOG, dialog)
        sight.look(sizes, f"{dialog} {language}")
        sight.page.keyboard.press("Escape")
    sight.page.goto(f"{sight.stage.address}/?lang={language}")
    sight.look(sizes, f"the map {language}")


@pytest.mark.sight
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", PRESETS)
def test_sight_of_every_step_is_clear(sight: Sight, preset: str, language: str) -> None:
    walk(sight, preset, steps_of(preset), SIZES, lang=language)
    sight.assert_clear()


@pytest.mark.sight
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("theme", OTHER_THEMES)
def test_sight_of_the_densest_steps_is_clear_in_every_theme(sight: Sight, theme: str) -> None:
    walk(sight, ARTICLE, DENSEST, SIZES, lang="en", theme=theme)
    sight.assert_clear()


@pytest.mark.sight
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("language", LANGUAGES)
def test_sight_of_panels_and_dialogs_is_clear(sight: Sight, language: str) -> None:
    look_at_panels(sight, SIZES, language)
    sight.assert_clear()
