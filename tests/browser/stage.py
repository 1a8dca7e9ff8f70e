"""The explainer as a reader meets it: what is on the page, by roles, names and cell ids."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from gradgrid.engine.rules.rule import Cell
from tests.browser.lessons import Place
from tests.browser.tabs import tab_of

# What was dispatched before is drawn in this frame; the task after it finds it laid out.
SETTLE = """() => new Promise((done) =>
  requestAnimationFrame(() => setTimeout(() => done(null))))"""

# Of the cells of that name the one that is seen. A grid that is scrolled draws other cells.
MIDDLE = """async ([tensor, spelled]) => {
  const seen = () => [...document.querySelectorAll(
    `step-board [data-tensor="${tensor}"] [data-cell="${spelled}"]`)]
    .find((each) => each.checkVisibility({ visibilityProperty: true }));
  const { x: left, y: top } = seen().getBoundingClientRect();
  seen().scrollIntoView({ block: "nearest", inline: "nearest" });
  const scrolled = seen().getBoundingClientRect();
  if (scrolled.x !== left || scrolled.y !== top) {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  const { x, y, width, height } = seen().getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""

# What a reader does who pulls the scrubber to a cell of the step: step 2 of 5, cell 3 of 27.
SCRUB = """(order) => {
  const slider = document.querySelector("transport-bar input[type=range]");
  const cell = Number(slider.getAttribute("aria-valuetext").match(/\\d+/g)[2]);
  slider.value = String(Number(slider.value) - cell + 1 + order);
  for (const type of ["input", "change"]) {
    slider.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  }
  return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(null))));
}"""

# Of a grid with a window only the cells in sight exist: `whole` moves every window over all of its
# grid and back, and keeps from the page that other cells pass under the pointer meanwhile.
GRIDS = """async (whole) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const swallow = (event) => event.stopImmediatePropagation();
  const types = ["pointerover", "pointerout", "pointerleave", "focusin", "focusout"];
  const cellsIn = (section) => [...section.querySelectorAll("[role=gridcell]")].map((cell) => ({
    cell: cell.dataset.cell.split(",").map(Number),
    number: cell.querySelector(".number").textContent,
    label: cell.getAttribute("aria-label"),
    mark: cell.dataset.mark ?? "",
    badge: cell.dataset.badge ?? "",
  }));
  const allCells = async (section, window) => {
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } = window;
    const found = new Map();
    for (const type of types) addEventListener(type, swallow, true);
    for (let top = 0; top < scrollHeight; top += clientHeight) {
      for (let left = 0; left < scrollWidth; left += clientWidth) {
        window.scrollTo(left, top);
        await frame();
        for (const each of cellsIn(section)) found.set(each.cell.join(), each);
      }
    }
    window.scrollTo(scrollLeft, scrollTop);
    await frame();
    for (const type of types) removeEventListener(type, swallow, true);
    return [...found.values()];
  };
  const found = [];
  for (const section of document.querySelectorAll("step-board [data-tensor]")) {
    if (!section.checkVisibility()) continue;
    const window = whole ? section.querySelector(".scroller") : null;
    found.push({
      tensor: section.dataset.tensor,
      title: section.querySelector("h2").textContent,
      label: section.querySelector("[role=grid]").getAttribute("aria-label"),
      cells: window === null ? cellsIn(section) : await allCells(section, window),
    });
  }
  return found;
}"""

# The last row of the panel is the one in numbers.
SUM = """() => {
  const panel = document.querySelector("sum-panel");
  const row = [...panel.querySelectorAll(".row")].at(-1);
  return {
    total: (row?.querySelector("output") ?? panel.querySelector("output"))?.textContent ?? null,
    terms: [...row.querySelectorAll("[data-position]")].map((chip) => chip.textContent),
    text: panel.innerText,
  };
}"""


def asked(page: Page, script: str, argument: object = None) -> Any:
    """What a function on the page returns, as one text: piece by piece, many objects take long."""
    text: str = page.evaluate(
        f"async (argument) => JSON.stringify(await ({script})(argument))", argument
    )
    return json.loads(text)


@dataclass(frozen=True)
class Grid:
    """One grid on the stage: its tensor, its words, and per cell (number, label, mark)."""

    tensor: str
    title: str
    label: str
    cells: dict[Cell, tuple[str, str, str]]
    badges: dict[Cell, frozenset[str]]
    """The numbers that join the cells of a product."""


@dataclass(frozen=True)
class Look:
    """The stage at one moment."""

    grids: list[Grid]

    def marked(self, *kinds: str) -> set[Place]:
        """The cells whose mark begins with one of ``kinds``."""
        return {
            (grid.tensor, cell)
            for grid in self.grids
            for cell, (_, _, mark) in grid.cells.items()
            if mark.startswith(kinds)
        }

    def shown(self, tensor: str | None = None) -> set[Place]:
        """Every cell, or those of one tensor."""
        return {
            (grid.tensor, cell)
            for grid in self.grids
            if tensor in (None, grid.tensor)
            for cell in grid.cells
        }


def path_of(chapter: str, step: str, preset: str, **query: str) -> str:
    """The address of a step, below the server's."""
    return f"/{chapter}/{step}?{urlencode({'preset': preset, **query})}"


class Stage:
    """One page of the explainer."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, chapter: str, step: str, preset: str, **query: str) -> None:
        """Open a step as a link does."""
        self.visit(path_of(chapter, step, preset, **query))

    def visit(self, path: str) -> None:
        """Be at an address of the explainer, by way of the open page where it leads there."""
        tab = tab_of(self.page)
        if tab is None or not tab.travel(self.address + path):
            self.load(path)
        else:
            self.ready()
        if tab is not None:
            tab.is_loaded = True

    def load_step(self, chapter: str, step: str, preset: str, **query: str) -> None:
        """Open a step where loading matters: no other step was open on the page before."""
        self.load(path_of(chapter, step, preset, **query))

    def load(self, path: str) -> None:
        """Load an address of the explainer, and wait until the grids are drawn."""
        self.page.goto(self.address + path)
        if tab := tab_of(self.page):
            tab.loaded()
        self.ready()

    def alter(self, script: str, argument: object = None) -> Any:
        """Change the page by a script, so that the next test has to load it anew."""
        if tab := tab_of(self.page):
            tab.is_altered = True
        return self.page.evaluate(script, argument)

    def ready(self) -> None:
        """Wait until the page has drawn its state."""
        self.page.locator("[role=gridcell]:visible").first.wait_for()
        self.page.evaluate("() => document.fonts.ready.then(() => null)")
        self.settle()

    def settle(self) -> None:
        """Wait until everything dispatched so far is on the page."""
        self.page.evaluate(SETTLE)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def click(self, name: str) -> None:
        """Click the button of that name."""
        self.button(name).click()
        self.settle()

    def focus_before_board(self) -> None:
        """Put the focus where the next Tab leads to the first grid."""
        # The badge comes a moment after the grids.
        self.page.locator("#checks:visible").wait_for()
        self.page.locator(".tools :is(button, a):visible").last.focus()

    def button(self, name: str) -> Locator:
        """The button of exactly that name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def scrubber(self) -> Locator:
        """The slider of the cells; a panel may have sliders of its own."""
        return self.page.locator("transport-bar input[type=range]")

    def move_to(self, order: int) -> None:
        """Put the cursor on a cell of the result, counted from 0, by the scrubber."""
        self.page.evaluate(SCRUB, order)

    def turn(self) -> None:
        """On to the next step, as a clicker does."""
        self.press("PageDown")

    def at(self) -> tuple[str, str]:
        """Chapter and step in the address."""
        _, chapter, step = PurePosixPath(urlsplit(self.page.url).path).parts
        return chapter, step

    def position(self) -> str:
        """What the scrubber says of the step: cell 1 of 8."""
        text = self.scrubber().get_attribute("aria-valuetext")
        assert text is not None
        return text.split(", ")[1]

    def heading(self) -> str:
        """The visible step title."""
        return self.page.locator("h1:visible").inner_text()

    def look(self, *, whole: bool = True) -> Look:
        """Everything on the stage, scrolled out of sight or, unless ``whole``, not."""
        found: list[dict[str, Any]] = asked(self.page, GRIDS, whole)
        return Look(
            [
                Grid(
                    each["tensor"],
                    each["title"],
                    each["label"],
                    {tuple(c["cell"]): (c["number"], c["label"], c["mark"]) for c in each["cells"]},
                    {
                        tuple(c["cell"]): frozenset(c["badge"].split(","))
                        for c in each["cells"]
                        if c["badge"]
                    },
                )
                for each in found
            ]
        )

    def marked(self, *kinds: str) -> set[Place]:
        """The cells whose mark begins with one of ``kinds``."""
        return self.look().marked(*kinds)

    def cells(self, tensor: str) -> list[Cell]:
        """The cells of a tensor that are in sight on the stage, in C order."""
        return sorted(cell for _, cell in self.look(whole=False).shown(tensor))

    def cell(self, tensor: str, cell: Iterable[int]) -> Locator:
        """One cell on the stage."""
        spelled = ",".join(map(str, cell))
        return self.page.locator(
            f'step-board [data-tensor="{tensor}"] [data-cell="{spelled}"]:visible'
        ).first

    def sum(self) -> dict[str, Any]:
        """The panel: its total, its terms in numbers, its words."""
        found: dict[str, Any] = asked(self.page, SUM)
        return found

    def hover(self, tensor: str, cell: Iterable[int]) -> None:
        """Put the mouse on a cell."""
        x, y = self.page.evaluate(MIDDLE, [tensor, ",".join(map(str, cell))])
        self.page.mouse.move(x, y)
        self.settle()

    def mouse_away(self) -> None:
        """Put the mouse where there is no cell."""
        self.page.mouse.move(0, 0)
        self.settle()

    def expect_pinned(self, pinned: bool) -> None:
        """The button that unpins is there, or is not."""
        expect(self.button("Unpin the cell")).to_be_visible(visible=pinned)
