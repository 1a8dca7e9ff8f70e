"""Own numbers, by every way in: typed, pasted, filled, from files and pictures; and undone."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from app import presets
from tests.browser.lessons import ARTICLE
from tests.browser.workbench import GIVEN, GivenName, Workbench, fresh_page, spelled

pytestmark = pytest.mark.browser

SLIDE = ("forward-window", "slide")
SINGLE, SAME = "article-single-channel", "same-padding"
MIDDLE = (0, 1, 1, 0, 0)
PLACES = ("sheet", "stage")
REFUSED_BY_SERVER = "Failed to load resource: the server responded with a status of 4"


def cell_in(bench: Workbench, place: str, cell: tuple[int, ...]) -> str:
    """A selector of a cell of the input."""
    holder = {"sheet": "number-sheet", "stage": "step-board"}[place]
    return f'{holder} [data-tensor="input"] [data-cell="{spelled(cell)}"]'


def turn_away(bench: Workbench) -> None:
    """Click where nothing is to be done."""
    bench.page.get_by_text("Sizes and options").click()


# Typing.


@pytest.mark.parametrize("place", PLACES)
def test_entry_typed_over_a_cell_is_taken_and_the_focus_goes_on(
    bench: Workbench, place: str
) -> None:
    middle = bench.page.locator(cell_in(bench, place, MIDDLE))
    ways = {
        "Enter": (1, 0),
        "Shift+Enter": (-1, 0),
        "Tab": (0, 1),
        "Shift+Tab": (0, -1),
        "ArrowUp": (-1, 0),
        "ArrowDown": (1, 0),
        "ArrowLeft": (0, -1),
        "ArrowRight": (0, 1),
    }
    for number, (key, (down, right)) in enumerate(ways.items(), 20):
        middle.focus()
        with bench.other_numbers():
            bench.page.keyboard.type(f"-{number}")
            assert bench.entry().input_value() == f"-{number}"
            bench.page.keyboard.press(key)
        after = bench.given()
        assert after.input[0, 1, 1, 0] == -number
        bench.expect_shown(after)
        assert bench.sheet()[MIDDLE] == f"−{number}"
        assert bench.focused() == f"input:{spelled((0, 1 + down, 1 + right, 0, 0))}"
        expect(bench.entry()).to_have_count(0)


@pytest.mark.parametrize("place", PLACES)
def test_entry_opened_on_a_number_has_it_selected_and_escape_leaves_it(
    bench: Workbench, place: str
) -> None:
    cell = bench.page.locator(cell_in(bench, place, MIDDLE))
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


@pytest.mark.parametrize("place", PLACES)
def test_delete_on_a_cell_puts_a_zero_there(bench: Workbench, place: str) -> None:
    for x, key in enumerate(("Delete", "Backspace")):
        bench.page.locator(cell_in(bench, place, (0, 1, x, 0, 0))).focus()
        with bench.other_numbers():
            bench.press(key)
        assert bench.given().input[0, 1, x, 0] == 0
        bench.expect_shown(bench.given())


def test_letter_over_a_cell_begins_an_entry_only_while_the_panel_is_open(bench: Workbench) -> None:
    for place in PLACES:
        bench.page.locator(cell_in(bench, place, MIDDLE)).focus()
        bench.press("v")
        expect(bench.entry()).to_have_value("v")
        bench.press("Escape")
    expect(bench.page.get_by_role("button", name="Numbers and symbols")).to_have_attribute(
        "aria-pressed", "true"
    )
    bench.click("Edit")
    on_stage = bench.page.locator(cell_in(bench, "stage", MIDDLE))
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


WRONG = {
    "abc": "This is no number: write it like -1.5 or 2e3.",
    "1e400": "This is too large: numbers go up to about 1.8e308.",
    "": "Type a number.",
}


@pytest.mark.parametrize("place", PLACES)
def test_wrong_entry_is_explained_at_its_cell_and_keeps_its_text(
    bench: Workbench, place: str
) -> None:
    cell = bench.page.locator(cell_in(bench, place, MIDDLE))
    for text, said in WRONG.items():
        with bench.same_numbers():
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
            bench.page.wait_for_timeout(50)
            expect(bench.entry()).to_have_value(text)
            expect(cell.get_by_role("alert")).to_have_text(said)
            expect(cell.get_by_role("alert")).to_be_in_viewport()
            bench.entry().focus()
            bench.press("Escape")
            expect(bench.entry()).to_have_count(0)
    with bench.other_numbers():
        cell.focus()
        bench.page.keyboard.type("6")
        bench.press("Enter")
    assert bench.given().input[0, 1, 1, 0] == 6


def test_wrong_entry_mended_in_place_is_taken(bench: Workbench) -> None:
    cell = bench.page.locator(cell_in(bench, "sheet", MIDDLE))
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
    bench.page.locator(cell_in(bench, "sheet", MIDDLE)).focus()
    with bench.other_numbers():
        bench.page.keyboard.type("31")
        turn_away(bench)
    assert bench.given().input[0, 1, 1, 0] == 31
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


def test_fraction_and_other_spellings_of_a_number_are_read(bench: Workbench) -> None:
    for text, value in (("2,5", 2.5), ("−3", -3), ("1/4", 0.25), ("1.5e2", 150), ("＋７", 7)):
        bench.sheet_cell(MIDDLE).focus()
        bench.press("F2")
        bench.entry().fill(text)
        with bench.other_numbers():
            bench.press("Enter")
        assert bench.given().input[0, 1, 1, 0] == value, text


# Pasting.


@pytest.mark.parametrize("place", PLACES)
def test_paste_on_a_cell_fills_from_there_to_the_right_and_down(
    bench: Workbench, place: str
) -> None:
    before = bench.given()
    with bench.other_numbers():
        assert bench.paste_on(cell_in(bench, place, MIDDLE), "11\t12\n-13\t14\n")
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
        assert bench.paste_on(cell_in(bench, "sheet", MIDDLE), "1 2 3\n4 5 6")
        dialog = bench.page.get_by_role("dialog", name="Paste numbers")
        expect(dialog.get_by_role("alert")).to_contain_text("2×3")
        expect(dialog.get_by_role("alert")).to_contain_text("room for 2×2")
        expect(dialog.get_by_role("textbox")).to_have_value("1 2 3\n4 5 6")
        bench.press("Escape")
        expect(dialog).to_be_hidden()


RAMP = np.arange(27.0).reshape(3, 3, 3) - 9
MATRIX = np.array([[9.0, -8, 7], [6, 5, -4], [3, 2, 10]])
TORCH = "tensor([[ 9., -8.,  7.],\n        [ 6.,  5., -4.],\n        [ 3.,  2., 10.]])"


MATRICES = {
    "tabs": "9\t-8\t7\n6\t5\t-4\n3\t2\t10",
    "csv": "9, -8, 7\r\n6, 5, -4\r\n3, 2, 10\r\n",
    "json": json.dumps(MATRIX.tolist()),
    "print": str(MATRIX),
    "repr": repr(MATRIX),
    "torch": TORCH,
    "matlab": "A = [9 -8 7; 6 5 -4; 3 2 10]",
}


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
def test_array_in_the_dialog_goes_to_the_whole_tensor(bench: Workbench, text: str) -> None:
    bench.paste_into_dialog(text)
    bench.idle()
    np.testing.assert_array_equal(bench.given().input[0], RAMP)
    expect(bench.page.get_by_role("dialog", name="Paste numbers")).to_be_hidden()
    bench.expect_shown(bench.given())


def test_text_in_the_dialog_that_is_no_numbers_is_refused_in_words(bench: Workbench) -> None:
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


def test_text_with_channels_first_is_refused_with_what_to_do(bench: Workbench) -> None:
    with bench.other_numbers():
        bench.paste_into_dialog("1 2 3 4\n5 6 7 8\n9 1 2 3")
    first = np.arange(36).reshape(1, 3, 3, 4)
    with bench.same_numbers():
        dialog = bench.paste_into_dialog(json.dumps(first.tolist()))
        expect(dialog.get_by_role("alert")).to_contain_text(".transpose(0, 2, 3, 1)")
        bench.press("Escape")
    last = first.transpose(0, 2, 3, 1)
    with bench.other_numbers():
        bench.paste_into_dialog(json.dumps(last.tolist()))
    np.testing.assert_array_equal(bench.given().input, last)


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


def test_kernel_too_large_for_the_input_is_refused_in_words(bench: Workbench) -> None:
    bench.allowed.append(REFUSED_BY_SERVER)
    bench.show_tensor("K")
    with bench.same_numbers():
        bench.paste_into_dialog("\n".join(["1 2 3 4"] * 4))
        expect(bench.notice()).to_contain_text("4x4")
    bench.click("Dismiss")
    expect(bench.notice()).to_be_hidden()


# Patterns.


def test_random_numbers_are_the_same_for_the_same_seed(bench: Workbench) -> None:
    found = []
    for seed in (1, 2, 1):
        with bench.other_numbers():
            bench.fill_with("Random", seed)
        after = bench.given()
        bench.expect_shown(after)
        found.append(after.input)
    np.testing.assert_array_equal(found[0], found[2])
    assert not np.array_equal(found[0], found[1])
    assert np.abs(found[0]).max() <= 4
    bench.show_tensor("K")
    with bench.other_numbers():
        bench.fill_with("Random", 1)
    np.testing.assert_array_equal(bench.given().input, found[0])


SOBEL = np.outer([1, 2, 1], [-1, 0, 1])


def channels(kernel: np.ndarray) -> np.ndarray:
    """A stencil in a kernel of one channel in, one out."""
    return np.asarray(kernel, dtype=float)[:, :, None, None]


def test_patterns_on_a_kernel_are_those_that_they_are_called_after(bench: Workbench) -> None:
    bench.bench(*SLIDE, SAME)
    options = bench.patterns().get_by_role("option")
    expect(options).to_have_text(["Random", "Ones", "Zeros", "1, 2, 3, …"])
    bench.show_tensor("K")
    expect(options).to_have_count(10)
    image = bench.given().input
    for name, kernel in {
        "Vertical edges": SOBEL,
        "Horizontal edges": SOBEL.T,
        "Laplace": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "Sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        "Blur": np.ones((3, 3)),
        "1, 2, 3, …": np.arange(1, 10).reshape(3, 3),
        "Zeros": np.zeros((3, 3)),
        "Identity": np.diag([0, 1, 0]),
    }.items():
        with bench.other_numbers():
            bench.fill_with(name)
        after = bench.given()
        np.testing.assert_array_equal(after.weight, channels(np.array(kernel)), err_msg=name)
        bench.expect_shown(after)
    # What the identity gives is the picture itself, and the bias.
    shown = [
        number
        for grid in bench.look().grids
        if grid.tensor == "output"
        for number, _, _ in grid.cells.values()
    ]
    bias = after.bias if after.bias is not None else np.zeros(1)
    assert shown == [str(int(v)).replace("-", "−") for v in (image + bias).ravel()]


def test_identity_of_grouped_channels_joins_each_with_its_own(bench: Workbench) -> None:
    bench.bench(*SLIDE, "grouped")
    bench.show_tensor("K")
    with bench.other_numbers():
        bench.fill_with("Identity")
    after = bench.given()
    expected = np.zeros_like(after.weight)
    expected[0, 0] = np.eye(2)[:, [0, 1, 0, 1]]
    np.testing.assert_array_equal(after.weight, expected)
    bench.expect_shown(after)


# Files.


def npy(array: np.ndarray) -> bytes:
    """As numpy.save writes it."""
    file = BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    """As numpy.savez writes them."""
    file = BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@pytest.mark.parametrize("way", ["choose_file", "drop"])
def test_npy_of_a_tensor_is_taken_for_the_one_on_the_sheet(bench: Workbench, way: str) -> None:
    take: Callable[[str, bytes], None] = getattr(bench, way)
    with bench.other_numbers():
        take("x.npy", npy(RAMP[None].astype(np.float32)))
    np.testing.assert_array_equal(bench.given().input, RAMP[None])
    kernel = np.arange(24).reshape(2, 2, 3, 2)
    bench.show_tensor("K")
    with bench.other_numbers():
        take("k.npy", npy(np.asfortranarray(kernel)))
    after = bench.given()
    np.testing.assert_array_equal(after.weight, kernel)
    np.testing.assert_array_equal(after.input, RAMP[None])
    bench.expect_shown(after)


@pytest.mark.parametrize("outputs", [4, 2], ids=["4-channels-out", "2-channels-out"])
def test_npz_of_a_whole_convolution_is_taken_with_its_sizes(bench: Workbench, outputs: int) -> None:
    start, entries = bench.page.url, bench.entries()
    weight, grad_output = (2, 3, 2, outputs), (1, 3, 3, outputs)
    arrays: dict[str, np.ndarray] = {
        "input": np.arange(40.0).reshape(1, 4, 5, 2) - 20,
        "weight": np.arange(float(np.prod(weight))).reshape(weight) - 12,
        "bias": np.arange(float(outputs)) - 1,
        "grad_output": np.arange(float(np.prod(grad_output))).reshape(grad_output) - 4,
    }
    bench.choose_file("all.npz", npz(**arrays))
    bench.idle()
    expect(bench.notice()).to_be_hidden()
    after = bench.given()
    for name, array in arrays.items():
        np.testing.assert_array_equal(getattr(after, name), array)
    bench.expect_shown(after)
    assert bench.entries() == entries + 1
    with bench.other_numbers():
        bench.press("Control+z")
    assert bench.page.url == start


def test_npz_of_the_same_sizes_fills_every_tensor(bench: Workbench) -> None:
    before = bench.given()
    arrays = {name: 2 * getattr(before, name) + 1 for name in GIVEN}
    with bench.other_numbers():
        bench.drop("all.npz", npz(**arrays))
    for name, array in arrays.items():
        np.testing.assert_array_equal(getattr(bench.given(), name), array)
    bench.expect_shown(bench.given())


def test_npz_of_an_input_alone_keeps_what_fits_of_the_rest(bench: Workbench) -> None:
    before = bench.given()
    with bench.other_numbers():
        bench.drop("x.npz", npz(input=np.ones((1, 4, 4, 3))))
    after = bench.given()
    assert after.geometry.input_size == (4, 4)
    np.testing.assert_array_equal(after.weight, before.weight)
    np.testing.assert_array_equal(after.grad_output[:, :2, :2], before.grad_output)
    bench.expect_shown(after)


def test_files_that_cannot_be_read_are_refused_in_words(bench: Workbench, tmp_path: Path) -> None:
    bench.allowed.append(REFUSED_BY_SERVER)
    objects = BytesIO()
    np.save(objects, np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    large = tmp_path / "large.npy"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with bench.same_numbers():
        for name, content, said in (
            ("objects.npy", objects.getvalue(), "Python objects"),
            ("cut.npy", npy(RAMP)[:-9], "not as long as its header says"),
            ("head.npy", npy(RAMP)[:20], "damaged or cut off"),
            ("text.npy", b"1 2 3\n4 5 6\n", "neither a .npy nor a .npz"),
            ("cut.npz", npz(input=RAMP[None])[:-40], "damaged or cut off"),
            ("others.npz", npz(a=RAMP, b=RAMP), "The file holds a, b."),
            ("nan.npy", npy(np.full((3, 3), np.nan)), "nan"),
            ("words.txt", b"one two", "“one” (row 1, column 1) is not a number"),
            ("ragged.csv", b"1,2\n3", "row 2 has 1, the first 2"),
            ("shape.npy", npy(np.zeros((2, 2, 2, 2, 2))), "axes"),
        ):
            bench.choose_file(name, content)
            expect(bench.notice()).to_contain_text(said, ignore_case=True)
            expect(bench.notice()).to_have_role("alert")
        bench.page.get_by_label("File or picture…").set_input_files(large)
        expect(bench.notice()).to_contain_text("at most")
        expect(bench.notice()).to_contain_text("50 MB")
        bench.click("Dismiss")
    # The next good one is taken, and the word goes.
    bench.choose_file("text.npy", b"1 2 3")
    expect(bench.notice()).to_be_visible()
    with bench.other_numbers():
        bench.choose_file("x.npy", npy(RAMP[None]))
    expect(bench.notice()).to_be_hidden()


def test_table_dropped_as_text_goes_to_the_grid_on_the_sheet(bench: Workbench) -> None:
    for channel, (name, content) in enumerate(
        (
            ("table.csv", MATRICES["csv"]),
            ("table.txt", MATRICES["tabs"]),
            ("table.json", MATRICES["json"]),
        )
    ):
        bench.show_grid(f"X[{channel + 1}]")
        with bench.other_numbers():
            bench.drop(name, content.encode(), "text/plain")
        np.testing.assert_array_equal(bench.given().input[0, :, :, channel], MATRIX, err_msg=name)
        expect(bench.page.locator("html.dropping")).to_have_count(0)


# Pictures.


def png(pixels: np.ndarray) -> bytes:
    """A PNG of 8-bit red, green and blue."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.astype(np.uint8).tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


# From wherever the frame begins to the picture's corner.
TO_CORNER = ["ArrowLeft"] * 7 + ["ArrowUp"] * 6
PIXELS = np.random.default_rng(7).integers(0, 256, (6, 7, 3))


def test_picture_gives_the_patch_that_was_framed_in_its_three_channels(bench: Workbench) -> None:
    with bench.same_numbers():
        bench.choose_file("cat.png", png(PIXELS), "image/png")
        dialog = bench.page.get_by_role("dialog", name="A patch of a picture")
        pane = dialog.get_by_role("application")
        pane.focus()
        bench.press(*TO_CORNER)
        expect(dialog.locator("output")).to_have_text("columns 1 to 3, rows 1 to 3 of 7×6")
        bench.press("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowDown", "ArrowUp")
        expect(dialog.locator("output")).to_have_text("columns 3 to 5, rows 3 to 5 of 7×6")
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()
    bench.choose_file("cat.png", png(PIXELS), "image/png")
    pane.focus()
    bench.press(*TO_CORNER, "ArrowRight", "ArrowRight", "ArrowDown")
    dialog.get_by_role("combobox", name="Numbers from").select_option("0 … 255")
    with bench.other_numbers():
        dialog.get_by_role("button", name="Take them").click()
    expect(dialog).to_be_hidden()
    after = bench.given()
    np.testing.assert_array_equal(after.input[0], PIXELS[1:4, 2:5])
    bench.expect_shown(after)


def test_picture_on_one_channel_is_grey_and_scaled_from_0_to_9(bench: Workbench) -> None:
    bench.bench(*SLIDE, SINGLE)
    bench.drop("cat.png", png(PIXELS), "image/png")
    dialog = bench.page.get_by_role("dialog", name="A patch of a picture")
    dialog.get_by_role("application").focus()
    bench.press(*TO_CORNER)
    with bench.other_numbers():
        dialog.get_by_role("button", name="Take them").click()
    grey = PIXELS[:3, :3] @ [0.2126, 0.7152, 0.0722]
    after = bench.given()
    np.testing.assert_array_equal(after.input[0, :, :, 0], np.floor(grey / 255 * 9 + 0.5))
    bench.expect_shown(after)
    with bench.other_numbers():
        bench.press("Control+z")
    np.testing.assert_array_equal(
        bench.given().input, presets.BY_ID[SINGLE].convolution_arrays().input
    )


def test_picture_that_is_none_is_refused_in_words(bench: Workbench) -> None:
    with bench.same_numbers():
        bench.choose_file("text.png", b"not a picture at all", "image/png")
        expect(bench.notice()).to_contain_text("This is no PNG, JPEG, WebP or GIF")
        bench.choose_file("cut.png", png(PIXELS)[:60], "image/png")
        expect(bench.notice()).to_contain_text("The picture is damaged")
        bench.click("Dismiss")


# A saved state.


def test_state_saved_and_dropped_again_gives_the_same_page(
    bench: Workbench, warm: BrowserContext, address: str
) -> None:
    bench.bench("grad-weight", "multiply", "batch-2", show="numbers", zeros="hidden", order="last")
    bench.press("ArrowRight", "ArrowRight")
    with bench.other_numbers():
        bench.fill_with("Random", 5)
    bench.page.wait_for_url(re.compile("cell="))
    saved_at, saved = bench.page.url, bench.given()
    bench.click("Share")
    with bench.page.expect_download() as download:
        bench.button("Save as a file").click()
    assert download.value.suggested_filename == "gradgrid.json"
    content = download.value.path().read_bytes()
    with fresh_page(warm, address) as other:
        other.bench(*SLIDE, "batch-2")
        with other.other_numbers():
            other.drop("gradgrid.json", content, "application/json")
        other.idle()
        other.page.wait_for_timeout(300)
        assert other.at() == ("grad-weight", "multiply")
        np.testing.assert_array_equal(other.given().input, saved.input)
        other.expect_shown(saved)
        assert other.look().grids == bench.look().grids
        assert other.page.url == saved_at
        with other.other_numbers():
            other.press("Control+z")
        assert "data=" not in other.page.url


# Undo, redo, reset.


def test_undo_and_redo_walk_every_kind_of_change_by_the_same_addresses(bench: Workbench) -> None:
    def typed() -> None:
        bench.sheet_cell(MIDDLE).focus()
        bench.page.keyboard.type("17")
        bench.page.keyboard.press("Enter")

    def on_stage() -> None:
        bench.cell("weight", (0, 0, 0, 0, 0)).focus()
        bench.page.keyboard.type("-5")
        bench.page.keyboard.press("Tab")

    def deleted() -> None:
        bench.sheet_cell((0, 0, 0, 0, 0)).focus()
        bench.page.keyboard.press("Delete")

    def pasted() -> None:
        bench.paste_on("number-sheet [data-cell]", "1 1\n2 2")

    def turned(name: str, key: str) -> Callable[[], None]:
        def turn() -> None:
            bench.slider(name).focus()
            bench.page.keyboard.press(key)

        return turn

    def pictured() -> None:
        bench.choose_file("cat.png", png(PIXELS), "image/png")
        bench.page.get_by_role("dialog").get_by_role("button", name="Take them").click()

    steps: list[Callable[[], None]] = [
        typed,
        on_stage,
        turned("Padding", "ArrowRight"),
        deleted,
        pasted,
        turned("Stride", "ArrowRight"),
        lambda: bench.page.get_by_role("checkbox", name="bias", exact=True).uncheck(),
        lambda: bench.paste_into_dialog("1 2 3 4\n5 6 7 8\n1 2 3 4\n5 6 7 8"),
        lambda: bench.fill_with("Random", 3),
        pictured,
        lambda: bench.drop("x.npy", npy(np.full((1, 4, 4, 3), 2))),
        lambda: bench.click("Reset"),
        typed,
    ]
    addresses = [bench.page.url]
    for step in steps:
        with bench.other_numbers():
            step()
        addresses.append(bench.page.url)
    assert len(set(addresses[:-2])) == len(addresses) - 2
    for number, address in enumerate(addresses[-2::-1]):
        with bench.other_numbers():
            bench.press("Control+z") if number % 2 else bench.click("Undo")
        assert bench.page.url == address
        bench.expect_shown(bench.given())
    bench.expect_undo(undo=False, redo=True)
    for number, address in enumerate(addresses[1:]):
        with bench.other_numbers():
            bench.press(("Control+y", "Control+Shift+Z")[number % 2])
        assert bench.page.url == address
    bench.expect_shown(bench.given())
    bench.expect_undo(undo=True, redo=False)
    # After an undo, a new change ends what could be redone.
    with bench.other_numbers():
        bench.click("Undo")
    with bench.other_numbers():
        deleted()
    bench.expect_undo(undo=True, redo=False)


def test_reset_returns_to_the_example_and_can_be_undone(bench: Workbench) -> None:
    start = bench.page.url
    expect(bench.button("Reset")).to_be_disabled()
    with bench.other_numbers():
        bench.fill_with("Ones")
    menu = bench.page.get_by_role("combobox", name="Example")
    expect(menu.locator("option:checked")).to_have_text("Own numbers")
    own = bench.page.url
    with bench.other_numbers():
        bench.click("Reset")
    assert bench.page.url == start
    expect(bench.button("Reset")).to_be_disabled()
    assert menu.input_value() == ARTICLE
    with bench.other_numbers():
        bench.click("Undo")
    assert bench.page.url == own
    assert set(bench.sheet().values()) == {"1"}


# Without a mouse.


def tab_to(bench: Workbench, wanted: str, most: int = 40) -> None:
    """Press Tab until an element that matches has the focus."""
    for _ in range(most):
        bench.page.keyboard.press("Tab")
        if bench.page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab does not lead to {wanted} within {most} presses")


def test_keyboard_alone_opens_the_panel_changes_numbers_and_undoes_them(bench: Workbench) -> None:
    bench.open(*SLIDE, ARTICLE)
    start = bench.page.url
    tab_to(bench, "[data-panel=edit]")
    bench.press("Enter")
    expect(bench.page.get_by_role("region", name="Edit")).to_be_visible()
    bench.panel_drawn("edit")
    bench.page.wait_for_url(re.compile("panel=edit"))
    tab_to(bench, 'shape-controls input[type="range"]')
    with bench.other_numbers():
        bench.press("ArrowRight")
    assert bench.given().geometry.input_size == (4, 4)
    tab_to(bench, "number-sheet td")
    bench.press("ArrowRight", "ArrowDown")
    with bench.other_numbers():
        bench.page.keyboard.type("77")
        bench.press("Enter")
    assert bench.given().input[0, 1, 1, 0] == 77
    assert bench.focused() == "input:0,2,1,0,0"
    bench.press("Delete")
    bench.page.keyboard.type("oops")
    bench.press("Enter")
    expect(bench.fault()).to_contain_text("no number")
    bench.press("Escape")
    tab_to(bench, "#pattern")
    bench.press("ArrowDown")
    tab_to(bench, "#fill button")
    with bench.other_numbers():
        bench.press("Enter")
    assert (bench.given().input == 1).all()
    tab_to(bench, "#paste")
    bench.press("Enter")
    bench.page.keyboard.type("5 5 5 5\n6 6 6 6\n5 5 5 5\n6 6 6 6")
    tab_to(bench, "#pasting button")
    with bench.other_numbers():
        bench.press("Enter")
    assert set(bench.sheet().values()) == {"5", "6"}
    # Every other way in can be reached as well.
    tab_to(bench, "#file")
    bench.press("Shift+Tab")
    while bench.button("Undo").is_enabled():
        with bench.other_numbers():
            bench.press("Control+z")
    # The panel is in the address, the numbers are the example's again.
    assert bench.page.url == f"{start}&panel=edit"
    bench.expect_shown(bench.given())


def test_tensor_on_the_sheet_is_chosen_by_key_and_keeps_the_focus(bench: Workbench) -> None:
    group = bench.page.get_by_role("group", name="Which numbers")
    for letter in ("K", "∂L/∂Y", "b"):
        group.get_by_role("button", name=letter, exact=True).focus()
        bench.press("Enter")
        chosen = group.get_by_role("button", pressed=True)
        expect(chosen).to_have_accessible_name(letter)
        expect(chosen).to_be_focused()


def test_grid_on_the_sheet_is_chosen_by_arrows_and_keeps_the_focus(bench: Workbench) -> None:
    grids = bench.page.get_by_role("combobox", name="Which grid")
    grids.focus()
    for title in ("X[2]", "X[3]"):
        bench.press("ArrowDown")
        expect(grids.locator("option:checked")).to_have_text(title)
        expect(grids).to_be_focused()
    expect(bench.page.locator("number-sheet").get_by_role("grid")).to_have_accessible_name("X[3]")


@pytest.mark.parametrize(
    ("letter", "name"), [("K", "weight"), ("b", "bias"), ("∂L/∂Y", "grad_output")]
)
def test_number_of_every_given_tensor_can_be_typed(
    bench: Workbench, letter: str, name: GivenName
) -> None:
    before = bench.given()
    bench.show_tensor(letter)
    bench.page.locator("number-sheet td").first.focus()
    with bench.other_numbers():
        bench.page.keyboard.type("55")
        bench.press("Enter")
    expected = getattr(before, name).copy()
    expected.flat[0] = 55
    np.testing.assert_array_equal(getattr(bench.given(), name), expected)
    bench.expect_shown(bench.given())


def test_undo_by_key_works_right_after_a_file_was_chosen(bench: Workbench) -> None:
    start = bench.page.url
    bench.page.locator("#file").focus()
    with bench.other_numbers():
        bench.choose_file("x.npy", npy(RAMP[None]))
    bench.press("Control+z")
    bench.idle()
    assert bench.page.url == start
