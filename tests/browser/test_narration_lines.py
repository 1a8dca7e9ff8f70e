"""How the prose breaks into lines: no mark stands alone on the line after its formula."""

import pytest

from tests.browser.lessons import ARTICLE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

# Of every step the marks that follow a formula: how many there are, and which are on another line.
MARKS = """() => {
  const found = { count: 0, apart: [] };
  for (const prose of document.querySelectorAll(".narration")) {
    prose.hidden = false;
    for (const formula of prose.querySelectorAll("math")) {
      const { nextSibling: next } = formula;
      if (next?.nodeType !== Node.TEXT_NODE || !/^[.,;:!?)，。；：、）]/.test(next.data)) continue;
      const range = document.createRange();
      range.setStart(next, 0);
      range.setEnd(next, 1);
      const mark = range.getBoundingClientRect();
      // In words for the order of a patch that is not chosen.
      if (mark.width === 0) continue;
      found.count++;
      if (mark.left < formula.getBoundingClientRect().left) found.apart.push(prose.dataset.stepId);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_mark_after_a_formula_stands_on_its_line(stage: Stage, lang: str) -> None:
    size = stage.page.viewport_size
    assert size is not None
    stage.open("forward-window", "slide", ARTICLE, lang=lang)
    for width in (390, 1024, 1280, 1920):
        stage.page.set_viewport_size({"width": width, "height": 800})
        found = stage.alter(MARKS)
        assert found["count"] > 10
        assert found["apart"] == [], width
    stage.page.set_viewport_size(size)
