"""The workbench in the hand: dialogs within the width, tapped numbers, the question in sight."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from gradgrid.app.i18n import LANGUAGES
from tests.browser.lessons import ARTICLE
from tests.browser.numbers.given import png
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

SLIDE = ("forward-window", "slide")
PICTURE = png(np.random.default_rng(2).integers(0, 256, (40, 50, 3)))

CUT = """() => [...document.querySelectorAll("dialog[open], dialog[open] *")]
  .filter((each) => each.checkVisibility() && !each.matches(".spoken"))
  .filter((each) => {
    const { left, right, width } = each.getBoundingClientRect();
    return width > 1 && (right > innerWidth + 1 || left < -1);
  })
  .map((each) => each.outerHTML.slice(0, 90))"""


def open_dialog(phone: Workbench, name: str) -> None:
    """A dialog with all that it can show."""
    page = phone.page
    if name == "share":
        page.locator("#share").click()
        page.locator("#share-copy").click()
    elif name == "checks":
        page.locator("#checks:not(.waits)").click()
    elif name == "paste":
        page.locator("#paste").click()
        page.locator("#pasted").fill("1 abc")
        page.locator("#pasting button").first.click()
        expect(page.locator("#pasted-error")).not_to_be_empty()
    else:
        page.locator("#file").set_input_files(
            {"name": "cat.png", "mimeType": "image/png", "buffer": PICTURE}
        )
    expect(page.locator("dialog[open]")).to_be_visible()
    phone.settle()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["share", "checks", "paste", "picture"])
def test_phone_shows_a_dialog_within_its_width(phone: Workbench, name: str, lang: str) -> None:
    phone.open_panel(*SLIDE, ARTICLE, lang=lang)
    open_dialog(phone, name)
    assert phone.page.evaluate(CUT) == []
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
    dialog = phone.page.locator("dialog[open]")
    for control in dialog.get_by_role("button").all():
        if control.is_visible():
            control.scroll_into_view_if_needed()
            expect(control).to_be_in_viewport(ratio=1)
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 24


def test_phone_changes_a_number_and_a_size_by_tapping(phone: Workbench) -> None:
    phone.open_panel(*SLIDE, ARTICLE)
    cell = phone.sheet_cell((0, 1, 1, 0, 0))
    cell.tap()
    expect(phone.entry()).to_be_focused()
    phone.entry().fill("33")
    with phone.other_numbers():
        phone.press("Enter")
    assert phone.given().input[0, 1, 1, 0] == 33
    slider = phone.slider("Padding")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    with phone.other_numbers():
        phone.page.touchscreen.tap(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    after = phone.given()
    assert after.geometry.padding == ((1, 1), (1, 1))
    assert after.input[0, 1, 1, 0] == 33
    phone.expect_shown(after)


def test_phone_has_the_cell_that_is_asked_for_in_sight_with_the_answer(phone: Workbench) -> None:
    phone.open_panel(*SLIDE, ARTICLE, "practice", seed="abcd1")
    asked = phone.page.locator('step-board [data-answer="asked"][data-mark="write"]:visible')
    expect(asked).to_have_count(1)
    asked.evaluate("(cell) => cell.scrollIntoView({ block: 'nearest' })")
    asked.evaluate("() => scrollBy(0, 300)")
    phone.settle()
    # It can be had in sight together with the answer, and is not under anything.
    assert asked.evaluate("""(cell) => {
      const { x, y, width, height } = cell.getBoundingClientRect();
      return cell.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    }""")
    expect(phone.page.get_by_role("textbox", name="Your answer")).to_be_in_viewport(ratio=1)
