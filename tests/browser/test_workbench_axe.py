"""The workbench for everyone: what axe finds, what a thumb reaches, what fits in the header."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from gradgrid.app.i18n import LANGUAGES, words
from tests.browser.lessons import ARTICLE
from tests.browser.numbers.given import PIXELS, png
from tests.browser.test_axe import THEMES, assert_accessible
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

PANELS = ("edit", "code", "practice")
SLIDE = ("forward-window", "slide")
ENGLISH, CHINESE = LANGUAGES
# Its cells are most of a page, and are looked at in every chapter and theme without a panel.
BOARD = "step-board"
# Every panel meets each theme and each language, every dialog two of them.
PANEL_LOOKS = [
    (theme, LANGUAGES[(k + n) % 2], panel)
    for k, panel in enumerate(PANELS)
    for n, theme in enumerate(THEMES)
]
DIALOG_LOOKS = [
    (THEMES[(k + n) % 3], LANGUAGES[n], dialog)
    for k, dialog in enumerate(("share", "checks", "paste", "picture"))
    for n in range(2)
]

CONTROLS = "button:visible, select:visible, [type=range]:visible"
HEIGHTS = """(controls) => controls
  .map((each) => [each.getBoundingClientRect().height, each.outerHTML.slice(0, 120)])
  .filter(([height]) => height < 24)"""
# A phone zooms out where a page is too wide, and innerWidth grows with it.
OUTSIDE = """(all, width) => all
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, { left, right }]) => left < 0 || right > width)
  .map(([each, { left, right }]) => [each.tagName, each.className, left, right])"""
# What is hit in the middle of an element is the element, or in it.
IS_REACHED = """(element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
# What of the header is out of the window, cut, or on something else.
CROWDED = """() => {
  const all = [...document.querySelectorAll("header :is(button, select, a)")]
    .filter((each) => each.checkVisibility());
  const boxes = all.map((each) => [each, each.getBoundingClientRect()]);
  const named = (each) => each.textContent.trim().slice(0, 30);
  const isOut = ({ left, right, top, bottom }) =>
    left < 0 || top < 0 || right > innerWidth || bottom > document.querySelector("main").offsetTop;
  const isCut = (each) => each.matches("button, a") && each.scrollWidth > each.clientWidth + 1;
  const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
  return {
    count: all.length,
    out: boxes.filter(([, box]) => isOut(box)).map(([each]) => named(each)),
    cut: all.filter(isCut).map(named),
    overlapping: boxes.flatMap(([one, a], k) => boxes.slice(k + 1)
      .filter(([, b]) => overlap(a, b)).map(([other]) => [named(one), named(other)])),
  };
}"""


def panel_of(workbench: Workbench, panel: str, language: str = ENGLISH) -> Locator:
    """The panel by the name that it has in the language."""
    name = words(language)["page"]["panels"][panel]
    return workbench.page.get_by_role("region", name=name, exact=True)


@pytest.mark.parametrize(("theme", "language", "panel"), PANEL_LOOKS)
def test_axe_on_a_panel_finds_nothing(
    workbench: Workbench, theme: str, language: str, panel: str
) -> None:
    workbench.open_panel(*SLIDE, ARTICLE, panel, theme=theme, lang=language)
    expect(panel_of(workbench, panel, language)).to_be_visible()
    # The page as it is used: drawn more than once.
    workbench.press("ArrowRight")
    # An exercise draws cells that no step has.
    assert_accessible(workbench.page, beside=None if panel == "practice" else BOARD)


@pytest.mark.parametrize(("theme", "language", "dialog"), DIALOG_LOOKS)
def test_axe_on_a_dialog_of_the_workbench_finds_nothing(
    workbench: Workbench, theme: str, language: str, dialog: str
) -> None:
    page, told = workbench.page, words(language)["page"]
    workbench.open_panel(*SLIDE, ARTICLE, "edit", theme=theme, lang=language)
    if dialog == "picture":
        page.get_by_label(told["file"]).set_input_files(
            {"name": "shades.png", "mimeType": "image/png", "buffer": png(PIXELS)}
        )
    elif dialog == "checks":
        page.get_by_role("button", name=words(language)["words"]["checksAgree"]).click()
    else:
        workbench.click(told[dialog])
    expect(page.get_by_role("dialog", name=told[f"{dialog}_title"])).to_be_visible()
    assert_accessible(page, beside=BOARD)


@pytest.mark.parametrize(("theme", "language"), [("light", CHINESE), ("dark", ENGLISH)])
def test_axe_on_a_wrong_entry_in_the_sheet_and_on_the_stage_finds_nothing(
    workbench: Workbench, theme: str, language: str
) -> None:
    workbench.open_panel(*SLIDE, ARTICLE, "edit", theme=theme, lang=language)
    cell = (0, 1, 1, 0, 0)
    for place in (workbench.sheet_cell(cell), workbench.cell("input", cell)):
        place.click()
        workbench.press("-", "-", "Enter")
        expect(workbench.fault()).to_have_text(words(language)["words"]["entry_number"])
        assert_accessible(workbench.page)
        workbench.press("Escape")


@pytest.mark.parametrize(("theme", "language"), [("light", ENGLISH), ("dark", CHINESE)])
def test_axe_after_a_wrong_answer_and_a_hint_finds_nothing(
    workbench: Workbench, theme: str, language: str
) -> None:
    told = words(language)["practice"]
    workbench.open_panel(*SLIDE, ARTICLE, "practice", theme=theme, lang=language)
    panel = panel_of(workbench, "practice", language)
    panel.get_by_role("textbox", name=told["answer"]).fill("98765")
    workbench.click(told["check"])
    expect(panel.get_by_role("status")).to_contain_text(told["wrong"].format(text="").strip())
    workbench.click(told["hint_button"])
    workbench.click(told["hint_button"])
    assert_accessible(workbench.page)


@pytest.mark.parametrize("panel", PANELS)
def test_phone_shows_a_panel_within_its_width_with_controls_a_thumb_can_hit(
    phone: Workbench, panel: str
) -> None:
    phone.open_panel(*SLIDE, ARTICLE, panel)
    page = phone.page
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert page.evaluate("innerWidth") == 390
    found = panel_of(phone, panel).locator(":visible")
    assert found.count() > 10
    assert found.evaluate_all(OUTSIDE, 390) == []
    # A thumb can hit what is to be pressed.
    controls = panel_of(phone, panel).locator(CONTROLS)
    assert controls.count() >= 4
    assert controls.evaluate_all(HEIGHTS) == []


@pytest.mark.parametrize("panel", PANELS)
def test_phone_opens_a_panel_by_its_button_and_scrolls_through_it(
    phone: Workbench, panel: str
) -> None:
    phone.open(*SLIDE, ARTICLE)
    expect(panel_of(phone, panel)).to_be_hidden()
    button = phone.page.get_by_role("banner").get_by_role("button", name=panel.title(), exact=True)
    button.tap()
    phone.panel_drawn(panel)
    expect(button).to_have_attribute("aria-pressed", "true")
    controls = panel_of(phone, panel).locator(CONTROLS)
    for control in (controls.first, controls.last):
        # As far up as the page lets it come: what is fixed at the bottom must not lie on it.
        control.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
        expect(control).to_be_in_viewport(ratio=1)
        assert control.evaluate(IS_REACHED)
    button.tap()
    expect(panel_of(phone, panel)).to_be_hidden()


def test_header_at_1280_has_room_for_its_controls(workbench: Workbench) -> None:
    workbench.page.set_viewport_size({"width": 1280, "height": 720})
    for theme in THEMES:
        for language in LANGUAGES:
            workbench.open(*SLIDE, ARTICLE, theme=theme, lang=language)
            found = workbench.page.evaluate(CROWDED)
            assert found.pop("count") >= 20
            assert found == {"out": [], "cut": [], "overlapping": []}, (theme, language)
