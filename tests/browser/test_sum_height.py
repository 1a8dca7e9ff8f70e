"""The sum panel is as tall as its step needs, whichever way one came there."""

import pytest
from playwright.sync_api import Page

from tests.browser.lessons import ARTICLE
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser


OVERFLOWS = """() => {
  const panel = document.querySelector("sum-panel");
  return panel.scrollHeight > panel.clientHeight;
}"""


def height(page: Page) -> float:
    tall: float = page.evaluate(
        "document.querySelector('sum-panel').getBoundingClientRect().height"
    )
    return tall


def test_sum_panel_beside_a_panel_that_was_opened_is_as_tall_as_on_a_page_opened_so(
    bench: Workbench,
) -> None:
    for chapter, step in (("forward-matmul", "im2col"), ("grad-input-conv", "multiply")):
        wanted = {}
        for panel in ("edit", "read"):
            bench.load(f"/{chapter}/{step}?preset={ARTICLE}&panel={panel}")
            wanted[panel] = height(bench.page)
        for panel in ("edit", "read", "edit"):
            bench.click("Edit")
            bench.settle()
            assert height(bench.page) == wanted[panel], (step, panel)


def test_sum_panel_that_is_as_tall_as_it_may_be_asks_for_no_more(bench: Workbench) -> None:
    before = bench.page.viewport_size
    assert before is not None
    bench.page.set_viewport_size({"width": 1000, "height": 200})
    bench.load_step("grad-input-conv", "slide", ARTICLE)
    tall = []
    for _ in range(6):
        bench.press("ArrowRight")
        bench.settle()
        assert height(bench.page) == pytest.approx(0.46 * 200)
        assert bench.page.evaluate(OVERFLOWS)
        tall.append(bench.page.locator("sum-panel").evaluate("(panel) => panel.style.cssText"))
    assert len(set(tall)) == 1
    bench.page.set_viewport_size(before)
