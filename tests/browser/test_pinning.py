"""A pinned cell stays looked at until it is let go."""

import pytest

from tests.browser.lessons import ARTICLE, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

SOURCE = ("input", (0, 1, 1, 0, 0))
RESULT = ("output", (0, 1, 0, 0, 0))


@pytest.fixture
def slide(stage: Stage) -> Stage:
    """The sliding window of the article's example."""
    stage.open("forward-window", "slide", ARTICLE)
    return stage


def test_pin_by_click_survives_the_mouse_moving_away(slide: Stage) -> None:
    slide.cell(*SOURCE).click()
    slide.mouse_away()
    slide.expect_pinned(True)
    assert slide.marked("source") == {SOURCE}


def test_pin_gives_way_to_a_hovered_cell_and_comes_back(slide: Stage) -> None:
    slide.cell(*SOURCE).click()
    slide.hover(*RESULT)
    assert slide.marked("write") == {RESULT}
    slide.mouse_away()
    assert slide.marked("source") == {SOURCE}


@pytest.mark.parametrize("way", ["Escape", "button"])
def test_pin_is_let_go_by_key_and_by_button(slide: Stage, way: str) -> None:
    slide.cell(*SOURCE).click()
    slide.mouse_away()
    if way == "Escape":
        slide.press("Escape")
    else:
        slide.click("Unpin the cell")
    slide.expect_pinned(False)
    assert slide.marked("source") == set()
    assert slide.position() == "cell 1 of 8"


def test_pin_by_enter_stays_when_the_focus_moves_on(slide: Stage) -> None:
    slide.load_step("forward-window", "slide", ARTICLE)
    slide.focus_before_board()
    slide.press("Tab", "ArrowDown", "ArrowRight", "Enter", "ArrowRight")
    assert slide.marked("source") == {("input", (0, 1, 2, 0, 0))}
    slide.page.get_by_role("slider").focus()
    slide.settle()
    slide.expect_pinned(True)
    assert slide.marked("source") == {SOURCE}


def test_pin_on_a_result_moves_the_cursor_there(slide: Stage) -> None:
    told = lesson(ARTICLE)
    order = told.cells(told.step("forward-window", "slide")).index(RESULT[1])
    slide.cell(*RESULT).click()
    slide.mouse_away()
    assert slide.marked("write") == {RESULT}
    assert slide.position() == f"cell {order + 1} of 8"
    slide.press("Escape")
    assert slide.marked("write") == {RESULT}


def test_pin_goes_when_the_cursor_or_the_step_moves(slide: Stage) -> None:
    for key in ("ArrowRight", "PageDown"):
        slide.open("forward-window", "slide", ARTICLE, pin="input:0,1,1,0,0")
        slide.expect_pinned(True)
        slide.press(key)
        slide.expect_pinned(False)


def test_pin_by_a_tab_of_the_result_shows_that_grid(slide: Stage) -> None:
    tabs = slide.page.get_by_role("navigation", name="Grids of the result")
    tabs.get_by_role("button").last.click()
    slide.settle()
    assert {cell[4] for cell in slide.cells("output")} == {1}


def test_pinned_result_keeps_its_sum_and_lights_the_terms_of_a_hovered_cell(slide: Stage) -> None:
    told = lesson(ARTICLE)
    step = told.step("forward-window", "slide")
    slide.cell(*RESULT).click()
    terms = told.terms(step, RESULT[1])
    lit = '[...document.querySelectorAll("sum-panel .hot[data-position]")]'
    for tensor, cell in sorted(told.reads(step, RESULT[1])):
        slide.hover(tensor, cell)
        using = {
            position
            for position, term in enumerate(terms)
            if any((read.tensor, read.cell) == (tensor, cell) for read in term)
        }
        positions = slide.page.evaluate(f"{lit}.map((chip) => Number(chip.dataset.position))")
        assert set(positions) == using, (tensor, cell)
        hot = {(read.tensor, read.cell) for position in using for read in terms[position]}
        assert slide.marked("read hot") == hot
        assert slide.marked("write") == {RESULT}
    slide.mouse_away()
    assert slide.marked("read hot") == set()
