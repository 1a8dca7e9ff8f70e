"""Undo, redo and reset, across every way to change numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.lessons import ARTICLE
from tests.browser.numbers.given import MIDDLE, PIXELS, npy, png
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser


def test_undo_and_redo_walk_every_kind_of_change_by_the_same_addresses(bench: Workbench) -> None:
    def typed() -> None:
        bench.sheet_cell(MIDDLE).focus()
        bench.page.keyboard.type("17")
        bench.page.keyboard.press("Enter")

    def on_stage() -> None:
        bench.cell("weight", (0, 0, 0, 0, 0)).focus()
        bench.page.keyboard.type("-5")
        bench.page.keyboard.press("Tab")

    def deleted() -> None:
        bench.sheet_cell((0, 0, 0, 0, 0)).focus()
        bench.page.keyboard.press("Delete")

    def pasted() -> None:
        bench.paste_on("number-sheet [data-cell]", "1 1\n2 2")

    def turned(name: str, key: str) -> Callable[[], None]:
        def turn() -> None:
            bench.slider(name).focus()
            bench.page.keyboard.press(key)

        return turn

    def pictured() -> None:
        bench.choose_file("cat.png", png(PIXELS), "image/png")
        bench.page.get_by_role("dialog").get_by_role("button", name="Use them").click()

    steps: list[Callable[[], None]] = [
        typed,
        on_stage,
        turned("Padding", "ArrowRight"),
        deleted,
        pasted,
        turned("Stride", "ArrowRight"),
        lambda: bench.page.get_by_role("checkbox", name="bias", exact=True).uncheck(),
        lambda: bench.paste_into_dialog("1 2 3 4\n5 6 7 8\n1 2 3 4\n5 6 7 8"),
        lambda: bench.fill_with("Random", 3),
        pictured,
        lambda: bench.drop("x.npy", npy(np.full((1, 4, 4, 3), 2))),
        lambda: bench.click("Reset"),
        typed,
    ]
    addresses = [bench.page.url]
    for step in steps:
        with bench.other_numbers():
            step()
        addresses.append(bench.page.url)
    assert len(set(addresses[:-2])) == len(addresses) - 2
    for number, address in enumerate(addresses[-2::-1]):
        with bench.other_numbers():
            bench.press("Control+z") if number % 2 else bench.click("Undo")
        assert bench.page.url == address
        bench.expect_shown(bench.given())
    bench.expect_undo(undo=False, redo=True)
    for number, address in enumerate(addresses[1:]):
        with bench.other_numbers():
            bench.press(("Control+y", "Control+Shift+Z")[number % 2])
        assert bench.page.url == address
    bench.expect_shown(bench.given())
    bench.expect_undo(undo=True, redo=False)
    # After an undo, a new change ends what could be redone.
    with bench.other_numbers():
        bench.click("Undo")
    with bench.other_numbers():
        deleted()
    bench.expect_undo(undo=True, redo=False)


def test_reset_returns_to_the_example_and_can_be_undone(bench: Workbench) -> None:
    start = bench.page.url
    expect(bench.button("Reset")).to_be_disabled()
    with bench.other_numbers():
        bench.fill_with("Ones")
    menu = bench.page.get_by_role("combobox", name="Example")
    expect(menu.locator("option:checked")).to_have_text("Your numbers")
    own = bench.page.url
    with bench.other_numbers():
        bench.click("Reset")
    assert bench.page.url == start
    expect(bench.button("Reset")).to_be_disabled()
    assert menu.input_value() == ARTICLE
    with bench.other_numbers():
        bench.click("Undo")
    assert bench.page.url == own
    assert set(bench.sheet().values()) == {"1"}
