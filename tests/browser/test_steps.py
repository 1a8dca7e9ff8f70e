"""Every step of every chapter on every example: its title, its grids, and all their numbers."""

import pytest
from playwright.sync_api import expect

from gradgrid.engine.rules.derivation import Step
from tests.browser.lessons import ARTICLE, PRESETS, Lesson, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def assert_shows_step(
    stage: Stage, lesson: Lesson, chapter: str, step: Step, language: str = "en"
) -> None:
    """The page shows the step's title and grids, each grid whole, each number the engine's."""
    where = f"{lesson.preset}: {chapter}/{step.id}"
    assert stage.at() == (chapter, step.id)
    assert stage.heading() == lesson.title(chapter, step, language), where
    grids = stage.look().grids
    drawn = lesson.drawn(chapter, step)
    assert {grid.tensor for grid in grids} == set(drawn), where
    for grid in grids:
        _, rows, cols = lesson.extent(drawn[grid.tensor], grid.tensor)
        assert len(grid.cells) == rows * cols, f"{where}: {grid.title}"
        numbers = {cell: number for cell, (number, _, _) in grid.cells.items()}
        expected = {cell: lesson.number(grid.tensor, cell) for cell in grid.cells}
        assert numbers == expected, f"{where}: {grid.title}"
        for cell, (number, label, _) in grid.cells.items():
            symbol = lesson.trace.symbol(grid.tensor, cell).replace("dL/d", "∂L/∂")
            named = number if symbol == "0" else f"{symbol} = {number}"
            assert label == named, f"{where}: {grid.title} {cell}"


def assert_every_cell_is_reached(stage: Stage, told: Lesson, chapter: str, step: Step) -> None:
    """The cursor leads to every cell that the step walks over: each grid of them can be shown."""
    cells = told.cells(step, step.cursor_over)
    blocks = told.extent(step, step.cursor_over)[0]
    seen = set()
    for order in range(0, len(cells), len(cells) // blocks):
        stage.move_to(order)
        seen |= {cell for _, cell in stage.look().shown(step.cursor_over)}
    assert seen == set(cells), f"{chapter}/{step.id}"


def test_step_opened_without_step_or_preset_is_the_chapters_first_of_the_article(
    stage: Stage,
) -> None:
    told = lesson(PRESETS[0])
    chapter, step = told.steps[0]
    stage.visit(f"/{chapter}")
    assert stage.heading() == told.title(chapter, step)
    expect(stage.page).to_have_title(f"{told.title(chapter, step)} · Gradgrid")


def test_step_of_another_chapter_by_its_link_opens_in_place(stage: Stage) -> None:
    told = lesson(PRESETS[0])
    chapter, first = told.steps[0]
    stage.open(chapter, first.id, PRESETS[0])
    nav = stage.page.get_by_role("navigation", name="Chapters")
    for number, (other, steps) in enumerate(told.chapters.items()):
        nav.get_by_role("link").nth(number).click()
        stage.settle()
        assert stage.at() == (other, steps[0].id)
        stage.page.locator(f'[data-to="{other}/{steps[-1].id}"]:visible').first.click()
        stage.settle()
        assert_shows_step(stage, told, other, steps[-1])


@pytest.mark.parametrize(
    ("chapter", "opened", "arrived"),
    [("grad-input-conv", "slide", "slide"), ("forward-window", "one-channel", "slide")],
    ids=["the-same-step", "the-first-where-there-is-no-such-step"],
)
def test_example_chosen_anew_keeps_the_place_and_changes_the_numbers(
    stage: Stage, chapter: str, opened: str, arrived: str
) -> None:
    before, after = "article-multi-channel", "article-single-channel"
    told = lesson(after)
    step = told.step(chapter, arrived)
    stage.open(chapter, opened, before)
    with stage.page.expect_navigation():
        stage.page.get_by_role("combobox", name="Example").select_option(after)
    stage.ready()
    stage.press("ArrowRight")
    stage.page.wait_for_url(f"**/{chapter}/{step.id}?preset={after}&cell=*")
    assert_shows_step(stage, told, chapter, step)


def test_step_that_an_example_lacks_opens_another_and_says_so(stage: Stage) -> None:
    stage.open("grad-input-conv", "dilate", ARTICLE)
    first = lesson(ARTICLE).chapters["grad-input-conv"][0].id
    stage.page.wait_for_url(f"**/grad-input-conv/{first}?**")
    notice = stage.page.locator(".lacks:visible")
    expect(notice).to_contain_text("Only with a stride above 1.")
    notice.get_by_role("link").click()
    # The server is asked before the page is left.
    stage.page.wait_for_url("**/grad-input-conv/dilate?**")
    stage.ready()
    expect(stage.page.locator(".lacks:visible")).to_have_count(0)


def test_step_that_is_open_is_in_sight_in_the_list(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 1280, "height": 720})
    stage.open("errata", lesson(ARTICLE).chapters["errata"][0].id, ARTICLE)
    here = stage.page.locator(".steps:visible [aria-current]")
    for _ in lesson(ARTICLE).chapters["errata"][1:]:
        expect(here).to_be_in_viewport(ratio=1)
        stage.press("PageDown")
    expect(here).to_be_in_viewport(ratio=1)
