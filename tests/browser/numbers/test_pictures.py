"""A part of an image as the input."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from gradgrid.app import presets
from tests.browser.numbers.given import PIXELS, SINGLE, SLIDE, png
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

# From wherever the frame begins to the picture's corner.
TO_CORNER = ["ArrowLeft"] * 7 + ["ArrowUp"] * 6


def test_picture_gives_the_patch_that_was_framed_in_its_three_channels(
    workbench: Workbench,
) -> None:
    with workbench.same_numbers():
        workbench.choose_file("cat.png", png(PIXELS), "image/png")
        dialog = workbench.page.get_by_role("dialog", name="Part of an image")
        pane = dialog.get_by_role("application")
        pane.focus()
        workbench.press(*TO_CORNER)
        expect(dialog.locator("output")).to_have_text("columns 1 to 3, rows 1 to 3 of 7×6")
        workbench.press("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowDown", "ArrowUp")
        expect(dialog.locator("output")).to_have_text("columns 3 to 5, rows 3 to 5 of 7×6")
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()
    workbench.choose_file("cat.png", png(PIXELS), "image/png")
    pane.focus()
    workbench.press(*TO_CORNER, "ArrowRight", "ArrowRight", "ArrowDown")
    dialog.get_by_role("combobox", name="Value range").select_option("0 … 255")
    with workbench.other_numbers():
        dialog.get_by_role("button", name="Use them").click()
    expect(dialog).to_be_hidden()
    after = workbench.given()
    np.testing.assert_array_equal(after.input[0], PIXELS[1:4, 2:5])
    workbench.expect_shown(after)


def test_picture_on_one_channel_is_grey_and_scaled_from_0_to_9(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, SINGLE)
    workbench.drop("cat.png", png(PIXELS), "image/png")
    dialog = workbench.page.get_by_role("dialog", name="Part of an image")
    dialog.get_by_role("application").focus()
    workbench.press(*TO_CORNER)
    with workbench.other_numbers():
        dialog.get_by_role("button", name="Use them").click()
    grey = PIXELS[:3, :3] @ [0.2126, 0.7152, 0.0722]
    after = workbench.given()
    np.testing.assert_array_equal(after.input[0, :, :, 0], np.floor(grey / 255 * 9 + 0.5))
    workbench.expect_shown(after)
    with workbench.other_numbers():
        workbench.press("Control+z")
    np.testing.assert_array_equal(workbench.given().input, presets.BY_ID[SINGLE].inputs.input)


def test_picture_that_is_none_is_refused_in_words(workbench: Workbench) -> None:
    with workbench.same_numbers():
        workbench.choose_file("text.png", b"not a picture at all", "image/png")
        expect(workbench.notice()).to_contain_text("This is not a PNG, JPEG, WebP or GIF")
        workbench.choose_file("cut.png", png(PIXELS)[:60], "image/png")
        expect(workbench.notice()).to_contain_text("The image is damaged")
        workbench.click("Dismiss")
