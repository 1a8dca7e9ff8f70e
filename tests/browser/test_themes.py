"""The themes: the reader's own, light, dark, and one for projectors."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.guard import guard_of
from tests.browser.lessons import ARTICLE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

LIGHTNESS = """() => {
  const parts = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
  return (parts[0] + parts[1] + parts[2]) / 765;
}"""
CELL = "() => Number.parseFloat(getComputedStyle(document.querySelector('.cell')).width)"


def opened(stage: Stage, **query: str) -> Stage:
    """The stage at the sliding window."""
    stage.open("forward-window", "slide", ARTICLE, **query)
    return stage


def test_theme_auto_follows_what_the_reader_prefers(stage: Stage) -> None:
    opened(stage)
    for scheme, dark in (("dark", True), ("light", False), ("dark", True)):
        stage.page.emulate_media(color_scheme=scheme)
        assert (stage.page.evaluate(LIGHTNESS) < 0.5) is dark


@pytest.mark.parametrize(
    ("theme", "dark"), [("light", False), ("dark", True), ("projector", False)]
)
def test_theme_chosen_goes_before_what_the_reader_prefers(
    stage: Stage, theme: str, dark: bool
) -> None:
    opened(stage)
    choice = stage.page.get_by_role("combobox", name="Theme")
    choice.select_option(theme)
    for scheme in ("dark", "light"):
        stage.page.emulate_media(color_scheme=scheme)
        stage.settle()
        assert (stage.page.evaluate(LIGHTNESS) < 0.5) is dark
    stage.page.wait_for_url(f"**theme={theme}")
    choice.select_option("auto")
    stage.page.emulate_media(color_scheme="dark")
    stage.settle()
    assert stage.page.evaluate(LIGHTNESS) < 0.5


@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_theme_is_in_the_page_before_any_script(
    context_with: Callable[..., BrowserContext], address: str, theme: str
) -> None:
    context = context_with(java_script_enabled=False)
    guard_of(context).allow(".js: csp")
    page = context.new_page()
    page.goto(f"{address}/forward-window/slide?theme={theme}")
    expect(page.locator("html")).to_have_attribute("data-theme", theme)


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_theme_switched_to_gives_the_cells_of_the_theme_opened(stage: Stage, theme: str) -> None:
    opened(stage, theme=theme)
    wanted = stage.page.evaluate(CELL)
    for before in ("auto", "dark", "projector"):
        opened(stage, theme=before)
        stage.page.get_by_role("combobox", name="Theme").select_option(theme)
        stage.settle()
        stage.settle()
        assert stage.page.evaluate(CELL) == wanted, before


def test_theme_for_projectors_has_large_cells_and_its_prose_above(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 1280, "height": 720})
    step = "slide"
    # Pairs beside one another fill the width at 46 pixels a cell; stacked they would be smaller.
    stage.open("grad-input-conv", step, ARTICLE, theme="light")
    least = {"grad-input-conv": 1.5 * stage.page.evaluate(CELL), "forward-window": 46}
    for chapter in least:
        stage.open(chapter, step, ARTICLE, theme="projector")
        assert stage.page.evaluate(CELL) >= least[chapter]
        aside, board = (stage.page.locator(each).bounding_box() for each in ("aside", "#board"))
        assert aside is not None
        assert board is not None
        assert aside["y"] + aside["height"] <= board["y"]
        # The list of steps is not there to lead on.
        stage.page.get_by_role("link", name="Next chapter").filter(visible=True).click()
        stage.settle()
        assert stage.at()[0] != chapter
