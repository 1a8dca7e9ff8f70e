"""Motion: cells fly from what is read to what is written, and nothing waits for them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.lessons import ARTICLE, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

STEP = ("forward-window", "slide")


WATCH = """() => {
  window.moved = [];
  new MutationObserver((all) => moved.push(...all.flatMap(({ addedNodes }) => [...addedNodes])))
    .observe(document.querySelector(".flights"), { childList: true });
}"""


@pytest.fixture
def moving(context_with: Callable[..., BrowserContext], address: str) -> Stage:
    """The sliding window for a reader who has not asked for stillness."""
    stage = Stage(context_with(reduced_motion="no-preference").new_page(), address)
    stage.open(*STEP, ARTICLE)
    return stage


def test_motion_carries_every_cell_that_is_read_and_lands(moving: Stage) -> None:
    told = lesson(ARTICLE)
    step = told.step(*STEP)
    moving.alter(WATCH)
    moving.press("ArrowRight")
    read = told.reads(step, told.cells(step)[1])
    # A flight lasts half a second; whoever looks later has missed it.
    assert moving.page.evaluate("moved.length") == min(len(read), 24)
    # The step has been taken while they fly.
    assert moving.position() == "cell 2 of 8"
    assert moving.marked("read") == read
    expect(moving.page.locator(".flyer")).to_have_count(0)


def test_motion_of_many_presses_leaves_no_flight_behind(moving: Stage) -> None:
    moving.press(*["ArrowRight"] * 5)
    assert moving.position() == "cell 6 of 8"
    moving.press("ArrowLeft")
    assert moving.page.locator(".flyer").count() == 0


def test_motion_is_hidden_from_the_pointer_and_from_screen_readers(moving: Stage) -> None:
    moving.page.keyboard.press("ArrowRight")
    layer = moving.page.locator(".flights")
    expect(layer).to_have_attribute("aria-hidden", "true")
    expect(layer).to_have_css("pointer-events", "none")


@pytest.mark.parametrize("chapter", lesson(ARTICLE).chapters)
def test_motion_is_none_where_the_reader_asks_for_stillness(stage: Stage, chapter: str) -> None:
    stage.open(chapter, lesson(ARTICLE).chapters[chapter][0].id, ARTICLE)
    stage.alter(WATCH)
    stage.press("ArrowRight", "ArrowRight", "PageDown", "ArrowRight")
    assert stage.page.evaluate("moved.length") == 0
    running = "document.getAnimations().filter((each) => each.playState === 'running').length"
    assert stage.page.evaluate(running) == 0
