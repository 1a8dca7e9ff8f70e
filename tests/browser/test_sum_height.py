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
    workbench: Workbench,
) -> None:
    for chapter, step in (("forward-matmul", "im2col"), ("grad-input-conv", "multiply")):
        wanted = {}
        for panel in ("edit", "read"):
            workbench.load(f"/{chapter}/{step}?preset={ARTICLE}&panel={panel}")
            wanted[panel] = height(workbench.page)
        for panel in ("edit", "read", "edit"):
            workbench.click("Edit")
            workbench.settle()
            assert height(workbench.page) == wanted[panel], (step, panel)


def test_sum_panel_that_is_as_tall_as_it_may_be_asks_for_no_more(workbench: Workbench) -> None:
    before = workbench.page.viewport_size
    assert before is not None
    workbench.page.set_viewport_size({"width": 1000, "height": 200})
    workbench.load_step("grad-input-conv", "slide", ARTICLE)
    tall = []
    for _ in range(6):
        workbench.press("ArrowRight")
        workbench.settle()
        assert height(workbench.page) == pytest.approx(0.46 * 200)
        assert workbench.page.evaluate(OVERFLOWS)
        tall.append(workbench.page.locator("sum-panel").evaluate("(panel) => panel.style.cssText"))
    assert len(set(tall)) == 1
    workbench.page.set_viewport_size(before)
