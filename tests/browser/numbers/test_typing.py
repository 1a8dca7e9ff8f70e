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


def turn_away(workbench: Workbench) -> None:
    """Click where nothing is to be done."""
    workbench.page.get_by_text("Sizes and options").click()


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


def test_entry_typed_over_a_cell_is_taken_and_the_focus_goes_on(workbench: Workbench) -> None:
    # One editor serves both places, so the stage needs fewer of the keys.
    tried = [("sheet", key) for key in WAYS]
    tried += [("stage", key) for key in ("Enter", "Shift+Tab", "ArrowRight")]
    for number, (place, key) in enumerate(tried, 20):
        workbench.page.locator(cell_in(place, MIDDLE)).focus()
        with workbench.other_numbers():
            workbench.page.keyboard.type(f"-{number}")
            assert workbench.entry().input_value() == f"-{number}"
            workbench.page.keyboard.press(key)
        assert workbench.given().input[0, 1, 1, 0] == -number
        assert workbench.sheet()[MIDDLE] == f"−{number}"
        down, right = WAYS[key]
        assert workbench.focused() == f"input:{spelled((0, 1 + down, 1 + right, 0, 0))}"
        expect(workbench.entry()).to_have_count(0)
    workbench.expect_shown(workbench.given())


def test_entry_opened_on_a_number_has_it_selected_and_escape_leaves_it(
    workbench: Workbench,
) -> None:
    for place in PLACES:
        cell = workbench.page.locator(cell_in(place, MIDDLE))
        with workbench.same_numbers():
            for way in ("F2", "Enter", "double click"):
                if way == "double click":
                    cell.dblclick()
                else:
                    cell.focus()
                    workbench.press(way)
                expect(workbench.entry()).to_have_value("-2")
                assert workbench.page.evaluate("getSelection().toString()") == "-2"
                # It was not begun by typing: arrows move within it.
                workbench.press("ArrowRight", "ArrowLeft", "7")
                expect(workbench.entry()).to_have_value("-72")
                workbench.press("Escape")
                expect(workbench.entry()).to_have_count(0)
                assert workbench.focused() == f"input:{spelled(MIDDLE)}"
            if place == "stage":
                # The clicks have pinned the cell.
                workbench.press("Escape")
            workbench.page.wait_for_url(lambda url: "pin=" not in url)


def test_delete_on_a_cell_puts_a_zero_there(workbench: Workbench) -> None:
    for x, (place, key) in enumerate((("sheet", "Delete"), ("stage", "Backspace"))):
        assert workbench.given().input[0, 0, x, 0] != 0
        workbench.page.locator(cell_in(place, (0, 0, x, 0, 0))).focus()
        with workbench.other_numbers():
            workbench.press(key)
        assert workbench.given().input[0, 0, x, 0] == 0
    workbench.expect_shown(workbench.given())


def test_letter_over_a_cell_begins_an_entry_only_while_the_panel_is_open(
    workbench: Workbench,
) -> None:
    for place in PLACES:
        workbench.page.locator(cell_in(place, MIDDLE)).focus()
        workbench.press("v")
        expect(workbench.entry()).to_have_value("v")
        workbench.press("Escape")
    expect(workbench.page.get_by_role("button", name="Numbers and symbols")).to_have_attribute(
        "aria-pressed", "true"
    )
    workbench.click("Edit")
    on_stage = workbench.page.locator(cell_in("stage", MIDDLE))
    on_stage.focus()
    workbench.press("v")
    expect(workbench.entry()).to_have_count(0)
    expect(workbench.button("Numbers")).to_have_attribute("aria-pressed", "true")
    on_stage.focus()
    with workbench.other_numbers():
        workbench.press("8", "Enter")
    assert workbench.given().input[0, 1, 1, 0] == 8


def test_keys_over_a_cell_of_a_result_begin_nothing(workbench: Workbench) -> None:
    with workbench.same_numbers():
        workbench.cell("output", (0, 0, 0, 0, 0)).focus()
        workbench.press("5", "F2", "Delete")
        expect(workbench.entry()).to_have_count(0)
        turn_away(workbench)


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
    workbench: Workbench, place: str
) -> None:
    cell = workbench.page.locator(cell_in(place, MIDDLE))
    with workbench.same_numbers():
        for text, said in WRONG[place].items():
            cell.focus()
            workbench.press("F2")
            workbench.entry().fill(text)
            for key in ("Enter", "Tab"):
                workbench.press(key)
                expect(cell.get_by_role("alert")).to_have_text(said)
                expect(workbench.entry()).to_have_value(text)
                expect(workbench.entry()).to_be_focused()
                expect(workbench.entry()).to_have_attribute("aria-invalid", "true")
            # The reader turns away: it waits, with what is wrong said.
            turn_away(workbench)
            workbench.settle()
            expect(workbench.entry()).to_have_value(text)
            expect(cell.get_by_role("alert")).to_have_text(said)
            expect(cell.get_by_role("alert")).to_be_in_viewport()
            workbench.entry().focus()
            workbench.press("Escape")
            expect(workbench.entry()).to_have_count(0)
    cell.focus()
    workbench.page.keyboard.type("1x")
    workbench.press("Enter")
    expect(workbench.fault()).not_to_be_empty()
    workbench.press("Backspace")
    expect(workbench.fault()).to_be_empty()
    with workbench.other_numbers():
        workbench.page.keyboard.type("4")
        workbench.press("Enter")
    assert workbench.given().input[0, 1, 1, 0] == 14


def test_entry_that_is_left_by_a_click_is_taken(workbench: Workbench) -> None:
    # How numbers are spelled: tests/js/practice/answer.test.js.
    workbench.page.locator(cell_in("sheet", MIDDLE)).focus()
    with workbench.other_numbers():
        workbench.page.keyboard.type("1/4")
        turn_away(workbench)
    assert workbench.given().input[0, 1, 1, 0] == 0.25
    expect(workbench.entry()).to_have_count(0)
    # The sheet is not changed before it has taken what was typed.
    for number, (way, name) in enumerate(OTHERS, 41):
        workbench.show_tensor("X")
        workbench.show_grid("X[1]")
        workbench.sheet_cell(MIDDLE).click()
        with workbench.other_numbers():
            workbench.page.keyboard.type(str(number))
            getattr(workbench, way)(name)
        assert workbench.given().input[MIDDLE[:-1]] == number
        expect(workbench.entry()).to_have_count(0)
        expect(workbench.sheet_cell(MIDDLE)).to_have_count(0)


def test_wrong_entry_on_the_sheet_keeps_it_from_being_changed(workbench: Workbench) -> None:
    with workbench.same_numbers():
        for way, name in OTHERS:
            workbench.sheet_cell(MIDDLE).click()
            workbench.page.keyboard.type("abc")
            getattr(workbench, way)(name)
            expect(workbench.fault()).to_contain_text("number")
            expect(workbench.entry()).to_have_value("abc")
            expect(workbench.page.get_by_role("combobox", name="Grid")).to_have_value("0")
            workbench.entry().focus()
            workbench.press("Escape")
            expect(workbench.entry()).to_have_count(0)


def test_entries_typed_faster_than_the_server_answers_are_all_taken(workbench: Workbench) -> None:
    before = workbench.given()
    workbench.sheet_cell((0, 0, 0, 0, 0)).focus()
    for number in (41, 42, 43):
        workbench.page.keyboard.type(str(number))
        workbench.page.keyboard.press("Enter" if number < 43 else "Tab")
    expect(workbench.sheet_cell((0, 2, 0, 0, 0)).locator(".number")).to_have_text("43")
    workbench.idle()
    after = workbench.given()
    np.testing.assert_array_equal(after.input[0, :, 0, 0], [41, 42, 43])
    np.testing.assert_array_equal(after.input[0, :, 1:], before.input[0, :, 1:])
    workbench.expect_shown(after)
    for _ in range(3):
        with workbench.other_numbers():
            workbench.press("Control+z")
    workbench.expect_undo(undo=False, redo=True)
    np.testing.assert_array_equal(workbench.given().input, before.input)
