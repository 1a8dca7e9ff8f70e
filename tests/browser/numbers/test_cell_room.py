"""A number never leaves its cell: there it has fewer digits, and beside the grid all of them."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.app.numpy_files import npz
from tests.browser.held import held
from tests.browser.lessons import ARTICLE
from tests.browser.numbers.opened import GO
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

WHERE = "step-board, number-sheet"
# Every number in sight, and how far it reaches over an edge of its cell.
NUMBERS = """(where) => [...document.querySelectorAll(where)].flatMap((host) =>
  [...host.querySelectorAll(".cell > .number")].flatMap((number) => {
    const range = document.createRange();
    range.selectNodeContents(number);
    const text = range.getBoundingClientRect();
    const cell = number.parentElement.getBoundingClientRect();
    if (text.width === 0) return [];
    const over = Math.max(cell.left - text.left, text.right - cell.right);
    return [[host.localName, number.textContent, over]];
  }))"""
# How large cells and their numbers are on the sheet, and how many columns are seen.
DRAWN_SHEET = """() => {
  const sheet = document.querySelector("number-sheet");
  const { style } = sheet.querySelector("section");
  return ["--cell", "--seen-cols"].map((name) => sheet.style.getPropertyValue(name))
    .concat(style.getPropertyValue("--number-most"));
}"""
# The gap between two cells is wider than that.
SLACK = 1


def expect_within_cells(workbench: Workbench) -> None:
    """Board and sheet both have numbers, and none of them leaves its cell."""
    found = workbench.page.evaluate(NUMBERS, WHERE)
    assert {host for host, _, _ in found} == {"step-board", "number-sheet"}
    assert [each for each in found if each[2] > SLACK] == []


@pytest.fixture(params=[(1280, 720), (390, 844)], ids=["laptop", "phone"])
def sized(workbench: Workbench, request: pytest.FixtureRequest) -> Iterator[Workbench]:
    """The workbench at one size of the window."""
    width, height = request.param
    before = workbench.page.viewport_size
    workbench.page.set_viewport_size({"width": width, "height": height})
    yield workbench
    assert before is not None
    workbench.page.set_viewport_size(before)


# Side, channels and size of the numbers.
SCALES = {
    "3072-cells": (32, 3, 0.5),
    "5-by-5": (5, 1, 0.5),
    "thousandths": (4, 2, 1e-3),
    "1e-9": (4, 2, 1e-9),
    "thousands": (6, 1, 1e4),
    "1e12": (6, 1, 1e12),
}


def test_numbers_of_any_size_stay_within_their_cells(sized: Workbench) -> None:
    sized.open_panel("forward-window", "pad", ARTICLE, "edit")
    for name, (side, channels, scale) in SCALES.items():
        rng = np.random.default_rng(7)
        arrays = {
            "input": scale * rng.standard_normal((1, side, side, channels)),
            "weight": rng.standard_normal((3, 3, channels, 2)),
            "padding": np.array(1),
        }
        with sized.other_numbers():
            sized.choose_file(f"{name}.npz", npz(**arrays))
        for place in ("forward-window/pad", "forward-window/slide", "grad-input-conv/slide"):
            sized.page.evaluate(GO, place)
            sized.press("End")
            assert "/".join(sized.at()) == place
            expect_within_cells(sized)


def test_long_negative_among_many_short_numbers_stays_within_its_cell(sized: Workbench) -> None:
    # Of so many cells some are looked at to measure: that one is not among them.
    numbers = np.zeros((1, 32, 32, 1))
    numbers[0, ::2, ::2] = -1
    numbers[0, 0, 1] = -123_456
    sized.open_panel("forward-window", "pad", ARTICLE, "edit")
    with sized.other_numbers():
        sized.choose_file("numbers.npz", npz(input=numbers, weight=np.ones((3, 3, 1, 1))))
    sized.settle()
    cell = sized.sheet_cell((0, 0, 1, 0, 0)).locator(".number")
    expect(cell).to_have_text("\N{MINUS SIGN}123456")
    expect_within_cells(sized)


def test_sheet_in_a_window_of_another_width_is_drawn_as_if_opened_in_it(
    workbench: Workbench,
) -> None:
    workbench.open_panel("forward-window", "slide", "resnet-stage", "edit")
    page = workbench.page
    before = page.viewport_size
    assert before is not None
    workbench.sheet_cell((0, 0, 0, 0, 0)).click()
    page.keyboard.type("-12")
    seen = {}
    for width in (1280, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        workbench.settle()
        workbench.settle()
        # What is being typed goes on.
        expect(workbench.entry()).to_have_value("-12")
        expect(workbench.entry()).to_be_focused()
        expect_within_cells(workbench)
        drawn = page.evaluate(DRAWN_SHEET)
        assert seen.setdefault(width, drawn) == drawn
    page.keyboard.press("Escape")
    for width, drawn in seen.items():
        page.set_viewport_size({"width": width, "height": 800})
        workbench.load("/forward-window/slide?preset=resnet-stage&panel=edit")
        workbench.panel_drawn("edit")
        assert page.evaluate(DRAWN_SHEET) == drawn
    assert len({str(drawn) for drawn in seen.values()}) == 2
    page.set_viewport_size(before)


def test_number_cut_short_in_its_cell_is_read_in_full(workbench: Workbench) -> None:
    workbench.open_panel("forward-window", "pad", ARTICLE, "edit")
    with workbench.other_numbers():
        workbench.sheet_cell((0, 0, 0, 0, 0)).click()
        workbench.page.keyboard.type("-0.00123456")
        workbench.page.keyboard.press("Enter")
    cell = workbench.sheet_cell((0, 0, 0, 0, 0))
    expect(cell.locator(".number")).to_have_text("\N{MINUS SIGN}0.0012")
    label = cell.get_attribute("aria-label")
    assert label is not None
    assert label.endswith("= \N{MINUS SIGN}0.00123456")
    expect_within_cells(workbench)


def test_decimal_that_waits_for_the_server_stays_within_its_cell(workbench: Workbench) -> None:
    workbench.open_panel("forward-window", "pad", ARTICLE, "edit")
    with workbench.other_numbers(), held(workbench.page, "**/lesson?*"):
        workbench.sheet_cell((0, 0, 0, 0, 0)).click()
        workbench.page.keyboard.type("-0.123456")
        workbench.page.keyboard.press("Enter")
        expect(workbench.page.locator("number-sheet .pending")).to_have_count(1)
        expect_within_cells(workbench)
