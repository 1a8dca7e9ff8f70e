"""What a hover does not touch: the prose and all else around the stage stay as they are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.lessons import ARTICLE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

# Counts what the page's own scripts look up in the document, and what changes outside of the stage.
WATCH = """() => {
  const work = { lookups: [], changes: [] };
  for (const holder of [Document.prototype, Element.prototype]) {
    for (const name of ["querySelector", "querySelectorAll"]) {
      const original = holder[name];
      holder[name] = function (selector) {
        const found = original.call(this, selector);
        const elements = found instanceof NodeList ? [...found] : [found];
        const isProse = elements.some((each) => each?.closest("#prose"));
        const isWide = this === document && name === "querySelectorAll";
        const isOwn = new Error().stack.includes("/static/");
        if (isOwn && (isProse || isWide)) work.lookups.push(selector);
        return found;
      };
    }
  }
  const isAround = ({ target }) =>
    !(target.nodeType === 1 ? target : target.parentElement).closest("#stage");
  const note = (records) => work.changes.push(...records.filter(isAround).map(
    ({ target, attributeName }) => `${target.nodeName} ${target.id} ${attributeName}`));
  const observer = new MutationObserver(note);
  observer.observe(document.body, {
    attributes: true, childList: true, characterData: true, subtree: true });
  globalThis.workSoFar = () => {
    note(observer.takeRecords());
    const sofar = { lookups: [...work.lookups], changes: [...work.changes] };
    work.lookups.length = work.changes.length = 0;
    return sofar;
  };
}"""


def work(stage: Stage) -> dict[str, Any]:
    """What has been looked up, and what has changed around the stage, since it was last asked."""
    found: dict[str, Any] = stage.page.evaluate("workSoFar()")
    return found


def test_hover_looks_nothing_up_in_the_prose_and_changes_nothing_around_the_stage(
    stage: Stage,
) -> None:
    stage.load_step("grad-input-fold", "multiply", ARTICLE)
    # The list of what was checked is written a moment after the grids.
    stage.page.locator("#checks.checked").wait_for()
    stage.alter(WATCH)
    shown = stage.cells("grad_columns")
    for cell in shown[:4]:
        stage.hover("grad_columns", cell)
        assert stage.marked("write") == {("grad_columns", cell)}
    stage.move_to(3)
    assert work(stage) == {"lookups": [], "changes": []}
    # The watch sees what a step that turns does.
    stage.turn()
    stage.settle()
    found = work(stage)
    assert found["changes"]
    assert found["lookups"]
