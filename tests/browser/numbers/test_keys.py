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


def tab_to(workbench: Workbench, wanted: str, most: int = 40) -> None:
    """Press Tab until an element that matches has the focus."""
    for _ in range(most):
        workbench.page.keyboard.press("Tab")
        if workbench.page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab does not lead to {wanted} within {most} presses")


def test_keyboard_alone_opens_the_panel_changes_numbers_and_undoes_them(
    workbench: Workbench,
) -> None:
    workbench.open(*SLIDE, ARTICLE)
    start = workbench.page.url
    tab_to(workbench, "[data-panel=edit]")
    workbench.press("Enter")
    expect(workbench.page.get_by_role("region", name="Edit")).to_be_visible()
    workbench.panel_drawn("edit")
    workbench.page.wait_for_url(re.compile("panel=edit"))
    tab_to(workbench, 'shape-controls input[type="range"]')
    with workbench.other_numbers():
        workbench.press("ArrowRight")
    assert workbench.given().geometry.input_size == (4, 4)
    tab_to(workbench, "number-sheet td")
    workbench.press("ArrowRight", "ArrowDown")
    with workbench.other_numbers():
        workbench.page.keyboard.type("77")
        workbench.press("Enter")
    assert workbench.given().input[0, 1, 1, 0] == 77
    assert workbench.focused() == "input:0,2,1,0,0"
    workbench.press("Delete")
    workbench.page.keyboard.type("oops")
    workbench.press("Enter")
    expect(workbench.fault()).to_contain_text("not a number")
    workbench.press("Escape")
    tab_to(workbench, "#pattern")
    workbench.press("ArrowDown")
    tab_to(workbench, "#fill button")
    with workbench.other_numbers():
        workbench.press("Enter")
    assert (workbench.given().input == 1).all()
    tab_to(workbench, "#paste")
    workbench.press("Enter")
    workbench.page.keyboard.type("5 5 5 5\n6 6 6 6\n5 5 5 5\n6 6 6 6")
    tab_to(workbench, "#pasting button")
    with workbench.other_numbers():
        workbench.press("Enter")
    assert set(workbench.sheet().values()) == {"5", "6"}
    # Every other way in can be reached as well.
    tab_to(workbench, "#file")
    workbench.press("Shift+Tab")
    while workbench.button("Undo").is_enabled():
        with workbench.other_numbers():
            workbench.press("Control+z")
    # The panel is in the address, the numbers are the example's again.
    assert workbench.page.url == f"{start}&panel=edit"
    workbench.expect_shown(workbench.given())


def test_tensor_on_the_sheet_is_chosen_by_key_and_keeps_the_focus(workbench: Workbench) -> None:
    group = workbench.page.get_by_role("group", name="Tensor")
    for letter in ("K", "∂L/∂Y", "b"):
        group.get_by_role("button", name=letter, exact=True).focus()
        workbench.press("Enter")
        chosen = group.get_by_role("button", pressed=True)
        expect(chosen).to_have_accessible_name(letter)
        expect(chosen).to_be_focused()


def test_grid_on_the_sheet_is_chosen_by_arrows_and_keeps_the_focus(workbench: Workbench) -> None:
    grids = workbench.page.get_by_role("combobox", name="Grid")
    grids.focus()
    for title in ("X[2]", "X[3]"):
        workbench.press("ArrowDown")
        expect(grids.locator("option:checked")).to_have_text(title)
        expect(grids).to_be_focused()
    expect(workbench.page.locator("number-sheet").get_by_role("grid")).to_have_accessible_name(
        "X[3]"
    )


TYPED_INTO: dict[str, GivenName] = {"K": "weight", "b": "bias", "∂L/∂Y": "grad_output"}


def test_number_of_every_given_tensor_can_be_typed(workbench: Workbench) -> None:
    for letter, name in TYPED_INTO.items():
        before = workbench.given()
        workbench.show_tensor(letter)
        workbench.page.locator("number-sheet td").first.focus()
        with workbench.other_numbers():
            workbench.page.keyboard.type("55")
            workbench.press("Enter")
        expected = getattr(before, name).copy()
        expected.flat[0] = 55
        np.testing.assert_array_equal(getattr(workbench.given(), name), expected)
    workbench.expect_shown(workbench.given())


def test_undo_by_key_works_right_after_a_file_was_chosen(workbench: Workbench) -> None:
    start = workbench.page.url
    workbench.page.locator("#file").focus()
    with workbench.other_numbers():
        workbench.choose_file("x.npy", npy(RAMP[0]))
    workbench.press("Control+z")
    workbench.idle()
    assert workbench.page.url == start
