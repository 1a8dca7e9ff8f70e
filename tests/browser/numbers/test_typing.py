"""Numbers typed into cells, on the sheet and on the stage."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.numbers.given import MIDDLE, PLACES, cell_in
from tests.browser.workbench import Workbench, spelled

pytestmark = pytest.mark.browser


# Other numbers than those on the sheet, and the way to them.
OTHERS = [("show_tensor", "b"), ("show_grid", "X[2]")]


def turn_away(bench: Workbench) -> None:
    """Click where nothing is to be done."""
    bench.page.get_by_text("Sizes and options").click()


# Where the focus goes from a cell, down and to the right.
WAYS = {
    "Enter": (1, 0),
    "Shift+Enter": (-1, 0),
    "Tab": (0, 1),
    "Shift+Tab": (0, -1),
    "ArrowUp": (-1, 0),
    "ArrowDown": (1, 0),
    "ArrowLeft": (0, -1),
    "ArrowRight": (0, 1),
}


def test_entry_typed_over_a_cell_is_taken_and_the_focus_goes_on(bench: Workbench) -> None:
    # One editor serves both places, so the stage needs fewer of the keys.
    tried = [("sheet", key) for key in WAYS]
    tried += [("stage", key) for key in ("Enter", "Shift+Tab", "ArrowRight")]
    for number, (place, key) in enumerate(tried, 20):
        bench.page.locator(cell_in(place, MIDDLE)).focus()
        with bench.other_numbers():
            bench.page.keyboard.type(f"-{number}")
            assert bench.entry().input_value() == f"-{number}"
            bench.page.keyboard.press(key)
        assert bench.given().input[0, 1, 1, 0] == -number
        assert bench.sheet()[MIDDLE] == f"−{number}"
        down, right = WAYS[key]
        assert bench.focused() == f"input:{spelled((0, 1 + down, 1 + right, 0, 0))}"
        expect(bench.entry()).to_have_count(0)
    bench.expect_shown(bench.given())


def test_entry_opened_on_a_number_has_it_selected_and_escape_leaves_it(bench: Workbench) -> None:
    for place in PLACES:
        cell = bench.page.locator(cell_in(place, MIDDLE))
        with bench.same_numbers():
            for way in ("F2", "Enter", "double click"):
                if way == "double click":
                    cell.dblclick()
                else:
                    cell.focus()
                    bench.press(way)
                expect(bench.entry()).to_have_value("-2")
                assert bench.page.evaluate("getSelection().toString()") == "-2"
                # It was not begun by typing: arrows move within it.
                bench.press("ArrowRight", "ArrowLeft", "7")
                expect(bench.entry()).to_have_value("-72")
                bench.press("Escape")
                expect(bench.entry()).to_have_count(0)
                assert bench.focused() == f"input:{spelled(MIDDLE)}"
            if place == "stage":
                # The clicks have pinned the cell.
                bench.press("Escape")
            bench.page.wait_for_url(lambda url: "pin=" not in url)


def test_delete_on_a_cell_puts_a_zero_there(bench: Workbench) -> None:
    for x, (place, key) in enumerate((("sheet", "Delete"), ("stage", "Backspace"))):
        assert bench.given().input[0, 0, x, 0] != 0
        bench.page.locator(cell_in(place, (0, 0, x, 0, 0))).focus()
        with bench.other_numbers():
            bench.press(key)
        assert bench.given().input[0, 0, x, 0] == 0
    bench.expect_shown(bench.given())


def test_letter_over_a_cell_begins_an_entry_only_while_the_panel_is_open(bench: Workbench) -> None:
    for place in PLACES:
        bench.page.locator(cell_in(place, MIDDLE)).focus()
        bench.press("v")
        expect(bench.entry()).to_have_value("v")
        bench.press("Escape")
    expect(bench.page.get_by_role("button", name="Numbers and symbols")).to_have_attribute(
        "aria-pressed", "true"
    )
    bench.click("Edit")
    on_stage = bench.page.locator(cell_in("stage", MIDDLE))
    on_stage.focus()
    bench.press("v")
    expect(bench.entry()).to_have_count(0)
    expect(bench.button("Numbers")).to_have_attribute("aria-pressed", "true")
    on_stage.focus()
    with bench.other_numbers():
        bench.press("8", "Enter")
    assert bench.given().input[0, 1, 1, 0] == 8


def test_keys_over_a_cell_of_a_result_begin_nothing(bench: Workbench) -> None:
    with bench.same_numbers():
        bench.cell("output", (0, 0, 0, 0, 0)).focus()
        bench.press("5", "F2", "Delete")
        expect(bench.entry()).to_have_count(0)
        turn_away(bench)


# All that is no number: tests/js/practice/answer.test.js.
WRONG = {
    "sheet": {
        "1e400": "This is too large: the largest number is about 1.8e308.",
        "": "Type a number.",
        "abc": "This is not a number: write it like -1.5 or 2e3.",
    },
    "stage": {"abc": "This is not a number: write it like -1.5 or 2e3."},
}


@pytest.mark.parametrize("place", PLACES)
def test_wrong_entry_is_explained_at_its_cell_and_keeps_its_text_until_it_is_mended(
    bench: Workbench, place: str
) -> None:
    cell = bench.page.locator(cell_in(place, MIDDLE))
    with bench.same_numbers():
        for text, said in WRONG[place].items():
            cell.focus()
            bench.press("F2")
            bench.entry().fill(text)
            for key in ("Enter", "Tab"):
                bench.press(key)
                expect(cell.get_by_role("alert")).to_have_text(said)
                expect(bench.entry()).to_have_value(text)
                expect(bench.entry()).to_be_focused()
                expect(bench.entry()).to_have_attribute("aria-invalid", "true")
            # The reader turns away: it waits, with what is wrong said.
            turn_away(bench)
            bench.settle()
            expect(bench.entry()).to_have_value(text)
            expect(cell.get_by_role("alert")).to_have_text(said)
            expect(cell.get_by_role("alert")).to_be_in_viewport()
            bench.entry().focus()
            bench.press("Escape")
            expect(bench.entry()).to_have_count(0)
    cell.focus()
    bench.page.keyboard.type("1x")
    bench.press("Enter")
    expect(bench.fault()).not_to_be_empty()
    bench.press("Backspace")
    expect(bench.fault()).to_be_empty()
    with bench.other_numbers():
        bench.page.keyboard.type("4")
        bench.press("Enter")
    assert bench.given().input[0, 1, 1, 0] == 14


def test_entry_that_is_left_by_a_click_is_taken(bench: Workbench) -> None:
    # How numbers are spelled: tests/js/practice/answer.test.js.
    bench.page.locator(cell_in("sheet", MIDDLE)).focus()
    with bench.other_numbers():
        bench.page.keyboard.type("1/4")
        turn_away(bench)
    assert bench.given().input[0, 1, 1, 0] == 0.25
    expect(bench.entry()).to_have_count(0)
    # The sheet is not changed before it has taken what was typed.
    for number, (way, name) in enumerate(OTHERS, 41):
        bench.show_tensor("X")
        bench.show_grid("X[1]")
        bench.sheet_cell(MIDDLE).click()
        with bench.other_numbers():
            bench.page.keyboard.type(str(number))
            getattr(bench, way)(name)
        assert bench.given().input[MIDDLE[:-1]] == number
        expect(bench.entry()).to_have_count(0)
        expect(bench.sheet_cell(MIDDLE)).to_have_count(0)


def test_wrong_entry_on_the_sheet_keeps_it_from_being_changed(bench: Workbench) -> None:
    with bench.same_numbers():
        for way, name in OTHERS:
            bench.sheet_cell(MIDDLE).click()
            bench.page.keyboard.type("abc")
            getattr(bench, way)(name)
            expect(bench.fault()).to_contain_text("number")
            expect(bench.entry()).to_have_value("abc")
            expect(bench.page.get_by_role("combobox", name="Grid")).to_have_value("0")
            bench.entry().focus()
            bench.press("Escape")
            expect(bench.entry()).to_have_count(0)


def test_entries_typed_faster_than_the_server_answers_are_all_taken(bench: Workbench) -> None:
    before = bench.given()
    bench.sheet_cell((0, 0, 0, 0, 0)).focus()
    for number in (41, 42, 43):
        bench.page.keyboard.type(str(number))
        bench.page.keyboard.press("Enter" if number < 43 else "Tab")
    expect(bench.sheet_cell((0, 2, 0, 0, 0)).locator(".number")).to_have_text("43")
    bench.idle()
    after = bench.given()
    np.testing.assert_array_equal(after.input[0, :, 0, 0], [41, 42, 43])
    np.testing.assert_array_equal(after.input[0, :, 1:], before.input[0, :, 1:])
    bench.expect_shown(after)
    for _ in range(3):
        with bench.other_numbers():
            bench.press("Control+z")
    bench.expect_undo(undo=False, redo=True)
    np.testing.assert_array_equal(bench.given().input, before.input)
