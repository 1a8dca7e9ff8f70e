"""The math font comes later than anybody waits for it: symbols are measured anew in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.held import held
from tests.browser.lessons import ARTICLE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

# What each grid gives its symbols, and whether it has room for them.
SYMBOLS = """() => [...document.querySelectorAll("step-board [data-tensor]")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.dataset.tensor, each.style.getPropertyValue("--symbol-most"),
    each.classList.contains("plain")])"""
AS = f"(wanted) => JSON.stringify(({SYMBOLS})()) === wanted"


def symbols(page: Page) -> list[list[object]]:
    """What the grids give their symbols."""
    found: list[list[object]] = page.evaluate(SYMBOLS)
    assert found
    return found


@pytest.mark.parametrize(
    ("chapter", "step"), [("grad-input-conv", "slide"), ("three-routes", "scatter")]
)
def test_symbols_that_were_measured_before_the_font_are_measured_again(
    fresh_context: Callable[..., BrowserContext], address: str, chapter: str, step: str
) -> None:
    usual = Stage(fresh_context().new_page(), address)
    usual.open(chapter, step, ARTICLE)
    wanted = usual.page.evaluate(f"JSON.stringify(({SYMBOLS})())")
    page = fresh_context().new_page()
    with held(page, "**/math.woff2*"):
        page.goto(usual.page.url, wait_until="commit")
        page.locator("step-board [role=gridcell]:visible").first.wait_for()
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        # In the font that takes its place they are of other widths.
        assert symbols(page) != symbols(usual.page)
    page.wait_for_function(AS, arg=wanted)
