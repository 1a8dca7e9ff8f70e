"""With JavaScript off, the words remain."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.guard import guard_of
from tests.browser.lessons import ARTICLE, lesson

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("chapter", lesson(ARTICLE).chapters)
def test_page_without_script_tells_the_step_and_what_is_missing(
    context_with: Callable[..., BrowserContext], address: str, chapter: str
) -> None:
    told = lesson(ARTICLE)
    context = context_with(java_script_enabled=False)
    # The browser itself refuses the scripts.
    guard_of(context).allow(".js: csp")
    page = context.new_page()
    first, *rest = told.chapters[chapter]
    page.goto(f"{address}/{chapter}/{first.id}?preset={ARTICLE}")
    expect(page.get_by_role("heading", level=1)).to_have_text(told.title(chapter, first))
    notice = "The grids are drawn with JavaScript, which is disabled in this browser."
    # Playwright's text search passes over noscript.
    expect(page.locator("noscript")).to_be_visible()
    expect(page.locator("noscript p")).to_have_text(notice)
    narration = page.locator(".narration:visible p")
    assert narration.count() >= 2
    expect(page).to_have_title(f"{told.title(chapter, first)} · Gradgrid")
    if rest:
        page.locator(f'[data-to="{chapter}/{rest[0].id}"]:visible').click()
        expect(page.get_by_role("heading", level=1)).to_have_text(told.title(chapter, rest[0]))
