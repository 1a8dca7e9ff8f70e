"""A grid stays where it is scrolled to while the mouse looks at its cells; keys may move it."""

from __future__ import annotations

import pytest

from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

SCROLLED = """(tensor) => {
  const { scrollTop, scrollLeft } = document.querySelector(
    `step-board [data-tensor="${tensor}"] .scroller`);
  return [scrollTop, scrollLeft];
}"""
# The middle of a grid's right edge and of its lower edge, some pixels inside; whose cell is there.
EDGES = """(tensor) => {
  const { left, right, top, bottom } = document.querySelector(
    `step-board [data-tensor="${tensor}"] .scroller`).getBoundingClientRect();
  return [[right - 20, (top + bottom) / 2], [(left + right) / 2, bottom - 20]];
}"""
UNDER = "([x, y]) => document.elementFromPoint(x, y).closest('[data-cell]')?.dataset.cell ?? null"


@pytest.mark.parametrize(
    ("chapter", "step", "preset", "tensor"),
    [
        ("forward-window", "slide", "lenet5-conv1", "input"),
        ("forward-window", "slide", "lenet5-conv1", "output"),
        # A cell of another channel of the input draws the board anew.
        ("forward-matmul", "im2col", "resnet-stage", "input_columns"),
    ],
)
@pytest.mark.parametrize("scrolled", [0, 150])
def test_grid_stays_under_a_mouse_at_its_edge(
    stage: Stage, chapter: str, step: str, preset: str, tensor: str, scrolled: int
) -> None:
    stage.open(chapter, step, preset)
    scroller = stage.page.locator(f'step-board [data-tensor="{tensor}"] .scroller')
    scroller.evaluate("(it, by) => it.scrollTo(by, by)", scrolled)
    stage.settle()
    looked_at = set()
    for x, y in stage.page.evaluate(EDGES, tensor):
        for step_of in range(4):
            stage.page.mouse.move(x - step_of, y - step_of)
            stage.settle()
            # What comes under the mouse by itself is told a moment later.
            stage.page.wait_for_timeout(60)
            assert stage.page.evaluate(SCROLLED, tensor) == [scrolled, scrolled]
            looked_at.add(stage.page.evaluate(UNDER, [x - step_of, y - step_of]))
    # The mouse was on cells, not on the gaps between them alone.
    assert len(looked_at - {None}) >= 2
    assert stage.look(whole=False).marked("source", "write")


def test_other_grids_and_keys_bring_cells_into_sight(stage: Stage) -> None:
    stage.open("forward-window", "slide", "lenet5-conv1")
    output = stage.page.locator('step-board [data-tensor="output"] .scroller')
    output.evaluate("(it) => it.scrollTo(it.scrollWidth, it.scrollHeight)")
    stage.settle()
    stage.hover("output", max(stage.cells("output")))
    # The window that the last cell reads is at the end of the input.
    assert min(stage.page.evaluate(SCROLLED, "input")) > 100
    before = stage.page.evaluate(SCROLLED, "output")
    stage.press("Home")
    assert stage.page.evaluate(SCROLLED, "output") < before
