"""Playing: by itself from cell to cell, at a chosen speed, to the end of the last step."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.lessons import ARTICLE, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

# Milliseconds from cell to cell at speed 1, and a frame that draws.
CELL = 1200
FRAME = 20


@pytest.fixture
def context(fresh_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A context for one test: a clock rules all its pages."""
    return fresh_context()


class Clock:
    """The page's time, which passes only when told to."""

    def __init__(self, stage: Stage, chapter: str, step: str) -> None:
        self.stage = stage
        clock = stage.page.clock
        clock.install(time=0)
        stage.open(chapter, step, ARTICLE)
        clock.pause_at(3_600_000)

    def run(self, milliseconds: int) -> None:
        """Let time pass."""
        self.stage.page.clock.run_for(milliseconds)

    def play(self) -> None:
        """Press the play button and let it be drawn."""
        self.stage.button("Play").click()
        self.run(FRAME)
        expect(self.stage.button("Pause")).to_be_visible()


def test_play_moves_on_by_itself_and_space_stops_it(stage: Stage) -> None:
    clock = Clock(stage, "forward-window", "slide")
    clock.play()
    assert stage.position() == "cell 1 of 8"
    clock.run(CELL - 3 * FRAME)
    assert stage.position() == "cell 1 of 8"
    for number in (2, 3, 4):
        clock.run(4 * FRAME if number == 2 else CELL)
        assert stage.position() == f"cell {number} of 8"
    stage.page.get_by_role("slider").evaluate("() => document.activeElement.blur()")
    stage.page.keyboard.press(" ")
    clock.run(FRAME)
    expect(stage.button("Play")).to_be_visible()
    clock.run(5 * CELL)
    assert stage.position() == "cell 4 of 8"


def test_play_started_by_space_goes_on_into_the_next_step(stage: Stage) -> None:
    told = lesson(ARTICLE)
    (chapter, step), (after_chapter, after) = told.steps[0], told.steps[1]
    clock = Clock(stage, chapter, step.id)
    stage.page.keyboard.press("End")
    clock.run(FRAME)
    stage.page.keyboard.press(" ")
    clock.run(CELL + 3 * FRAME)
    assert stage.at() == (after_chapter, after.id)
    assert stage.position().startswith("cell 1 of")
    expect(stage.button("Pause")).to_be_visible()


def test_play_stops_after_the_last_cell_of_the_last_step(stage: Stage) -> None:
    chapter, step = lesson(ARTICLE).steps[-1]
    count = len(lesson(ARTICLE).cells(step))
    clock = Clock(stage, chapter, step.id)
    stage.page.keyboard.press("End")
    stage.page.keyboard.press("ArrowLeft")
    clock.run(FRAME)
    clock.play()
    clock.run(2 * CELL + 3 * FRAME)
    assert stage.at() == (chapter, step.id)
    assert stage.position() == f"cell {count} of {count}"
    expect(stage.button("Play")).to_be_visible()


def test_speed_button_doubles_up_to_four_and_returns(stage: Stage) -> None:
    clock = Clock(stage, "forward-window", "slide")
    speed = stage.page.locator("transport-bar").get_by_text("×")
    for text in ("2×", "4×"):
        speed.click()
        clock.run(FRAME)
        expect(speed).to_have_text(text)
    clock.play()
    clock.run(3 * CELL // 4 + 2 * FRAME)
    assert stage.position() == "cell 4 of 8"
    speed.click()
    clock.run(FRAME)
    expect(speed).to_have_text("1×")
    clock.run(CELL // 2)
    assert stage.position() == "cell 4 of 8"


@pytest.mark.parametrize("key", ["Escape", "PageDown", "ArrowRight"])
def test_play_and_keys_together_leave_one_timer(stage: Stage, key: str) -> None:
    clock = Clock(stage, "forward-window", "one-channel")
    clock.play()
    stage.page.keyboard.press(key)
    clock.run(FRAME)
    before = int(stage.position().split()[1])
    clock.run(CELL)
    assert int(stage.position().split()[1]) - before in (0, 1)


def test_play_ends_where_a_cell_is_pinned(stage: Stage) -> None:
    clock = Clock(stage, "forward-window", "slide")
    clock.play()
    stage.cell("input", (0, 0, 0, 0, 0)).click()
    clock.run(FRAME)
    expect(stage.button("Play")).to_be_visible()
    clock.run(3 * CELL)
    assert stage.position() == "cell 1 of 8"
    stage.expect_pinned(True)
