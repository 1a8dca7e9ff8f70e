"""Numbers that are pasted or dropped, and sizes that are turned, while an answer is on its way."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.guard import Guard
from tests.browser.held import held, wait_for
from tests.browser.numbers.given import (
    MATRIX,
    MIDDLE,
    REFUSED_BY_SERVER,
    cell_in,
    npy,
)
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser


def test_table_that_no_longer_fits_when_its_turn_comes_is_refused_in_words(
    workbench: Workbench,
) -> None:
    with held(workbench.page, "**/lesson?*") as routes:
        workbench.slider("Input size").focus()
        workbench.page.keyboard.press("ArrowLeft")
        wait_for(workbench.page, routes)
        # On the grid that is still shown it fits.
        assert workbench.paste_on(cell_in("stage", MIDDLE), "11 12\n13 14")
        expect(workbench.notice()).to_be_hidden()
    expect(workbench.notice()).to_contain_text("room for 1×1, the grid is 2×2")
    workbench.idle()
    assert workbench.given().input.shape == (1, 2, 2, 3)
    assert 11 not in workbench.given().input


def test_matrix_whose_sizes_the_server_refuses_is_refused_in_its_words_alone(
    workbench: Workbench, guard: Guard
) -> None:
    guard.allow(REFUSED_BY_SERVER)
    workbench.show_tensor("K")
    workbench.paste_into_dialog("\n".join(["1 2 3 4"] * 4))
    expect(workbench.notice()).to_contain_text("4x4")
    workbench.idle()
    expect(workbench.notice()).to_contain_text("4x4")
    expect(workbench.notice()).not_to_contain_text("must be")


@pytest.mark.parametrize("shape", [(3, 3), (1, 3, 3, 3)], ids=["one-grid", "whole-tensor"])
def test_file_goes_to_the_grid_that_was_shown_when_it_was_dropped(
    workbench: Workbench, shape: tuple[int, ...]
) -> None:
    before = workbench.given()
    expected = before.input.copy()
    # An array that is the same with its channels first and last is not asked about.
    array = MATRIX if len(shape) == 2 else np.full(shape, 7.0)
    workbench.show_grid("X[2]")
    if len(shape) == 2:
        expected[0, :, :, 1] = array
    else:
        expected[:] = array
    with held(workbench.page, "**/lesson/read?*") as routes:
        workbench.drop("x.npy", npy(array))
        wait_for(workbench.page, routes)
        workbench.show_tensor("K")
    workbench.idle()
    np.testing.assert_array_equal(workbench.given().input, expected)
    np.testing.assert_array_equal(workbench.given().weight, before.weight)


def test_dialog_that_is_cancelled_while_the_server_reads_takes_nothing(
    workbench: Workbench,
) -> None:
    dialog = workbench.page.get_by_role("dialog", name="Paste numbers")
    with workbench.same_numbers():
        with held(workbench.page, "**/lesson/read?*") as routes:
            workbench.paste_into_dialog("x = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]")
            wait_for(workbench.page, routes)
            take = dialog.get_by_role("button", name="Use them")
            expect(take).to_be_disabled()
            dialog.get_by_role("button", name="Cancel").click()
            expect(dialog).to_be_hidden()
        workbench.idle()
    expect(workbench.notice()).to_be_hidden()
    # The dialog takes the next text.
    with workbench.other_numbers():
        workbench.paste_into_dialog("x = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]")
    assert workbench.given().input[0, :, :, 0].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]


def test_slider_that_moves_on_while_its_bounds_change_says_what_it_is_drawn_for(
    workbench: Workbench,
) -> None:
    with held(workbench.page, "**/lesson?*") as routes:
        workbench.slider("Kernel size").focus()
        workbench.page.keyboard.press("ArrowRight")
        wait_for(workbench.page, routes)
        workbench.slider("Input size").focus()
        workbench.page.keyboard.press("ArrowRight")
        workbench.settle()
        # With a larger kernel its least is larger, but it still stands where it was put.
        routes.pop(0).continue_()
        wait_for(workbench.page, routes)
        workbench.settle()
        assert workbench.slider_says("Kernel size") == "3"
        workbench.page.keyboard.press("ArrowRight")
        workbench.settle()
        assert workbench.slider_says("Input size") == "5"
        at, share = workbench.slider("Input size").evaluate(
            "(input) => [input.value / input.max, Number(input.style.getPropertyValue('--share'))]"
        )
        assert at == pytest.approx(share)
    workbench.idle()
    assert workbench.slider_says("Input size") == "5"
    assert workbench.given().input.shape == (1, 5, 5, 3)
    assert workbench.given().weight.shape[:2] == (3, 3)


def test_axes_shown_apart_while_a_size_is_on_its_way_have_it_when_it_comes(
    workbench: Workbench,
) -> None:
    apart = workbench.page.get_by_role("checkbox", name="each axis and side")
    with held(workbench.page, "**/lesson?*") as routes:
        workbench.slider("Input size").focus()
        workbench.page.keyboard.press("ArrowRight")
        wait_for(workbench.page, routes)
        apart.check()
        workbench.settle()
        apart.uncheck()
        workbench.settle()
        # What was turned is not taken back by the drawing anew.
        assert workbench.slider_says("Input size") == "4"
        share = workbench.slider("Input size").evaluate(
            "(input) => [input.value / input.max, Number(input.style.getPropertyValue('--share'))]"
        )
        assert share[0] == pytest.approx(share[1])
        apart.check()
        workbench.settle()
    workbench.idle()
    rows = workbench.page.locator("shape-controls").get_by_role("slider", name="Input rows")
    expect(rows).to_have_attribute("aria-valuetext", "4")
    apart.uncheck()
    workbench.settle()
    assert workbench.slider_says("Input size") == "4"
    assert workbench.given().input.shape == (1, 4, 4, 3)
    workbench.turn_slider("Input size", "ArrowLeft")
    assert workbench.slider_says("Input size") == "3"
    assert workbench.given().input.shape == (1, 3, 3, 3)
