"""Own numbers without a mouse."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.lessons import ARTICLE
from tests.browser.numbers.given import RAMP, SLIDE, npy
from tests.browser.workbench import GivenName, Workbench

pytestmark = pytest.mark.browser


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
    expect(bench.fault()).to_contain_text("not a number")
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
    group = bench.page.get_by_role("group", name="Tensor")
    for letter in ("K", "∂L/∂Y", "b"):
        group.get_by_role("button", name=letter, exact=True).focus()
        bench.press("Enter")
        chosen = group.get_by_role("button", pressed=True)
        expect(chosen).to_have_accessible_name(letter)
        expect(chosen).to_be_focused()


def test_grid_on_the_sheet_is_chosen_by_arrows_and_keeps_the_focus(bench: Workbench) -> None:
    grids = bench.page.get_by_role("combobox", name="Grid")
    grids.focus()
    for title in ("X[2]", "X[3]"):
        bench.press("ArrowDown")
        expect(grids.locator("option:checked")).to_have_text(title)
        expect(grids).to_be_focused()
    expect(bench.page.locator("number-sheet").get_by_role("grid")).to_have_accessible_name("X[3]")


TYPED_INTO: dict[str, GivenName] = {"K": "weight", "b": "bias", "∂L/∂Y": "grad_output"}


def test_number_of_every_given_tensor_can_be_typed(bench: Workbench) -> None:
    for letter, name in TYPED_INTO.items():
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
        bench.choose_file("x.npy", npy(RAMP[0]))
    bench.press("Control+z")
    bench.idle()
    assert bench.page.url == start
