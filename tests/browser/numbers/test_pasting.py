"""Numbers pasted: on a cell, and into the dialog."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.guard import Guard
from tests.browser.numbers.given import (
    MATRICES,
    MATRIX,
    MIDDLE,
    PLACES,
    RAMP,
    REFUSED_BY_SERVER,
    cell_in,
    choose_layout,
)
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser


# Which cells a table falls on: tests/js/workbench/import/placement.test.js.
def test_paste_on_a_cell_fills_from_there_to_the_right_and_down(workbench: Workbench) -> None:
    expected = workbench.given().input.copy()
    for number, place in enumerate(PLACES, 11):
        with workbench.other_numbers():
            assert workbench.paste_on(cell_in(place, MIDDLE), f"{number}\t12\n-13\t14\n")
        expected[0, 1:, 1:, 0] = [[number, 12], [-13, 14]]
        np.testing.assert_array_equal(workbench.given().input, expected)
    workbench.expect_shown(workbench.given())
    # By the key it is what is on the clipboard.
    workbench.page.evaluate("navigator.clipboard.writeText('[[5, 6], [7, 8]]')")
    workbench.sheet_cell((0, 0, 0, 0, 0)).focus()
    with workbench.other_numbers():
        workbench.page.keyboard.press("Control+v")
    np.testing.assert_array_equal(workbench.given().input[0, :2, :2, 0], [[5, 6], [7, 8]])


def test_paste_that_reaches_past_the_grid_asks_and_changes_nothing(workbench: Workbench) -> None:
    with workbench.same_numbers():
        assert workbench.paste_on(cell_in("sheet", MIDDLE), "1 2 3\n4 5 6")
        dialog = workbench.page.get_by_role("dialog", name="Paste numbers")
        expect(dialog.get_by_role("alert")).to_contain_text("2×3")
        expect(dialog.get_by_role("alert")).to_contain_text("room for 2×2")
        expect(dialog.get_by_role("textbox")).to_have_value("1 2 3\n4 5 6")
        workbench.press("Escape")
        expect(dialog).to_be_hidden()


# A text that the page reads, and one that the server does; how matrices are spelled:
# tests/js/workbench/import/table.test.js and tests/app/lessons/test_pasted_numbers.py.
def test_matrix_in_the_dialog_goes_to_the_grid_on_the_sheet(workbench: Workbench) -> None:
    expected = workbench.given().input.copy()
    for channel, name in ((1, "tabs"), (2, "torch")):
        workbench.show_grid(f"X[{channel + 1}]")
        with workbench.other_numbers():
            dialog = workbench.paste_into_dialog(MATRICES[name])
        expect(dialog).to_be_hidden()
        expected[0, :, :, channel] = MATRIX
        np.testing.assert_array_equal(workbench.given().input, expected, err_msg=name)
    workbench.expect_shown(workbench.given())


# What fits in which way: tests/js/workbench/import/channel-axis.test.js.
def test_array_that_fits_both_ways_is_asked_about_and_taken_as_answered(
    workbench: Workbench,
) -> None:
    text = repr(RAMP)
    dialog = workbench.page.get_by_role("dialog", name="Paste numbers")
    with workbench.same_numbers():
        workbench.paste_into_dialog(text)
        question = workbench.page.get_by_role("dialog", name="Which axis holds the channels?")
        expect(question.get_by_role("button", name="channels of")).to_have_text(
            [
                "3 channels of 3×3 (channels first: PyTorch)",
                "3 channels of 3×3 (channels last: TensorFlow)",
            ]
        )
        # Left open, it changes nothing, and the text is still there.
        question.get_by_role("button", name="Cancel").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Nothing was changed")
        expect(dialog.get_by_role("textbox")).to_have_value(text)
        dialog.get_by_role("button", name="Cancel").click()
    for library, array in (("PyTorch", RAMP.transpose(1, 2, 0)), ("TensorFlow", RAMP)):
        workbench.paste_into_dialog(text)
        with workbench.other_numbers():
            choose_layout(workbench, library)
        np.testing.assert_array_equal(workbench.given().input[0], array)
        expect(dialog).to_be_hidden()
        workbench.expect_shown(workbench.given())


def test_text_in_the_dialog_that_is_no_numbers_is_refused_in_words(
    workbench: Workbench, guard: Guard
) -> None:
    guard.allow(REFUSED_BY_SERVER)
    with workbench.same_numbers():
        workbench.button("Paste…").click()
        dialog = workbench.page.get_by_role("dialog", name="Paste numbers")
        for text, said in (
            ("1 2\n3 1e400", "“1e400” (row 2, column 2) is too large"),
            ("1 abc", "“abc” (row 1, column 2) is not a number"),
            ("1 2\n3", "row 2 has 1, the first 2"),
            ("[[1, 2], [3]]", "row 2 has 1, the first 2"),
            ("", "There are no numbers in it"),
            ("nan 1 2", "is not finite"),
            ("[[1, 2], [3, 4]", "is unmatched"),
            ("[1 ... 5]", "in place of numbers"),
            ("[[[[[1]]]]]", "nested more than 4 deep"),
        ):
            dialog.get_by_role("textbox").fill(text)
            dialog.get_by_role("button", name="Use them").click()
            expect(dialog.get_by_role("alert")).to_contain_text(said)
            expect(dialog.get_by_role("textbox")).to_have_value(text)
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()


def test_print_of_pytorch_is_channels_first_and_an_array_of_one_reading_is_taken_so(
    workbench: Workbench,
) -> None:
    array = np.arange(32.0).reshape(1, 2, 4, 4) - 9
    with workbench.other_numbers():
        workbench.paste_into_dialog(f"tensor({array.tolist()})")
    np.testing.assert_array_equal(workbench.given().input, array.transpose(0, 2, 3, 1))
    expect(workbench.notice()).to_contain_text("Read with channels first, as PyTorch prints them.")
    expect(workbench.notice()).to_contain_text("weight 2×2×3×2 → 2×2×2×2")
    workbench.expect_shown(workbench.given())
    with workbench.other_numbers():
        workbench.click("Undo")
    array = np.arange(60.0).reshape(1, 3, 4, 5)
    with workbench.other_numbers():
        workbench.paste_into_dialog(str(array))
    np.testing.assert_array_equal(workbench.given().input, array.transpose(0, 2, 3, 1))
    expect(workbench.notice()).to_contain_text("only this order fits the other tensors")


# Which sizes a matrix asks for, and where it is a whole tensor:
# tests/js/workbench/import/whole-tensors.test.js.
def test_matrix_of_another_size_changes_the_sizes_and_is_one_undo(workbench: Workbench) -> None:
    before, start, entries = workbench.given(), workbench.page.url, workbench.entries()
    for letter, grid, rows, cols in (("X", "X[2]", 4, 5), ("K", "K{2}[1]", 1, 3)):
        workbench.show_tensor(letter)
        workbench.show_grid(grid)
        matrix = np.arange(float(rows * cols)).reshape(rows, cols) + 30
        with workbench.other_numbers():
            workbench.paste_into_dialog(
                "\n".join(" ".join(f"{n:.0f}" for n in row) for row in matrix)
            )
        after = workbench.given()
        if letter == "X":
            assert after.geometry.input_size == (rows, cols)
            kept, old = after.input[0], before.input[0]
            block = kept[:, :, 1]
        else:
            assert after.geometry.kernel_size == (rows, cols)
            kept, old = after.weight.reshape(rows, cols, -1), before.weight.reshape(2, 2, -1)
            # Channel 1 in, channel 2 out.
            block = after.weight[:, :, 0, 1]
        np.testing.assert_array_equal(block, matrix)
        rows, cols = min(rows, old.shape[0]), min(cols, old.shape[1])
        same = (kept[:rows, :cols] == old[:rows, :cols]).all(axis=(0, 1))
        assert same.sum() == old.shape[2] - 1
        workbench.expect_shown(after)
        assert workbench.entries() == entries + 1
        with workbench.other_numbers():
            workbench.click("Undo")
        assert workbench.page.url == start
        workbench.expect_undo(undo=False, redo=True)
        entries = workbench.entries()


def test_kernel_too_large_for_the_input_is_refused_in_words(
    workbench: Workbench, guard: Guard
) -> None:
    guard.allow(REFUSED_BY_SERVER)
    workbench.show_tensor("K")
    with workbench.same_numbers():
        workbench.paste_into_dialog("\n".join(["1 2 3 4"] * 4))
        expect(workbench.notice()).to_contain_text("4x4")
    workbench.click("Dismiss")
    expect(workbench.notice()).to_be_hidden()
