"""The same pages in Firefox, where the machine has one: every chapter, numbers and marks."""

import pytest
from playwright.sync_api import Browser

from tests.browser.lessons import ARTICLE, LEFTOVER, lesson
from tests.browser.stage import Stage
from tests.browser.test_steps import assert_shows_step

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(firefox: Browser) -> Browser:
    """Firefox in place of the folder's browser."""
    return firefox


@pytest.mark.parametrize("chapter", lesson(ARTICLE).chapters)
def test_chapter_in_firefox_shows_the_engines_numbers(stage: Stage, chapter: str) -> None:
    told = lesson(LEFTOVER)
    first, *rest = told.chapters[chapter]
    stage.open(chapter, first.id, LEFTOVER, lang="zh-CN")
    assert_shows_step(stage, told, chapter, first, "zh-CN")
    for step in rest:
        stage.press("PageDown")
        assert_shows_step(stage, told, chapter, step, "zh-CN")


def test_cells_in_firefox_light_with_what_they_read(stage: Stage) -> None:
    told = lesson(ARTICLE)
    step = told.step("grad-input-conv", "slide")
    stage.open("grad-input-conv", "slide", ARTICLE)
    for order, cell in list(enumerate(told.cells(step)))[:4]:
        stage.move_to(order)
        assert stage.marked("read") == told.reads(step, cell)
        assert stage.marked("write") == {("grad_input", cell)}
