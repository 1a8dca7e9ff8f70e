"""The address is the state: whatever is on the page comes back from it."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.lessons import ARTICLE, LEFTOVER, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

CHAPTER, STEP = "forward-window", "slide"


def state(stage: Stage) -> dict[str, Any]:
    """What a reader would call the same page."""
    look = stage.look()
    return {
        "at": stage.at(),
        "heading": stage.heading(),
        "position": stage.position(),
        "marks": look.marked("read", "write", "source", "reader"),
        "grids": [grid.title for grid in look.grids],
        "pinned": stage.button("Unpin the cell").is_visible(),
        "pressed": [
            button.get_attribute("aria-label") or button.inner_text()
            for button in stage.page.get_by_role("button", pressed=True).all()
        ],
        "theme": stage.page.get_by_role("combobox", name="Theme").input_value(),
        "ground": stage.page.evaluate("() => getComputedStyle(document.body).backgroundColor"),
        "example": stage.page.get_by_role("combobox", name="Example").input_value(),
    }


@pytest.fixture
def slide(stage: Stage) -> Stage:
    """The sliding window of the example with stride 2."""
    stage.load_step(CHAPTER, STEP, LEFTOVER)
    return stage


def change_everything(stage: Stage) -> None:
    """Cursor, what cells show, zeros and theme, none as it was."""
    stage.press("ArrowRight", "ArrowRight", "v", "z")
    stage.page.get_by_role("combobox", name="Theme").select_option("dark")
    stage.page.wait_for_url(re.compile("cell=.*show=numbers.*zeros=hidden.*theme=dark"))
    stage.settle()


# Without a pin, and with one of the result or of any other tensor: tests/js/state/address.test.js.
def test_address_reloaded_or_copied_gives_the_same_page(
    slide: Stage, context: BrowserContext
) -> None:
    change_everything(slide)
    slide.cell("input", (0, 1, 1, 0, 1)).click()
    slide.page.wait_for_url(re.compile("pin=input:0,1,1,0,1"))
    slide.mouse_away()
    before = state(slide)
    slide.page.reload()
    slide.ready()
    assert state(slide) == before
    copied = Stage(context.new_page(), slide.address)
    copied.load(slide.page.url.removeprefix(slide.address))
    assert state(copied) == before
    assert copied.page.url == slide.page.url


def test_address_changes_with_the_step_and_keeps_the_rest(slide: Stage) -> None:
    change_everything(slide)
    told = lesson(LEFTOVER)
    after = told.steps[told.steps.index((CHAPTER, told.step(CHAPTER, STEP))) + 1]
    slide.click("Next step")
    assert slide.at() == (after[0], after[1].id)
    assert f"preset={LEFTOVER}" in slide.page.url
    assert "theme=dark" in slide.page.url
    assert "cell=" not in slide.page.url
    slide.page.reload()
    slide.ready()
    assert slide.heading() == told.title(*after)


def test_back_and_forward_walk_the_steps_that_were_opened(stage: Stage) -> None:
    told = lesson(ARTICLE)
    route = [(chapter, step.id) for chapter, step in told.steps[:4]]
    stage.load_step(*route[0], ARTICLE)
    for _ in route[1:]:
        stage.click("Next step")
    for place in route[-2::-1]:
        stage.page.go_back()
        stage.settle()
        assert stage.at() == place
        assert stage.heading() == told.title(place[0], told.step(*place))
    for place in route[1:]:
        stage.page.go_forward()
        stage.settle()
        assert stage.at() == place
        assert stage.heading() == told.title(place[0], told.step(*place))
    expect(stage.page).to_have_title(f"{stage.heading()} · Gradgrid")


def test_back_returns_to_the_cell_that_was_left(stage: Stage) -> None:
    stage.load_step(CHAPTER, STEP, ARTICLE)
    stage.press("ArrowRight", "ArrowRight")
    stage.page.wait_for_url(re.compile("cell=output"))
    stage.click("Next step")
    stage.page.go_back()
    stage.settle()
    assert stage.position() == "cell 3 of 8"


def test_moving_between_cells_leaves_one_entry_in_the_history(stage: Stage) -> None:
    stage.load_step(CHAPTER, STEP, ARTICLE)
    before = stage.page.evaluate("() => history.length")
    stage.press(*["ArrowRight"] * 5)
    stage.page.wait_for_url(re.compile("cell=output"))
    assert stage.page.evaluate("() => history.length") == before


def test_pin_of_a_source_in_the_address_is_pinned_on_arrival(stage: Stage) -> None:
    told = lesson(ARTICLE)
    stage.load_step(CHAPTER, STEP, ARTICLE, pin="input:0,1,1,0,2")
    stage.expect_pinned(True)
    cell = (0, 1, 1, 0, 2)
    readers = told.readers(told.step(CHAPTER, STEP), "input", cell)
    look = stage.look()
    assert look.marked("source") == {("input", cell)}
    assert look.marked("reader") == {("output", each) for each in readers} & look.shown()
