"""Colours by size: small grids keep their cells, of a large one there is a picture of the whole."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lessons import ARTICLE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

LARGE = "lenet5-conv1"

# The colour of the middle of a cell of the picture, over how many points of it there are.
POINT = """(map, [row, col]) => {
  const { picture } = map;
  const rows = Number(map.style.getPropertyValue("--rows"));
  const cols = Number(map.style.getPropertyValue("--cols"));
  const [x, y] = [((col + 0.25) / cols) * picture.width, ((row + 0.2) / rows) * picture.height];
  const point = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  point.drawImage(picture, Math.floor(x), Math.floor(y), 1, 1, 0, 0, 1, 1);
  return [...point.getImageData(0, 0, 1, 1).data];
}"""

# Where in the window a cell of the picture is.
AT = """(map, [row, col]) => {
  const { left, top, width, height } = map.querySelector("canvas").getBoundingClientRect();
  const rows = Number(map.style.getPropertyValue("--rows"));
  const cols = Number(map.style.getPropertyValue("--cols"));
  return [left + ((col + 0.5) / cols) * width, top + ((row + 0.5) / rows) * height];
}"""

PAINTED = "(map) => map.painted >= map.picture.height"


def picture(stage: Stage, tensor: str) -> Locator:
    """The picture of a tensor, painted to its end."""
    found = stage.page.locator(f'step-board [data-tensor="{tensor}"] heat-map').first
    found.wait_for()
    handle = found.element_handle()
    stage.page.wait_for_function(PAINTED, arg=handle)
    return found


def open_large(stage: Stage, **query: str) -> None:
    """A layer whose grids are pictures."""
    path = "&".join([f"preset={LARGE}", "show=heat", *(f"{k}={v}" for k, v in query.items())])
    stage.page.goto(f"{stage.address}/forward-window/slide?{path}")
    picture(stage, "input")
    stage.settle()


def move_to(stage: Stage, map_: Locator, row: int, col: int) -> None:
    """Put the mouse on a cell of the picture."""
    x, y = map_.evaluate(AT, [row, col])
    stage.page.mouse.move(x, y)
    stage.settle()


def test_heat_of_a_small_grid_keeps_cells_with_their_words_and_without_text(stage: Stage) -> None:
    stage.open("forward-window", "slide", ARTICLE, show="heat")
    expect(stage.page.locator("heat-map")).to_have_count(0)
    cell = stage.page.get_by_role("gridcell").first
    assert "=" in (cell.get_attribute("aria-label") or "")
    expect(cell.locator(".number")).to_be_hidden()


def test_heat_of_negative_cells_differs_by_a_stroke(stage: Stage) -> None:
    stage.open("grad-input-elements", "fan-in", ARTICLE, show="heat")
    seen: list[Any] = stage.page.evaluate(
        """() => [...document.querySelectorAll("step-board [role=gridcell]:not(.todo)")]
          .filter((cell) => cell.checkVisibility())
          .map((cell) => [cell.getAttribute("aria-label").includes("= \u2212"),
                          getComputedStyle(cell).backgroundImage.includes("gradient")])"""
    )
    assert {negative for negative, _ in seen} == {True, False}
    assert all(negative == stroke for negative, stroke in seen)


def test_heat_of_a_large_grid_is_a_picture_with_zero_as_paper(stage: Stage) -> None:
    open_large(stage)
    map_ = picture(stage, "input")
    # The drawn seven: its bar is 4, and above it there is nothing.
    assert map_.evaluate(POINT, [0, 0])[3] == 0
    assert map_.evaluate(POINT, [5, 10])[3] == 255
    expect(map_).to_have_attribute("tabindex", "0")
    assert "32" in (map_.get_attribute("aria-label") or "")


def test_heat_picture_says_the_cell_under_the_pointer_and_its_readers_light(stage: Stage) -> None:
    open_large(stage)
    map_ = picture(stage, "input")
    move_to(stage, map_, 5, 10)
    assert (map_.get_attribute("title") or "").endswith("= 4")
    rings = stage.page.locator('[data-tensor="output"] heat-map .rings [data-mark="reader"]')
    expect(rings).to_have_count(25)
    stage.mouse_away()
    expect(rings).to_have_count(0)


def test_heat_picture_entered_again_at_the_same_cell_says_it_again(stage: Stage) -> None:
    open_large(stage)
    map_ = picture(stage, "input")
    source = map_.locator('.rings [data-mark="source"]')
    for _ in range(2):
        move_to(stage, map_, 0, 0)
        expect(source).to_have_count(1)
        stage.mouse_away()
        expect(source).to_have_count(0)


def test_heat_picture_is_gone_through_by_keys_and_pinned(stage: Stage) -> None:
    open_large(stage)
    map_ = picture(stage, "output")
    stage.page.keyboard.press("Tab")
    map_.focus()
    stage.press("ArrowRight", "ArrowDown", "ArrowDown")
    expect(map_.locator('[data-mark="write"]')).to_have_attribute(
        "style", "--row: 2; --col: 1; --ring: 9px;"
    )
    stage.press("Enter")
    stage.expect_pinned(True)


def test_heat_picture_follows_the_theme(stage: Stage) -> None:
    open_large(stage, theme="light")
    map_ = picture(stage, "input")
    before = map_.evaluate(POINT, [5, 10])
    stage.page.evaluate("() => { document.documentElement.dataset.theme = 'projector'; }")
    stage.settle()
    stage.page.wait_for_function(PAINTED, arg=map_.element_handle())
    assert map_.evaluate(POINT, [5, 10]) != before
