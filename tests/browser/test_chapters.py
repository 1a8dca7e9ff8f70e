"""Every chapter on six examples: titles, grids, numbers, sums, what lights up; in both languages.

The guard of every page adds: no error on the console, and no request to another host.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from gradgrid.engine.rules.derivation import Step
from tests.browser.lessons import ARTICLE, LEFTOVER, PRESETS, Lesson, spread
from tests.browser.lessons import lesson as lesson_on
from tests.browser.stage import Stage
from tests.browser.test_fan_out import assert_fans_out, sources
from tests.browser.test_language import english_words
from tests.browser.test_steps import assert_every_cell_is_reached, assert_shows_step
from tests.browser.test_sum import assert_written_out

pytestmark = pytest.mark.browser


# The article's own, and one with a stride and cells that nothing reads.
CLOSELY = (ARTICLE, LEFTOVER)


def assert_follows_the_cursor(
    stage: Stage, told: Lesson, chapter: str, step: Step, orders: list[int]
) -> None:
    """At some cells of the result: it and what its rule reads are marked, its sum written out."""
    cells = told.cells(step)
    for order in orders:
        stage.move_to(order)
        where = f"{told.preset}: {chapter}/{step.id}, cell {cells[order]}"
        look = stage.look()
        assert look.marked("write") == {(step.tensor.name, cells[order])}, where
        # Nothing that is read is off the stage.
        assert look.marked("read") == told.marked(chapter, step, cells[order]), where
        assert look.marked("source", "reader") == set(), where
        assert_written_out(stage, told, step, order, zeros=True)


def walk(stage: Stage, told: Lesson) -> Iterator[tuple[str, Step]]:
    """Every step of every chapter from one page, which shows it as the engine has it."""
    opened, first = told.steps[0]
    stage.open(opened, first.id, told.preset)
    for chapter, step in told.steps:
        if step is not first:
            stage.turn()
        assert_shows_step(stage, told, chapter, step)
        yield chapter, step


def chinese_steps(preset: str) -> list[tuple[str, Step]]:
    """Every step of the article's example; of another, those it alone has and each chapter's last.

    Its numbers are drawn as on an English page: only its words are others.
    """
    told = lesson_on(preset)
    before = [lesson_on(each) for each in PRESETS[: PRESETS.index(preset)]]
    known = {(chapter, step.id) for each in before for chapter, step in each.steps}
    return [
        (chapter, step)
        for chapter, step in told.steps
        if (chapter, step.id) not in known or step is told.chapters[chapter][-1]
    ]


@pytest.mark.long
@pytest.mark.parametrize("preset", PRESETS)
def test_chapters_show_the_engines_numbers_and_light_the_rules_cells(
    stage: Stage, preset: str
) -> None:
    told = lesson_on(preset)
    for chapter, step in walk(stage, told):
        walks_result = step.cursor_over == step.tensor.name
        # What lights at a cell, on all examples: tests/js/board/marks.test.js.
        is_looked_at_closely = preset in CLOSELY
        if walks_result:
            orders = spread(told.cells(step), 3)
            few = orders if is_looked_at_closely else orders[-1:]
            assert_follows_the_cursor(stage, told, chapter, step, few)
        if not is_looked_at_closely and step is not told.chapters[chapter][-1]:
            continue
        for tensor, cell in sources(stage, told, step):
            stage.hover(tensor, cell)
            assert_fans_out(stage, told, step, tensor, cell)
        stage.mouse_away()
        if walks_result:
            assert stage.marked("source", "reader") == set()
        if is_looked_at_closely:
            assert_every_cell_is_reached(stage, told, chapter, step)


@pytest.mark.long
@pytest.mark.parametrize("preset", PRESETS)
def test_chapters_in_chinese_show_the_engines_numbers_and_no_english_word(
    stage: Stage, preset: str
) -> None:
    told = lesson_on(preset)
    for chapter, step in chinese_steps(preset):
        stage.open(chapter, step.id, preset, lang="zh-CN")
        assert stage.page.locator("html").get_attribute("lang") == "zh-CN"
        assert_shows_step(stage, told, chapter, step, "zh-CN")
        if step.cursor_over == step.tensor.name:
            last = len(told.cells(step)) - 1
            assert_follows_the_cursor(stage, told, chapter, step, [last])
            expect(stage.page.locator("#spoken")).not_to_be_empty()
        assert english_words(stage) == set(), f"{preset}: {chapter}/{step.id}"
        if step is told.chapters[chapter][-1]:
            tensor, cell = sources(stage, told, step)[-1]
            stage.hover(tensor, cell)
            assert stage.marked("source") == {(tensor, cell)}
            assert english_words(stage) == set(), f"{preset}: {chapter}/{step.id}, {tensor}"
            stage.mouse_away()
