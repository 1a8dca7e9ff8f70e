"""What axe finds wrong with the pages: nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.lessons import ARTICLE, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
THEMES = ("light", "dark", "projector")


def assert_accessible(page: Page, *without: str, beside: str | None = None) -> None:
    """Axe, with all its rules but some, reports nothing of a page, or of all beside an element."""
    # Only a rule that is off by default needs the style sheets once more.
    options = {"resultTypes": ["violations"], "preload": False}
    options["rules"] = {rule: {"enabled": False} for rule in without}
    context = None if beside is None else {"exclude": [[beside]]}
    found = Axe().run(page, context=context, options=options).response["violations"]
    assert [
        (fault["id"], node["target"], node["failureSummary"])
        for fault in found
        for node in fault["nodes"][:3]
    ] == [], page.url


# Colours are the same in every language, and take three quarters of the time.
@pytest.mark.long
@pytest.mark.parametrize(
    ("theme", "language", "without"),
    [*((theme, "en", []) for theme in THEMES), ("light", "zh-CN", ["color-contrast"])],
)
def test_axe_on_every_chapter_finds_nothing(
    stage: Stage, theme: str, language: str, without: list[str]
) -> None:
    for chapter, steps in lesson(ARTICLE).chapters.items():
        stage.open(chapter, steps[-1].id, ARTICLE, theme=theme, lang=language)
        assert_accessible(stage.page, *without)


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
