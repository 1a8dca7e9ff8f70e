"""A grid too large to keep whole: only what is in sight exists, and all of it can be reached."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lessons import ARTICLE, LEFTOVER
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

ROWS, COLS = 3025, 363

# Lays a box over the page with a grid of rows x cols, whose cell (r, c) holds scale * value(r, c).
MAKE = """async ([rows, cols, scale]) => {
  const root = new URL("..", document.querySelector("script[type=module]").src);
  const [{ Trace }, { TensorGrid }, { isVirtual }] = await Promise.all(
    ["trace/trace.js", "grid/tensor-grid.js", "board/board-size.js"].map(
      (file) => import(new URL(file, root))));
  const index = (axis) => [{ terms: { [axis]: 1 }, offset: 1, divisor: 1 }];
  const view = { blocks: [], rows: ["i"], cols: ["k"] };
  const tensor = {
    name: "input", role: "value", of: "input", rule: null, view,
    axes: [{ axis: "i", size: rows }, { axis: "k", size: cols }],
    values: Array.from({ length: rows * cols }, (_, at) =>
      (scale ?? 1) * ((31 * Math.floor(at / cols) + (at % cols)) % 89)),
    symbol: { letter: "x", gradient: false, wide: true, superscripts: [],
              subscripts: [[...index("i"), ...index("k")]] },
  };
  const trace = new Trace({ geometry: {}, tensors: [tensor], chapters: [] });
  const grid = new TensorGrid();
  const box = document.createElement("div");
  box.id = "box";
  box.className = "of-input";
  Object.assign(box.style, { position: "fixed", inset: "0", background: "white", zIndex: "9" });
  box.append(grid);
  document.body.append(box);
  const virtual = isVirtual({ tensor, view, blocks: [0], across: null });
  grid.show({ trace, tensor, view, block: 0, label: "large", withSymbols: false, virtual });
  return virtual;
}"""

SHOWN = """() => [...document.querySelectorAll("#box [role=gridcell]")].map((cell) => ({
  row: Number(cell.parentElement.getAttribute("aria-rowindex")) - 1,
  col: Number(cell.getAttribute("aria-colindex")) - 1,
  cell: cell.dataset.cell,
  number: cell.querySelector(".number").textContent,
  mark: cell.dataset.mark ?? null,
}))"""

IN_SIGHT = """(spelled) => {
  const cell = document.querySelector(`#box [data-cell="${spelled}"]`);
  if (cell === null) return false;
  const [at, seen] = [cell, cell.closest(".scroller")].map((it) => it.getBoundingClientRect());
  return at.left >= seen.left && at.right <= seen.right
    && at.top >= seen.top && at.bottom <= seen.bottom;
}"""

MARK = """([row, col, cols]) => document.querySelector("#box tensor-grid")
  .mark(new Map([[row * cols + col, {kind: "write", badge: ""}]]), null)"""


@pytest.fixture
def large(stage: Stage) -> Iterator[Stage]:
    """A page under a large grid."""
    stage.open("forward-window", "slide", ARTICLE)
    assert stage.page.evaluate(MAKE, [ROWS, COLS])
    stage.settle()
    yield stage
    stage.page.locator("#box").evaluate("(box) => box.remove()")


def value(row: int, col: int) -> int:
    """What a cell of the grid holds."""
    return (31 * row + col) % 89


def shown(stage: Stage) -> list[dict[str, Any]]:
    """The cells that exist, each checked: in its place, with its number."""
    cells: list[dict[str, Any]] = stage.page.evaluate(SHOWN)
    assert 0 < len(cells) < 4000
    for each in cells:
        assert each["cell"] == f"{each['row']},{each['col']}"
        assert each["number"] == str(value(each["row"], each["col"]))
    return cells


def cell_in_sight(stage: Stage, row: int, col: int) -> Locator:
    """The cell, which must come to exist, whole inside the scroller's window."""
    stage.page.wait_for_function(IN_SIGHT, arg=f"{row},{col}")
    return stage.page.locator(f'#box [data-cell="{row},{col}"]')


def test_large_grid_keeps_few_cells_and_says_how_many_there_are(large: Stage) -> None:
    cells = shown(large)
    assert (cells[0]["row"], cells[0]["col"]) == (0, 0)
    assert len(cells) < 1500
    grid = large.page.get_by_role("grid", name="large")
    expect(grid).to_have_attribute("aria-rowcount", str(ROWS))
    expect(grid).to_have_attribute("aria-colcount", str(COLS))


def test_large_grid_scrolled_to_the_far_corner_shows_its_last_cells(large: Stage) -> None:
    large.page.locator(".scroller").evaluate("(it) => it.scrollTo(it.scrollWidth, it.scrollHeight)")
    cell_in_sight(large, ROWS - 1, COLS - 1)
    large.settle()
    cells = shown(large)
    assert (cells[-1]["row"], cells[-1]["col"]) == (ROWS - 1, COLS - 1)
    assert min(each["row"] for each in cells) > ROWS - 60
    large.page.locator(".scroller").evaluate("(it) => it.scrollTo(0, 0)")
    cell_in_sight(large, 0, 0)


@pytest.mark.parametrize(("key", "row", "col"), [("ArrowDown", 1, 0), ("ArrowRight", 0, 1)])
def test_large_grid_arrows_cross_the_windows_edge(
    large: Stage, key: str, row: int, col: int
) -> None:
    large.page.locator('#box [data-cell="0,0"]').focus()
    for number in range(1, 41):
        large.press(key)
        at = large.page.evaluate("() => document.activeElement.dataset.cell ?? null")
        assert at == f"{row * number},{col * number}"
    expect(cell_in_sight(large, row * 40, col * 40)).to_be_focused()
    shown(large)


def test_large_grid_arrows_at_the_far_corner_stay_there(large: Stage) -> None:
    large.page.evaluate(MARK, [ROWS - 1, COLS - 1, COLS])
    corner = cell_in_sight(large, ROWS - 1, COLS - 1)
    corner.focus()
    large.press("ArrowDown", "ArrowRight")
    expect(corner).to_be_focused()


@pytest.mark.parametrize(("row", "col"), [(1500, 200), (ROWS - 1, 0), (0, COLS - 1), (3, 3)])
def test_large_grid_brings_a_marked_cell_into_sight(large: Stage, row: int, col: int) -> None:
    large.page.evaluate(MARK, [row, col, COLS])
    large.settle()
    expect(cell_in_sight(large, row, col)).to_have_attribute("data-mark", "write")
    marked = [each for each in shown(large) if each["mark"] is not None]
    assert [(each["row"], each["col"]) for each in marked] == [(row, col)]


def test_large_grid_keeps_one_tab_stop_when_it_is_scrolled_away(large: Stage) -> None:
    large.page.locator(".scroller").evaluate("(it) => it.scrollTo(0, 40000)")
    cell_in_sight(large, 860, 0)
    stops = large.page.locator('#box [role=gridcell][tabindex="0"]')
    expect(stops).to_have_count(1)


def test_large_grid_does_not_lose_the_focus_when_it_is_scrolled(large: Stage) -> None:
    large.page.locator('#box [data-cell="4,4"]').focus()
    large.page.locator(".scroller").evaluate("(it) => it.scrollTo(0, 200)")
    large.settle()
    large.settle()
    large.press("ArrowRight")
    assert large.page.evaluate("() => document.activeElement.dataset.cell ?? null") == "4,5"


def test_large_grid_of_long_numbers_keeps_its_cells_in_place(stage: Stage) -> None:
    stage.open("forward-window", "slide", ARTICLE)
    widths = []
    for scale in (1, 1001, -0.12345):
        stage.page.evaluate(MAKE, [ROWS, COLS, scale])
        stage.settle()
        cell = stage.page.locator('#box [data-cell="2,5"]')
        widths.append(cell.evaluate("(cell) => cell.getBoundingClientRect().width"))
        stage.page.locator("#box").evaluate("(box) => box.remove()")
    assert widths == widths[:1] * 3


def test_grid_of_14_by_14_is_a_plain_table(stage: Stage) -> None:
    stage.open("forward-window", "slide", ARTICLE)
    assert not stage.alter(MAKE, [14, 14])
    expect(stage.page.locator("#box [role=gridcell]")).to_have_count(196)
    expect(stage.page.locator(".scroller")).to_have_count(0)
    assert len(shown(stage)) == 196


def test_grid_taken_from_a_window_wears_no_badge_of_the_cell_before(large: Stage) -> None:
    large.page.evaluate(
        """(cols) => document.querySelector("#box tensor-grid").mark(
      new Map([[2 * cols + 2, {kind: "partner", badge: "1,2,3"}]]), null)""",
        COLS,
    )
    badged = large.page.locator("#box :is([data-badge], [data-span])")
    expect(badged).to_have_count(1)
    expect(badged).to_have_attribute("data-span", "1\N{EN DASH}3")
    large.page.evaluate(MARK, [1500, 200, COLS])
    expect(badged).to_have_count(0)


NUMBERS = """(strip) => [...document.querySelectorAll(`#box .strip.${strip} span`)].map(
  (each) => Number(each.textContent))"""

# Whether each number of a strip stands at the middle of its cells.
IN_LINE = """() => {
  const spans = (strip) => [...document.querySelectorAll(`#box .strip.${strip} span`)];
  const rows = [...document.querySelectorAll("#box [role=row]")];
  const middle = (it) => {
    const { x, y, width, height } = it.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  };
  const near = (one, other, axis) => Math.abs(middle(one)[axis] - middle(other)[axis]) < 2;
  return spans("aside").every((it, k) => near(it, rows[k], "y"))
    && spans("above").every((it, k) => near(it, rows[0].children[k], "x"));
}"""


@pytest.mark.parametrize(("row", "col"), [(0, 0), (1500, 200), (ROWS - 1, COLS - 1)])
def test_large_grid_numbers_its_rows_and_columns_from_1(large: Stage, row: int, col: int) -> None:
    large.page.evaluate(MARK, [row, col, COLS])
    cell_in_sight(large, row, col)
    large.settle()
    cells = shown(large)
    rows = sorted({each["row"] + 1 for each in cells})
    cols = sorted({each["col"] + 1 for each in cells})
    assert large.page.evaluate(NUMBERS, "aside") == rows
    assert large.page.evaluate(NUMBERS, "above") == cols
    assert large.page.evaluate(IN_LINE)


def test_large_grid_scrolled_a_little_keeps_the_cells_that_stay(large: Stage) -> None:
    large.page.evaluate(MARK, [1500, 200, COLS])
    large.settle()
    cell = large.page.locator('#box [data-cell="1500,200"]')
    cell.evaluate("(cell) => { cell.mine = true; }")
    for down, right in ((1, 0), (-2, 0), (0, 3), (0, -2), (4, 5)):
        large.page.locator(".scroller").evaluate(
            "(it, [down, right]) => it.scrollBy(47 * right, 47 * down)", [down, right]
        )
        large.settle()
        large.settle()
        shown(large)
        assert cell.evaluate("(cell) => cell.mine === true")


def test_large_grid_with_a_marked_cell_in_sight_stays_where_it_is(large: Stage) -> None:
    """Readers elsewhere do not take the grid from under the pointer."""
    scroller = large.page.locator(".scroller")
    large.page.evaluate(MARK, [1500, 200, COLS])
    large.settle()
    before = scroller.evaluate("(it) => [it.scrollTop, it.scrollLeft]")
    large.page.evaluate(
        """([far, near]) => document.querySelector("#box tensor-grid").mark(
          new Map([far, near].map((flat) => [flat, {kind: "reader", badge: ""}])), null)""",
        [0, 1499 * COLS + 199],
    )
    large.settle()
    assert scroller.evaluate("(it) => [it.scrollTop, it.scrollLeft]") == before


def test_board_made_too_small_follows_the_cell_that_is_written(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 1280, "height": 1000})
    stage.open("forward-matmul", "multiply", LEFTOVER)
    stage.page.set_viewport_size({"width": 1280, "height": 330})
    stage.settle()
    stage.press("End")
    cell = stage.page.locator('#board .result [data-mark="write"]')
    expect(cell).to_be_in_viewport()


def test_chosen_cell_of_a_scrolling_grid_stays_in_sight_in_a_window_of_another_size(
    stage: Stage,
) -> None:
    stage.open("errata", "reshape", "resnet-stage")
    chosen = stage.page.locator('step-board [data-mark="write"]:visible')
    for width, height in [(1024, 768), (1280, 720), (1280, 800), (1024, 768)]:
        stage.page.set_viewport_size({"width": width, "height": height})
        expect(chosen).to_be_in_viewport(ratio=0.99)
