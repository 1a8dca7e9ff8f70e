"""Where things stand: nothing overlaps, nothing jumps, and the transport is always in reach."""

from itertools import combinations
from typing import Any

import pytest

from gradgrid.engine.rules.derivation import Step
from tests.browser.lessons import ARTICLE, Lesson, lesson
from tests.browser.stage import Stage, asked

pytestmark = pytest.mark.browser

SIZES = [(1280, 720), (1280, 800), (1920, 1080), (390, 844)]

MEASURE = """() => {
  const board = [...document.querySelectorAll("step-board")].find((each) => each.checkVisibility());
  const rect = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [left, top, right, bottom];
  };
  // Where things stand on the board, however far it and the page are scrolled.
  const x = board.getBoundingClientRect().left - board.scrollLeft;
  const y = board.getBoundingClientRect().top - board.scrollTop;
  const onBoard = (element) => {
    const [left, top, right, bottom] = rect(element);
    return [left - x, top - y, right - x, bottom - y];
  };
  const written = (heading) => {
    const range = document.createRange();
    range.selectNodeContents(heading);
    return onBoard(range);
  };
  const sections = [...board.querySelectorAll("[data-tensor]")];
  return {
    grids: sections.map((section) => [
      section.querySelector("h2").textContent, onBoard(section.querySelector("tensor-grid"))]),
    titles: sections.map((section) => [
      section.querySelector("h2").textContent, written(section.querySelector("h2"))]),
    panel: rect(document.querySelector("sum-panel")),
    transport: [...document.querySelectorAll("transport-bar :is(button, input)")]
      .filter((each) => each.checkVisibility()).map(rect),
    sideways: document.documentElement.scrollWidth - innerWidth,
    boardScrolls: [
      board.scrollWidth - board.clientWidth, board.scrollHeight - board.clientHeight],
    titlesEnd: Math.max(...sections.map((each) => written(each.querySelector("h2"))[2])),
    boardEnds: board.scrollWidth,
  };
}"""

Rectangle = list[float]


def measure(stage: Stage) -> dict[str, Any]:
    """Rectangles (left, top, right, bottom) of what stands on the stage."""
    found: dict[str, Any] = asked(stage.page, MEASURE)
    return found


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles share more than a pixel's edge."""
    return all(
        min(one[far], other[far]) - max(one[near], other[near]) > 1
        for near, far in ((0, 2), (1, 3))
    )


def assert_apart(found: dict[str, Any], where: str) -> None:
    """No grid or title lies over another."""
    pieces = [*found["grids"], *found["titles"]]
    for (title, one), (other_title, other) in combinations(pieces, 2):
        assert not overlap(one, other), f"{where}: {title} {one} over {other_title} {other}"


def assert_holds_together(found: dict[str, Any], width: int, height: int, where: str) -> None:
    """Nothing overlaps, nothing is cut, and the transport is in the window."""
    assert found["sideways"] <= 0, where
    assert_apart(found, where)
    assert found["titlesEnd"] <= found["boardEnds"] + 1, f"{where}: a title is cut"
    assert found["transport"], where
    for left, top, right, bottom in found["transport"]:
        assert left >= 0 and top >= 0, where  # noqa: PT018 - one rectangle
        assert right <= width and bottom <= height, where  # noqa: PT018
    if width >= 1280:
        assert max(found["boardScrolls"]) <= 1, f"{where}: the board scrolls"


def channels(told: Lesson, step: Step) -> list[range]:
    """The cursor's positions in each grid of the result."""
    blocks, rows, cols = told.extent(step, step.cursor_over)
    return [range(block * rows * cols, (block + 1) * rows * cols) for block in range(blocks)]


def assert_stays_put(stage: Stage, told: Lesson, step: Step, width: int, where: str) -> None:
    """From cell to cell no grid moves, and the panel keeps its size."""
    panels = []
    for orders in (channels(told, step)[0], channels(told, step)[-1]):
        stage.move_to(orders[0])
        before = measure(stage)
        # The sums of the corners differ least.
        middle = orders[len(orders) // 2]
        stage.move_to(middle)
        after = measure(stage)
        assert after["grids"] == before["grids"], f"{where} cell {middle}"
        panels += [before["panel"], after["panel"]]
    sizes = {(round(right - left), round(low - top)) for left, top, right, low in panels}
    if width > 860:
        assert len(sizes) == 1, f"{where}: the panel resizes: {sizes}"


@pytest.mark.long
@pytest.mark.parametrize(("width", "height"), SIZES, ids=lambda side: str(side))
def test_layout_of_every_step_holds_together_and_stays_put_from_cell_to_cell(
    stage: Stage, width: int, height: int
) -> None:
    told = lesson(ARTICLE)
    stage.page.set_viewport_size({"width": width, "height": height})
    chapter, first = told.steps[0]
    stage.open(chapter, first.id, ARTICLE)
    for number, (chapter, step) in enumerate(told.steps):
        if number > 0:
            stage.turn()
        where = f"{width}x{height} {chapter}/{step.id}"
        assert_holds_together(measure(stage), width, height, where)
        if (width, height) in SIZES[1::2]:
            assert_stays_put(stage, told, step, width, where)


def test_layout_after_the_window_grows_is_that_of_a_fresh_page(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 1280, "height": 720})
    stage.open("forward-matmul", "multiply", ARTICLE)
    stage.page.set_viewport_size({"width": 1920, "height": 1080})
    stage.settle()
    stage.settle()
    grown = measure(stage)["grids"]
    stage.page.reload()
    stage.ready()
    assert measure(stage)["grids"] == grown


def test_layout_of_a_phone_leaves_the_sum_and_the_narration_reachable(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 390, "height": 844})
    stage.open("forward-window", "slide", ARTICLE)
    for selector in ("sum-panel", ".narration:visible p >> nth=-1", ".steps:visible a >> nth=-1"):
        piece = stage.page.locator(selector)
        piece.scroll_into_view_if_needed()
        stage.page.mouse.wheel(0, 2000)
        stage.settle()
        box, bar = piece.bounding_box(), stage.page.locator("transport-bar").bounding_box()
        assert box is not None
        assert bar is not None
        assert box["y"] + box["height"] <= bar["y"] + 1, selector
