"""Numbers pasted: on a cell, and into the dialog."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.guard import Guard
from tests.browser.lessons import ARTICLE
from tests.browser.numbers.given import (
    MATRICES,
    MATRIX,
    MIDDLE,
    PLACES,
    RAMP,
    REFUSED_BY_SERVER,
    SINGLE,
    SLIDE,
    cell_in,
    choose_layout,
)
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("place", PLACES)
def test_paste_on_a_cell_fills_from_there_to_the_right_and_down(
    bench: Workbench, place: str
) -> None:
    before = bench.given()
    with bench.other_numbers():
        assert bench.paste_on(cell_in(place, MIDDLE), "11\t12\n-13\t14\n")
    after = bench.given()
    expected = before.input.copy()
    expected[0, 1:, 1:, 0] = [[11, 12], [-13, 14]]
    np.testing.assert_array_equal(after.input, expected)
    bench.expect_shown(after)


def test_paste_by_key_takes_what_is_on_the_clipboard(bench: Workbench) -> None:
    bench.page.evaluate("navigator.clipboard.writeText('[[5, 6], [7, 8]]')")
    bench.sheet_cell((0, 0, 0, 0, 0)).focus()
    with bench.other_numbers():
        bench.page.keyboard.press("Control+v")
    np.testing.assert_array_equal(bench.given().input[0, :2, :2, 0], [[5, 6], [7, 8]])


def test_paste_that_reaches_past_the_grid_asks_and_changes_nothing(bench: Workbench) -> None:
    with bench.same_numbers():
        assert bench.paste_on(cell_in("sheet", MIDDLE), "1 2 3\n4 5 6")
        dialog = bench.page.get_by_role("dialog", name="Paste numbers")
        expect(dialog.get_by_role("alert")).to_contain_text("2×3")
        expect(dialog.get_by_role("alert")).to_contain_text("room for 2×2")
        expect(dialog.get_by_role("textbox")).to_have_value("1 2 3\n4 5 6")
        bench.press("Escape")
        expect(dialog).to_be_hidden()


def test_matrix_in_the_dialog_goes_to_the_grid_on_the_sheet(bench: Workbench) -> None:
    start = bench.given().input
    for at, (name, text) in enumerate(MATRICES.items()):
        channel = at % 3
        bench.show_grid(f"X[{channel + 1}]")
        with bench.other_numbers():
            dialog = bench.paste_into_dialog(text)
        expect(dialog).to_be_hidden()
        expected = start.copy()
        expected[0, :, :, channel] = MATRIX
        np.testing.assert_array_equal(bench.given().input, expected, err_msg=name)
        bench.expect_shown(bench.given())
        with bench.other_numbers():
            bench.press("Control+z")


@pytest.mark.parametrize(
    "text", [json.dumps([RAMP.tolist()]), repr(RAMP)], ids=["with-batch", "without-batch"]
)
def test_array_that_fits_both_ways_is_asked_about_and_taken_as_answered(
    bench: Workbench, text: str
) -> None:
    dialog = bench.page.get_by_role("dialog", name="Paste numbers")
    with bench.same_numbers():
        bench.paste_into_dialog(text)
        question = bench.page.get_by_role("dialog", name="Which axis holds the channels?")
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
        bench.paste_into_dialog(text)
        with bench.other_numbers():
            choose_layout(bench, library)
        np.testing.assert_array_equal(bench.given().input[0], array)
        expect(dialog).to_be_hidden()
        bench.expect_shown(bench.given())


def test_text_in_the_dialog_that_is_no_numbers_is_refused_in_words(
    bench: Workbench, guard: Guard
) -> None:
    guard.allow(REFUSED_BY_SERVER)
    with bench.same_numbers():
        bench.button("Paste…").click()
        dialog = bench.page.get_by_role("dialog", name="Paste numbers")
        for text, said in (
            ("1 2\n3 1e400", "“1e400” (row 2, column 2) is too large"),
            ("1 abc", "“abc” (row 1, column 2) is not a number"),
            ("1 2\n3", "row 2 has 1, the first 2"),
            ("[[1, 2], [3]]", "row 2 has 1, the first 2"),
            ("", "There are no numbers in it"),
            ("nan 1 2", "cannot be computed with"),
            ("[[1, 2], [3, 4]", "has no partner"),
            ("[1 ... 5]", "in place of numbers"),
            ("[[[[[1]]]]]", "The brackets go deeper than 4 levels"),
        ):
            dialog.get_by_role("textbox").fill(text)
            dialog.get_by_role("button", name="Take them").click()
            expect(dialog.get_by_role("alert")).to_contain_text(said)
            expect(dialog.get_by_role("textbox")).to_have_value(text)
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()


def test_print_of_pytorch_is_channels_first_and_it_is_said(bench: Workbench) -> None:
    array = np.arange(32.0).reshape(1, 2, 4, 4) - 9
    with bench.other_numbers():
        bench.paste_into_dialog(f"tensor({array.tolist()})")
    np.testing.assert_array_equal(bench.given().input, array.transpose(0, 2, 3, 1))
    expect(bench.notice()).to_contain_text("Read with channels first, as PyTorch prints them.")
    expect(bench.notice()).to_contain_text("weight 2×2×3×2 → 2×2×2×2")
    bench.expect_shown(bench.given())


def test_array_that_fits_the_rest_in_one_way_is_taken_so(bench: Workbench) -> None:
    first = np.arange(60.0).reshape(1, 3, 4, 5)
    for text in (str(first), json.dumps(first.tolist())):
        with bench.other_numbers():
            bench.paste_into_dialog(text)
        np.testing.assert_array_equal(bench.given().input, first.transpose(0, 2, 3, 1))
        expect(bench.notice()).to_contain_text("only this order fits the other tensors")
        with bench.other_numbers():
            bench.click("Undo")


@pytest.mark.parametrize(
    ("preset", "letter", "grid", "rows", "cols"),
    [
        (ARTICLE, "X", "X[2]", 4, 5),
        (SINGLE, "X", None, 5, 4),
        (ARTICLE, "K", "K{2}[1]", 1, 3),
        (SINGLE, "K", None, 3, 1),
    ],
)
def test_matrix_of_another_size_changes_the_sizes_and_is_one_undo(
    bench: Workbench, preset: str, letter: str, grid: str | None, rows: int, cols: int
) -> None:
    bench.bench(*SLIDE, preset)
    before, start, entries = bench.given(), bench.page.url, bench.entries()
    bench.show_tensor(letter)
    if grid is not None:
        bench.show_grid(grid)
    matrix = np.arange(float(rows * cols)).reshape(rows, cols) + 30
    with bench.other_numbers():
        bench.paste_into_dialog("\n".join(" ".join(f"{n:.0f}" for n in row) for row in matrix))
    after = bench.given()
    if letter == "X":
        assert after.geometry.input_size == (rows, cols)
        found, kept, old = after.input[0], after.input[0], before.input[0]
        block = found[:, :, 1 if grid else 0]
    else:
        assert after.geometry.kernel_size == (rows, cols)
        kept, old = after.weight.reshape(rows, cols, -1), before.weight.reshape(2, 2, -1)
        # Channel 1 in, channel 2 out.
        block = after.weight[:, :, 0, 1 if grid else 0]
    np.testing.assert_array_equal(block, matrix)
    rows, cols = min(rows, old.shape[0]), min(cols, old.shape[1])
    same = (kept[:rows, :cols] == old[:rows, :cols]).all(axis=(0, 1))
    assert same.sum() == old.shape[2] - 1
    bench.expect_shown(after)
    assert bench.entries() == entries + 1
    with bench.other_numbers():
        bench.click("Undo")
    assert bench.page.url == start
    bench.expect_undo(undo=False, redo=True)


def test_kernel_too_large_for_the_input_is_refused_in_words(bench: Workbench, guard: Guard) -> None:
    guard.allow(REFUSED_BY_SERVER)
    bench.show_tensor("K")
    with bench.same_numbers():
        bench.paste_into_dialog("\n".join(["1 2 3 4"] * 4))
        expect(bench.notice()).to_contain_text("4x4")
    bench.click("Dismiss")
    expect(bench.notice()).to_be_hidden()
