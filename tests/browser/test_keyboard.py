"""The whole of a chapter without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lessons import ARTICLE, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

CHAPTER = "forward-matmul"
ACTIVE = """() => {
  const { activeElement: at } = document;
  return at.dataset.cell ?? at.getAttribute("aria-label") ?? at.id ?? at.textContent;
}"""


@pytest.fixture
def first(stage: Stage) -> Stage:
    """The first step of the chapter."""
    stage.load_step(CHAPTER, lesson(ARTICLE).chapters[CHAPTER][0].id, ARTICLE)
    return stage


def test_keys_from_the_address_bar_lead_over_every_cell_of_a_chapter(first: Stage) -> None:
    told = lesson(ARTICLE)
    steps = told.chapters[CHAPTER]
    first.press("Tab")
    skip = first.page.get_by_role("link", name="Skip to the grids")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    first.press("Enter")
    for step in steps:
        cells = told.cells(step)
        assert first.at() == (CHAPTER, step.id)
        assert first.position() == f"cell 1 of {len(cells)}"
        for order in range(1, len(cells)):
            first.press("ArrowRight")
            assert first.position() == f"cell {order + 1} of {len(cells)}"
        assert first.marked("write") == {(step.tensor.name, cells[-1])}
        first.press("ArrowRight")
    ahead = told.steps[told.steps.index((CHAPTER, steps[-1])) + 1]
    assert first.at() == (ahead[0], ahead[1].id)
    first.press("ArrowLeft")
    assert first.at() == (CHAPTER, steps[-1].id)
    assert first.marked("write") == {(steps[-1].tensor.name, told.cells(steps[-1])[-1])}


def test_keys_of_a_clicker_walk_the_steps_to_both_ends(stage: Stage) -> None:
    told = lesson(ARTICLE)
    route = [(chapter, step.id) for chapter, step in told.steps]
    stage.load_step(*route[0], ARTICLE)
    for place in [*route[1:], route[-1]]:
        stage.press("PageDown")
        assert stage.at() == place
    expect(stage.button("Next step")).to_be_disabled()
    for place in [*route[-2::-1], route[0]]:
        stage.press("PageUp")
        assert stage.at() == place
    expect(stage.button("Previous step")).to_be_disabled()
    # Letters do the same: tests/js/markup/keys.test.js has every key.
    stage.press("n", "n", "p")
    assert stage.at() == route[1]


def test_home_and_end_move_to_the_ends_of_the_step(first: Stage) -> None:
    count = len(lesson(ARTICLE).cells(lesson(ARTICLE).chapters[CHAPTER][0]))
    first.press("End")
    assert first.position() == f"cell {count} of {count}"
    first.press("Home")
    assert first.position() == f"cell 1 of {count}"
    first.press("ArrowLeft", "ArrowRight")
    assert first.at()[0] == CHAPTER


def test_letters_change_what_cells_show_and_the_zeros(first: Stage) -> None:
    pressed = first.page.get_by_role("button", pressed=True)
    for name in ("Numbers", "Symbols", "Heat map", "Numbers and symbols"):
        first.press("v")
        expect(pressed.first).to_have_accessible_name(name)
    zeros = first.page.get_by_role("group", name="Zeros").get_by_role("button", pressed=True)
    for name in ("hidden", "zeros shown"):
        first.press("z")
        expect(zeros).to_have_accessible_name(name)
    order = first.page.get_by_role("group", name="Order within a patch")
    for name in ("Channels last", "Channels first"):
        first.press("o")
        expect(order.get_by_role("button", pressed=True)).to_have_accessible_name(name)


def test_question_mark_opens_the_keys_and_escape_closes_them(first: Stage) -> None:
    dialog = first.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_hidden()
    first.press("?")
    expect(dialog).to_be_visible()
    listed = set(dialog.locator("kbd").all_inner_texts())
    assert listed >= {"→", "←", "Page↓", "Page↑", "Home", "End", "Space", "Esc", "v", "z", "?"}
    first.press("ArrowRight")
    assert first.position().startswith("cell 1 of")
    first.press("Escape")
    expect(dialog).to_be_hidden()
    first.press("?", "?")
    expect(dialog).to_be_hidden()


def test_arrows_inside_a_grid_move_the_focus_and_stop_at_its_edges(first: Stage) -> None:
    first.focus_before_board()
    first.press("Tab")
    told = lesson(ARTICLE)
    source = told.sources(told.chapters[CHAPTER][0])[0]
    _, rows, cols = told.extent(told.chapters[CHAPTER][0], source)
    corner = first.page.evaluate(ACTIVE)
    for key, times in (("ArrowRight", cols), ("ArrowDown", rows), ("ArrowLeft", cols)):
        first.press(*[key] * (times + 1))
    first.press(*["ArrowUp"] * (rows - 1))
    assert first.page.evaluate(ACTIVE) == corner
    assert first.at() == (CHAPTER, told.chapters[CHAPTER][0].id)
    assert first.position().startswith("cell 1 of")


def test_tab_goes_from_grid_to_grid_and_on_to_the_transport(first: Stage) -> None:
    first.focus_before_board()
    grids = first.look().grids
    for grid in grids:
        first.press("Tab")
        at = tuple(map(int, first.page.evaluate(ACTIVE).split(",")))
        assert at in grid.cells, grid.title
    seen = []
    for _ in range(11):
        first.press("Tab")
        seen.append(first.page.evaluate(ACTIVE))
    assert "The selected cell written out" in seen
    assert {"Play", "Next cell", "Next step", "Progress through this chapter"} <= set(seen)


def test_tab_comes_back_to_the_cell_that_was_left(first: Stage) -> None:
    first.focus_before_board()
    first.press("Tab", "ArrowDown", "ArrowRight")
    left = first.page.evaluate(ACTIVE)
    first.press("Tab", "Shift+Tab")
    assert first.page.evaluate(ACTIVE) == left


@pytest.mark.parametrize("name", ["Example", "Theme"])
def test_arrows_in_a_list_of_choices_stay_there(first: Stage, name: str) -> None:
    first.page.get_by_role("combobox", name=name).focus()
    first.page.keyboard.press("Home")
    first.press("ArrowUp", "ArrowLeft")
    assert first.position().startswith("cell 1 of")
    first.press("v", "z")
    expect(first.page.get_by_role("button", pressed=True).first).to_have_accessible_name(
        "Numbers and symbols"
    )


def test_arrows_on_the_scrubber_move_by_one_cell(first: Stage) -> None:
    first.page.get_by_role("slider").focus()
    first.press("ArrowRight", "ArrowRight")
    assert first.position().startswith("cell 3 of")
    first.press("Home")
    assert first.position().startswith("cell 1 of")


def test_browser_shortcuts_are_left_alone(first: Stage) -> None:
    before = first.position()
    first.press("Control+ArrowRight", "Control+z", "Shift+Tab")
    assert first.position() == before
    expect(first.page).not_to_have_url(re.compile("zeros"))
