"""A phone in the hand: everything within its width, reached by the thumb, and nothing jumps."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from gradgrid.app.i18n import LANGUAGES
from tests.browser.guard import PHONE, guard_of, watched
from tests.browser.lessons import ARTICLE, LEFTOVER, lesson
from tests.browser.piecemeal import piecemeal
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

SLOW_PAGES = ["/", f"/grad-input-conv/slide?preset={ARTICLE}", "/three-routes?lang=zh-CN"]
SLOW_WINDOWS = {
    "phone": PHONE,
    "1280": {"viewport": {"width": 1280, "height": 720}},
    "1920": {"viewport": {"width": 1920, "height": 1080}},
}
DESKTOPS = [(1280, 720), (1920, 1080)]

WATCH_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    const moved = sources.map(({ node }) => node?.parentElement?.className + "/" + node?.nodeName);
    shifts.push([value, moved]);
  }
}).observe({ type: "layout-shift", buffered: true });"""

# Text that a box cuts off at its right edge.
CUT = """() => [...document.querySelectorAll("h1, h2, .narration p, .steps a, .tools, header a")]
  .filter((each) => each.checkVisibility())
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1
    || each.getBoundingClientRect().left < -1)
  .filter((each) => each.closest("step-board, .map, .skip") === null && !each.matches(".skip"))
  .map((each) => each.textContent.trim().slice(0, 60))"""

SMALL = """() => [...document.querySelectorAll("button, select, input, .steps a, header a")]
  .filter((each) => each.checkVisibility() && !each.matches(".skip"))
  .filter((each) => {
    const { width, height } = each.getBoundingClientRect();
    return Math.min(width, height) < 22;
  })
  .map((each) => each.outerHTML.slice(0, 90))"""


def shifts(page: Page) -> list[object]:
    """What has moved by itself since the page was opened."""
    page.wait_for_timeout(400)
    found: list[object] = page.evaluate("shifts")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_phone_shows_every_chapter_within_its_width(phone: Stage, language: str) -> None:
    preset = ARTICLE if language == "en" else LEFTOVER
    page = phone.page
    for chapter, steps in lesson(preset).chapters.items():
        phone.open(chapter, steps[-1].id, preset, lang=language)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, chapter
        assert page.evaluate(CUT) == [], chapter
        expect(page.locator("transport-bar .play")).to_be_in_viewport()
        assert page.evaluate(SMALL) == [], chapter
        margins = page.evaluate("""() => [...document.querySelectorAll(".narration > :is(h1, p)")]
          .filter((each) => each.checkVisibility())
          .map((each) => each.getBoundingClientRect().left)""")
        assert len(set(margins)) == 1, f"{chapter}: {margins}"


def test_phone_opened_and_used_leaves_everything_in_place(
    fresh_context: Callable[..., BrowserContext], address: str
) -> None:
    context = fresh_context(**PHONE)
    context.add_init_script(WATCH_SHIFTS)
    stage = Stage(context.new_page(), address)
    for chapter, steps in lesson(ARTICLE).chapters.items():
        stage.open(chapter, steps[0].id, ARTICLE)
        assert shifts(stage.page) == [], chapter


@pytest.mark.parametrize("chapter", ["forward-window", "three-routes"])
def test_phone_that_has_nothing_of_the_page_yet_leaves_everything_in_place(
    fresh_context: Callable[..., BrowserContext], address: str, chapter: str
) -> None:
    context = fresh_context(**PHONE)
    context.add_init_script(WATCH_SHIFTS)
    stage = Stage(context.new_page(), address)
    stage.open(chapter, lesson(ARTICLE).chapters[chapter][0].id, ARTICLE)
    assert shifts(stage.page) == []


@pytest.mark.parametrize(("width", "height"), DESKTOPS)
def test_desktop_opened_leaves_everything_in_place(
    fresh_context: Callable[..., BrowserContext], address: str, width: int, height: int
) -> None:
    context = fresh_context(viewport={"width": width, "height": height})
    context.add_init_script(WATCH_SHIFTS)
    stage = Stage(context.new_page(), address)
    for chapter, steps in lesson(ARTICLE).chapters.items():
        stage.open(chapter, steps[0].id, ARTICLE)
        assert shifts(stage.page) == [], chapter


@pytest.mark.parametrize("path", SLOW_PAGES)
@pytest.mark.parametrize("options", SLOW_WINDOWS.values(), ids=SLOW_WINDOWS)
def test_page_that_comes_piece_by_piece_leaves_everything_in_place(
    browser: Browser, address: str, options: dict[str, Any], path: str
) -> None:
    with piecemeal(address) as slow:
        context = watched(browser, slow, options)
        context.add_init_script(WATCH_SHIFTS)
        page = context.new_page()
        page.goto(slow + path)
        if path != "/":
            Stage(page, slow).ready()
        assert shifts(page) == []
        assert guard_of(context).take() == []
        context.close()


def test_phone_pins_a_cell_that_is_tapped_and_lets_it_go(phone: Stage) -> None:
    told = lesson(ARTICLE)
    step = told.step("forward-window", "slide")
    phone.open("forward-window", "slide", ARTICLE)
    cell = (0, 1, 1, 0, 0)
    phone.cell("input", cell).tap()
    phone.settle()
    phone.expect_pinned(True)
    assert phone.marked("source") == {("input", cell)}
    readers = {("output", each) for each in told.readers(step, "input", cell)}
    assert phone.marked("reader") == readers & phone.look().shown()
    phone.button("Unpin the cell").tap()
    phone.settle()
    phone.expect_pinned(False)


def test_phone_has_the_result_of_a_tapped_cell_in_sight(phone: Stage) -> None:
    told = lesson(ARTICLE)
    phone.open("grad-input-conv", "slide", ARTICLE)
    cell = (0, 1, 1, 0, 0)
    phone.cell("grad_input", cell).tap()
    phone.settle()
    brief = phone.page.locator("sum-panel .brief output")
    expect(brief).to_be_in_viewport()
    assert brief.inner_text() == told.number("grad_input", cell)
    box = phone.page.locator("sum-panel").bounding_box()
    bar = phone.page.locator("transport-bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] <= bar["y"] + 1


def test_phone_walks_by_the_buttons_at_the_thumb(phone: Stage) -> None:
    told = lesson(ARTICLE)
    phone.open("forward-window", "one-channel", ARTICLE)
    phone.button("Next cell").tap()
    phone.settle()
    assert phone.position().startswith("cell 2 of")
    phone.button("Next step").tap()
    phone.settle()
    assert phone.at() == ("forward-window", told.chapters["forward-window"][1].id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_phone_shows_the_map_upright_within_its_width(phone: Stage, language: str) -> None:
    phone.page.goto(f"{phone.address}/?lang={language}")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    node = phone.page.locator(".tall [data-node=grad_bias]")
    node.scroll_into_view_if_needed()
    expect(node).to_be_in_viewport()
