"""The workbench as a reader meets it: sliders, sheet, dialogs, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import numpy as np
from playwright.sync_api import Locator, Page, expect

from gradgrid.app import presets
from gradgrid.app.i18n import words
from gradgrid.app.lessons.link_codec import decode
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.engine import conv2d, conv2d_backward
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import trace_of_inputs
from gradgrid.engine.rules.rule import Cell
from tests.browser.guard import PATIENCE
from tests.browser.stage import Stage
from tests.browser.tabs import traffic_of

SETTINGS = DEFAULTS.for_small_requests()
MINUS = "\N{MINUS SIGN}"
GIVEN = ("input", "weight", "bias", "grad_output")
GivenName = Literal["input", "weight", "bias", "grad_output"]

# What is there as soon as a panel is drawn.
DRAWN = {
    "edit": "number-sheet [role=gridcell]",
    "code": "code-listing li",
    "practice": "#practice-question > :first-child, #practice-question:not(:empty)",
}

OTHER_NUMBERS = """(before) => {
  const query = new URL(location.href).searchParams;
  return String([query.get("data"), query.get("own")]) !== before;
}"""

PASTE = """([selector, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(event);
  return event.defaultPrevented;
}"""

DROP = """([name, type, bytes]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const options = { dataTransfer, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("dragover", options));
  document.body.dispatchEvent(new DragEvent("drop", options));
}"""


def written(value: float) -> str:
    """A whole number as the page writes it."""
    assert float(value).is_integer(), f"{value} is not whole"
    return str(int(value)).replace("-", MINUS)


def query_of(url: str) -> dict[str, str]:
    """The query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


class Workbench(Stage):
    """One page of the explainer with a panel open."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__(page, address)
        self.preset = presets.PRESETS[0].id
        self._traffic = traffic_of(page)

    def idle(self) -> None:
        """Wait until the server is asked for nothing more, and all of it is drawn."""
        quiet = 0
        while quiet < 3:
            self.page.wait_for_timeout(30)
            quiet = 0 if self._traffic.under_way > 0 else quiet + 1
        self.settle()

    def open_panel(
        self, chapter: str, step: str, preset: str, panel: str = "edit", **query: str
    ) -> None:
        """Open a step with a panel, as a link does."""
        self.preset = preset
        self.open(chapter, step, preset, panel=panel, **query)
        self.panel_drawn(panel)

    def panel_drawn(self, panel: str) -> None:
        """Wait until a panel that was opened is drawn."""
        if panel != "read":
            self.page.locator(DRAWN[panel]).first.wait_for()
            self.settle()

    @contextmanager
    def other_numbers(self) -> Iterator[None]:
        """What is done inside leads to other numbers, which are on the page afterwards."""
        query = query_of(self.page.url)
        before = f"{query.get('data', '')},{query.get('own', '')}"
        yield
        self.page.wait_for_function(OTHER_NUMBERS, arg=before)
        self.settle()

    @contextmanager
    def same_numbers(self) -> Iterator[None]:
        """What is done inside changes no number, neither now nor when all is answered."""
        # The address follows what came before a moment later.
        self.page.wait_for_timeout(300)
        before, shown = self.page.url, self.numbers()
        yield
        self.page.wait_for_timeout(150)
        self.settle()
        assert self.page.url == before
        assert self.numbers() == shown

    def numbers(self) -> dict[tuple[str, Cell], str]:
        """Every number on the stage."""
        return {
            (grid.tensor, cell): number
            for grid in self.look(whole=False).grids
            for cell, (number, _, _) in grid.cells.items()
        }

    def expect_numbers(self, numbers: dict[tuple[str, Cell], str]) -> None:
        """These numbers are on the stage, as soon as the page has got them."""
        for _ in range(PATIENCE // 50):
            if self.numbers() == numbers:
                return
            self.page.wait_for_timeout(50)
        assert self.numbers() == numbers

    def given(self) -> ConvInputs:
        """The numbers of the page: of its address, or of its example."""
        # What the driver knows of the address comes a moment later than what it is.
        query = query_of(self.page.evaluate("location.href"))
        assert "own" not in query, "the address does not hold the numbers"
        if "data" in query:
            return decode(query["data"], SETTINGS)
        return presets.BY_ID[query.get("preset", self.preset)].inputs

    def expect_shown(self, arrays: ConvInputs) -> None:
        """Every number on the stage is the engine's, and those it answers are the kernels'."""
        trace = trace_of_inputs(arrays)
        grids = self.look().grids
        assert grids
        for grid in grids:
            values = trace.values(grid.tensor)
            for cell, (number, label, _) in grid.cells.items():
                assert number == written(values[cell]), (grid.title, cell)
                assert label.endswith(number), (grid.title, label)
        options = arrays.geometry.options
        output = conv2d(arrays.input, arrays.weight, arrays.bias, **options)
        answered = conv2d_backward(arrays.grad_output, arrays.input, arrays.weight, **options)
        for name, array in (("output", output), ("grad_input", answered.input)):
            found = {
                cell: number
                for grid in grids
                if grid.tensor == name
                for cell, (number, _, _) in grid.cells.items()
            }
            flat = array.reshape(trace.shapes[name])
            assert all(number == written(flat[cell]) for cell, number in found.items()), name

    def expect_whole(self, tensor: str, arrays: ConvInputs) -> None:
        """Every grid of the tensor has as many rows and columns as the engine's."""
        trace = trace_of_inputs(arrays)
        view = trace.tensors[tensor].view
        sizes = {axis.name: axis.size for axis in trace.tensors[tensor].axes}
        wanted = [int(np.prod([sizes[name] for name in names])) for names in (view.rows, view.cols)]
        grids = [
            section
            for section in self.page.locator(f'step-board [data-tensor="{tensor}"]').all()
            if section.is_visible()
        ]
        assert grids, f"{tensor} is not on the stage"
        for section in grids:
            table = section.get_by_role("grid")
            found = [int(table.get_attribute(f"aria-{name}count") or 0) for name in ("row", "col")]
            assert found == wanted, tensor

    # The shape.

    def slider(self, name: str) -> Locator:
        """The slider of that name."""
        return self.page.locator("shape-controls").get_by_role("slider", name=name, exact=True)

    def turn_slider(self, name: str, *keys: str) -> None:
        """Press keys on a slider, each of which changes something."""
        self.slider(name).focus()
        for key in keys:
            with self.other_numbers():
                self.page.keyboard.press(key)

    def slider_says(self, name: str) -> str:
        """What stands beside a slider; a screen reader hears the same."""
        seen, heard = self.slider(name).evaluate(
            "(input) => [input.parentElement.querySelector('output').textContent, "
            "input.getAttribute('aria-valuetext')]"
        )
        assert seen == heard
        return str(seen)

    def bound(self) -> Locator:
        """Where a slider says why it ends."""
        return self.page.locator("shape-controls").get_by_role("status").last

    # The numbers.

    def show_tensor(self, letter: str) -> None:
        """Put another tensor on the sheet."""
        group = self.page.get_by_role("group", name="Tensor")
        group.get_by_role("button", name=letter, exact=True).click()
        self.settle()

    def show_grid(self, title: str) -> None:
        """Put another grid of the tensor on the sheet."""
        self.page.get_by_role("combobox", name="Grid").select_option(title)
        self.settle()

    def sheet_cell(self, cell: Iterable[int]) -> Locator:
        """A cell of the sheet."""
        return self.page.locator(f'number-sheet [data-cell="{spelled(cell)}"]')

    def sheet(self) -> dict[Cell, str]:
        """What the sheet shows."""
        cells: list[list[str]] = self.page.evaluate(
            """() => [...document.querySelectorAll("number-sheet [role=gridcell]")].map((each) =>
                 [each.dataset.cell, each.querySelector(".number").textContent])"""
        )
        return {tuple(map(int, cell.split(","))): number for cell, number in cells}

    def entry(self) -> Locator:
        """The entry that is open over a cell."""
        return self.page.get_by_role("textbox", name="new number for")

    def fault(self) -> Locator:
        """What is said to be wrong with the entry, at the cell."""
        return self.page.locator(".cell .entry-error")

    def focused(self) -> str:
        """Tensor and cell that have the focus."""
        found: str = self.page.evaluate(
            """() => {
              const { activeElement: at } = document;
              const tensor = at.closest("[data-tensor]")?.dataset.tensor;
              return `${tensor}:${at.dataset.cell ?? at.closest("[data-cell]")?.dataset.cell}`;
            }"""
        )
        return found

    def notice(self) -> Locator:
        """What the page has to say."""
        return self.page.locator("#notice")

    def paste_on(self, locator: str, text: str) -> bool:
        """A paste event with text on what a selector finds; whether the page took it."""
        taken: bool = self.page.evaluate(PASTE, [locator, text])
        return taken

    def paste_into_dialog(self, text: str) -> Locator:
        """Open the dialog, put text into it and take it; the dialog."""
        self.button("Paste…").click()
        dialog = self.page.get_by_role("dialog", name="Paste numbers")
        dialog.get_by_role("textbox").fill(text)
        dialog.get_by_role("button", name="Use them").click()
        return dialog

    def drop(self, name: str, content: bytes, media_type: str = "") -> None:
        """Drop a file on the page."""
        self.page.evaluate(DROP, [name, media_type, list(content)])

    def choose_file(self, name: str, content: bytes, media_type: str = "") -> None:
        """Choose a file by the button."""
        self.page.get_by_label("File or image…").set_input_files(
            {"name": name, "mimeType": media_type or "application/octet-stream", "buffer": content}
        )

    def patterns(self) -> Locator:
        """The menu of patterns."""
        return self.page.get_by_role("combobox", name=words("en")["page"]["fill_with"], exact=True)

    def fill_with(self, pattern: str, seed: int | None = None) -> None:
        """Fill the tensor on the sheet."""
        self.patterns().select_option(pattern)
        if seed is not None:
            self.page.get_by_role("spinbutton", name="seed").fill(str(seed))
        self.button("Fill").click()

    # History.

    def back(self) -> None:
        """Back in the browser's history, and wait for the numbers."""
        self._travel(self.page.go_back)

    def forward(self) -> None:
        """Forward in the browser's history, and wait for the numbers."""
        self._travel(self.page.go_forward)

    def _travel(self, go: Callable[[], object]) -> None:
        go()
        self.idle()

    def entries(self) -> int:
        """How many entries the history has."""
        count: int = self.page.evaluate("history.length")
        return count

    def expect_undo(self, *, undo: bool, redo: bool) -> None:
        """What can be undone and redone."""
        expect(self.button("Undo")).to_be_enabled(enabled=undo)
        expect(self.button("Redo")).to_be_enabled(enabled=redo)


def spelled(cell: Iterable[int]) -> str:
    """A cell as the page writes it."""
    return ",".join(map(str, cell))
