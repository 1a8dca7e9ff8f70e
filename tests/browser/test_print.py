"""On paper: prose, grids and the whole sum, in light colours; nothing to press, nothing cut off."""

import pytest
from playwright.sync_api import expect

from tests.browser.lessons import ARTICLE, LEFTOVER, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

# A4 at 96 dots to the inch, less the margins.
SHEET = {"width": 688, "height": 1017}

# What is cut off on paper: the boxes that do not show all that is in them.
CUT = """() => [...document.querySelectorAll("main, aside, .stage, step-board, sum-panel *")]
  .filter((box) => box.checkVisibility() && getComputedStyle(box).overflow !== "visible"
    && (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1))
  .map((box) => `${box.localName}.${box.className}`)"""
LIGHTNESS = """(selector) => {
  const style = getComputedStyle(document.querySelector(selector));
  const [r, g, b] = style.color.match(/[\\d.]+/g).map(Number);
  return (r + g + b) / 765;
}"""
ENDS = """() => [...document.querySelectorAll("step-board [role=gridcell], sum-panel .term")]
  .filter((piece) => piece.checkVisibility())
  .map((piece) => piece.getBoundingClientRect().right)"""


def printed(stage: Stage, chapter: str, step: str, preset: str, **query: str) -> None:
    """Open a step on a screen and lay it out on paper."""
    stage.open(chapter, step, preset, **query)
    stage.press("ArrowRight")
    stage.page.emulate_media(media="print")
    stage.page.set_viewport_size(SHEET)
    stage.settle()
    stage.settle()


@pytest.mark.parametrize("chapter", lesson(ARTICLE).chapters)
def test_print_of_a_chapter_has_prose_grids_and_sum_and_no_controls(
    stage: Stage, chapter: str
) -> None:
    told = lesson(ARTICLE)
    step = told.chapters[chapter][-1]
    printed(stage, chapter, step.id, ARTICLE, theme="dark")
    page = stage.page
    expect(page.get_by_role("heading", level=1)).to_have_text(told.title(chapter, step))
    assert page.locator(".narration:visible p").count() >= 2
    assert {grid.tensor for grid in stage.look().grids} == set(told.drawn(chapter, step))
    expect(page.locator("sum-panel output").last).to_be_visible()
    for role in ("button", "slider", "combobox", "navigation", "banner"):
        expect(page.get_by_role(role)).to_have_count(0)  # type: ignore[arg-type]
    assert page.evaluate(CUT) == []
    for selector in ("body", "h1", "sum-panel"):
        assert page.evaluate(LIGHTNESS, selector) < 0.5, f"{selector}: light ink on paper"


def test_print_in_a_dark_room_is_dark_ink(stage: Stage) -> None:
    stage.page.emulate_media(color_scheme="dark")
    printed(stage, "forward-window", "slide", ARTICLE)
    assert stage.page.evaluate(LIGHTNESS, "h1") < 0.5
    stage.page.emulate_media(media="screen")
    assert stage.page.evaluate(LIGHTNESS, "h1") > 0.5


@pytest.mark.parametrize(
    ("chapter", "step"), [("grad-input-conv", "slide"), ("grad-input-matrix", "multiply")]
)
def test_print_fits_the_sheet(stage: Stage, chapter: str, step: str) -> None:
    printed(stage, chapter, step, LEFTOVER, theme="projector")
    ends: list[float] = stage.page.evaluate(ENDS)
    # A browser shrinks a page to half as wide again as its sheet.
    assert max(ends) <= 1.5 * SHEET["width"]


def test_print_of_the_map_has_the_map_and_no_menus(stage: Stage) -> None:
    stage.page.goto(f"{stage.address}/?theme=dark")
    stage.page.emulate_media(media="print")
    nodes = stage.page.locator(".tall [data-node]")
    assert nodes.count() > 10
    for node in nodes.all():
        expect(node).to_be_visible()
    expect(stage.page.get_by_role("combobox")).to_have_count(0)
    assert stage.page.evaluate(LIGHTNESS, "h1") < 0.5


def test_print_to_a_file_takes_few_sheets(stage: Stage) -> None:
    stage.open("grad-input-conv", "slide", ARTICLE)
    content = stage.page.pdf(format="A4")
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 1


def test_print_on_a_sheet_is_laid_out_as_paper_and_not_as_a_phone(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 690, "height": 1000})
    stage.open("grad-input-conv", "slide", ARTICLE)
    stage.page.emulate_media(media="print")
    panel = stage.page.locator("sum-panel")
    assert panel.evaluate("(each) => getComputedStyle(each).position") == "static"
    expect(panel.locator(".brief")).to_be_hidden()
    expect(panel.locator("output:visible")).to_have_count(1)
    prose = stage.page.locator(".narration:visible")
    assert prose.evaluate("(each) => getComputedStyle(each).maskImage") == "none"
