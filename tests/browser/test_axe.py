"""What axe finds wrong with the pages: nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.lessons import ARTICLE, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
THEMES = ("light", "dark", "projector")
CONTRAST = "color-contrast"


def assert_accessible(
    page: Page, *without: str, beside: str | None = None, only: str | None = None
) -> None:
    """Axe, with all its rules but some, reports nothing of a page, or of all beside an element."""
    # Only a rule that is off by default needs the style sheets once more.
    options: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
    options["rules"] = {rule: {"enabled": False} for rule in without}
    if only is not None:
        options["runOnly"] = [only]
    context = None if beside is None else {"exclude": [[beside]]}
    found = Axe().run(page, context=context, options=options).response["violations"]
    assert [
        (fault["id"], node["target"], node["failureSummary"])
        for fault in found
        for node in fault["nodes"][:3]
    ] == [], page.url


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_axe_on_every_chapter_finds_nothing(stage: Stage, language: str) -> None:
    for chapter, steps in lesson(ARTICLE).chapters.items():
        stage.open(chapter, steps[-1].id, ARTICLE, lang=language)
        assert_accessible(stage.page, CONTRAST)


# Colours are the same in every language, and those of the board's cells in tests of their own:
# tests/browser/test_contrast.py.
@pytest.mark.parametrize("theme", THEMES)
def test_axe_on_every_chapter_finds_no_faint_text(stage: Stage, theme: str) -> None:
    for chapter, steps in lesson(ARTICLE).chapters.items():
        stage.open(chapter, steps[-1].id, ARTICLE, theme=theme)
        assert_accessible(stage.page, beside=".cell", only=CONTRAST)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_on_the_map_finds_nothing(stage: Stage, theme: str) -> None:
    stage.page.goto(f"{stage.address}/?theme={theme}")
    assert_accessible(stage.page)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_on_the_open_dialog_finds_nothing(stage: Stage, theme: str) -> None:
    stage.open("forward-window", "slide", ARTICLE, theme=theme)
    stage.press("?")
    assert_accessible(stage.page)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_on_a_phone_with_a_pinned_cell_finds_nothing(stage: Stage, theme: str) -> None:
    stage.page.set_viewport_size(PHONE)
    stage.open("forward-window", "slide", ARTICLE, theme=theme, pin="input:0,1,1,0,0")
    assert_accessible(stage.page)


def test_axe_with_options_changed_finds_nothing(stage: Stage) -> None:
    stage.open("grad-input-conv", "slide", ARTICLE, show="symbols", zeros="hidden")
    assert_accessible(stage.page)
