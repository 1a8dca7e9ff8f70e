"""The map in a browser: what is looked at lights its sources and readers; it fits, and it opens."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from gradgrid.app import presets
from gradgrid.app.i18n import LANGUAGES
from gradgrid.app.lessons import lesson as explainer
from gradgrid.app.pages.map import map_of
from tests.browser.guard import guard_of
from tests.browser.lessons import ARTICLE, LEFTOVER

pytestmark = pytest.mark.browser

PRESETS = (ARTICLE, LEFTOVER, "same-padding")
LIT = """(kind) => [...document.querySelectorAll(`.wide ${kind}.lit`)]
  .map((each) => each.dataset.node ?? [each.dataset.from, each.dataset.to].join(" "))"""


def look(page: Page, address: str, preset: str, **query: str) -> None:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    page.goto(f"{address}/?preset={preset}&{asked}")
    page.wait_for_load_state("load")


def joined(preset: str) -> set[tuple[str, str]]:
    """Every source with what is made from it."""
    return {
        (source, arrow.operation.target)
        for arrow in map_of(explainer.lesson(preset)).arrows
        for source in arrow.sources
    }


@pytest.mark.parametrize("preset", PRESETS)
def test_map_node_in_focus_lights_its_sources_and_readers(
    page: Page, address: str, preset: str
) -> None:
    look(page, address, preset)
    lines = joined(preset)
    for name, node in map_of(explainer.lesson(preset)).nodes.items():
        page.locator(f".wide [data-node={name}]").focus()
        mine = {pair for pair in lines if name in pair}
        assert set(page.evaluate(LIT, ".way")) == {" ".join(pair) for pair in mine}, name
        assert set(page.evaluate(LIT, ".node")) == {name}.union(*mine), name
        if node.equation:
            expect(page.locator("#told")).to_have_text(node.equation)


def test_map_operation_under_the_pointer_lights_all_that_its_rule_joins(
    page: Page, address: str
) -> None:
    look(page, address, ARTICLE)
    page.locator(".wide g[data-op=columns] a").hover()
    assert set(page.evaluate(LIT, ".node")) == {"grad_output", "weight", "grad_columns"}
    page.locator("h1").hover()
    assert page.evaluate(LIT, ".node") == []
    hint = explainer.lesson(ARTICLE).words["overview"]["hint"]
    expect(page.locator("#told")).to_have_text(hint)


def test_map_is_walked_and_opened_by_keyboard(page: Page, address: str) -> None:
    look(page, address, LEFTOVER, theme="dark")
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.dataset.node")
        if name is not None:
            names.append(name)
        if name == "grad_input":
            break
    assert names == list(map_of(explainer.lesson(LEFTOVER)).nodes)
    page.keyboard.press("Enter")
    page.wait_for_url("**/three-routes/scatter*")
    assert f"preset={LEFTOVER}" in page.url
    assert "theme=dark" in page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_on_a_phone_stands_upright_within_its_width(
    context_with: Callable[..., BrowserContext], address: str, language: str
) -> None:
    page = context_with(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    for preset in presets.BY_ID:
        look(page, address, preset, lang=language)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, preset
        expect(page.locator(".map .wide")).to_be_hidden()
        beyond = page.evaluate("""() => [...document.querySelectorAll(".tall text, .tall a")]
          .filter((each) => each.getBoundingClientRect().right > innerWidth
            || each.getBoundingClientRect().left < 0)
          .map((each) => each.textContent.trim())""")
        assert beyond == [], preset


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_on_a_small_desktop_is_whole_without_scrolling(
    context_with: Callable[..., BrowserContext], address: str, language: str
) -> None:
    page = context_with(viewport={"width": 1280, "height": 720}).new_page()
    for preset in PRESETS:
        look(page, address, preset, lang=language)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, preset
        bottom = page.evaluate("document.querySelector('.map').getBoundingClientRect().bottom")
        assert bottom <= 720, preset


def test_map_without_script_is_links(
    context_with: Callable[..., BrowserContext], address: str
) -> None:
    context = context_with(java_script_enabled=False)
    # The browser itself refuses the scripts of the page that opens.
    guard_of(context).allow(".js: csp")
    page = context.new_page()
    page.goto(f"{address}/")
    page.get_by_role("link", name="im2col, chapter 2").click()
    page.wait_for_url("**/forward-matmul/im2col*")


def test_map_names_no_two_texts_over_one_another(page: Page, address: str) -> None:
    for preset in presets.BY_ID:
        for language in LANGUAGES:
            look(page, address, preset, lang=language)
            overlaps = page.evaluate("""() => {
              const texts = [...document.querySelectorAll(".wide text")];
              const rects = texts.map((each) => each.getBoundingClientRect());
              return rects.flatMap((a, i) => rects.slice(i + 1).flatMap((b, j) =>
                a.left < b.right - 1 && b.left < a.right - 1
                  && a.top < b.bottom - 5 && b.top < a.bottom - 5
                  ? [[texts[i].textContent, texts[i + 1 + j].textContent]] : []));
            }""")
            assert overlaps == [], (preset, language)
