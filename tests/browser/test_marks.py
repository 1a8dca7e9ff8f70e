"""The cells that light up: those that the cell being written reads, and that cell itself."""

import pytest

from tests.browser.lessons import ARTICLE, LEFTOVER, lesson, spread
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("preset", [ARTICLE, LEFTOVER])
def test_marks_of_a_hovered_result_are_its_terms(stage: Stage, preset: str) -> None:
    told = lesson(preset)
    chapter = "grad-input-fold"
    step = told.step(chapter, "fold")
    stage.open(chapter, step.id, preset)
    shown = stage.cells(step.tensor.name)
    for order in spread(shown):
        stage.hover(step.tensor.name, shown[order])
        assert stage.marked("write") == {(step.tensor.name, shown[order])}
        assert stage.marked("read") == told.reads(step, shown[order])
    stage.mouse_away()
    assert stage.marked("write") == {(step.tensor.name, told.cells(step)[0])}


def test_marks_of_a_hovered_term_are_the_cells_of_that_term(stage: Stage) -> None:
    told = lesson(ARTICLE)
    step = told.step("forward-window", "slide")
    stage.open("forward-window", "slide", ARTICLE)
    stage.move_to(5)
    cell = told.cells(step)[5]
    for position, term in enumerate(told.terms(step, cell)):
        stage.page.locator(f'sum-panel [data-position="{position}"]').last.hover()
        stage.settle()
        hot = {(read.tensor, read.cell) for read in term}
        assert stage.marked("read hot") == hot, position
        assert stage.marked("read") == told.reads(step, cell), position
    stage.mouse_away()
    assert stage.marked("read hot") == set()


def test_marks_in_the_other_show_modes_stay_the_same(stage: Stage) -> None:
    told = lesson(LEFTOVER)
    chapter = "grad-input-fold"
    step = told.step(chapter, "fold")
    stage.open(chapter, step.id, LEFTOVER)
    read = told.reads(step, told.cells(step)[0])
    for name in ("Numbers", "Symbols", "Numbers and symbols"):
        stage.click(name)
        assert stage.marked("read") == read
    stage.click("hidden")
    assert stage.marked("read") == read
