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


def test_undo_and_redo_walk_every_kind_of_change_by_the_same_addresses(
    workbench: Workbench,
) -> None:
    def typed() -> None:
        workbench.sheet_cell(MIDDLE).focus()
        workbench.page.keyboard.type("17")
        workbench.page.keyboard.press("Enter")

    def on_stage() -> None:
        workbench.cell("weight", (0, 0, 0, 0, 0)).focus()
        workbench.page.keyboard.type("-5")
        workbench.page.keyboard.press("Tab")

    def deleted() -> None:
        workbench.sheet_cell((0, 0, 0, 0, 0)).focus()
        workbench.page.keyboard.press("Delete")

    def pasted() -> None:
        workbench.paste_on("number-sheet [data-cell]", "1 1\n2 2")

    def turned(name: str, key: str) -> Callable[[], None]:
        def turn() -> None:
            workbench.slider(name).focus()
            workbench.page.keyboard.press(key)

        return turn

    def pictured() -> None:
        workbench.choose_file("cat.png", png(PIXELS), "image/png")
        workbench.page.get_by_role("dialog").get_by_role("button", name="Use them").click()

    steps: list[Callable[[], None]] = [
        typed,
        on_stage,
        turned("Padding", "ArrowRight"),
        deleted,
        pasted,
        turned("Stride", "ArrowRight"),
        lambda: workbench.page.get_by_role("checkbox", name="bias", exact=True).uncheck(),
        lambda: workbench.paste_into_dialog("1 2 3 4\n5 6 7 8\n1 2 3 4\n5 6 7 8"),
        lambda: workbench.fill_with("Random", 3),
        pictured,
        lambda: workbench.drop("x.npy", npy(np.full((1, 4, 4, 3), 2))),
        lambda: workbench.click("Reset"),
        typed,
    ]
    addresses = [workbench.page.url]
    for step in steps:
        with workbench.other_numbers():
            step()
        addresses.append(workbench.page.url)
    assert len(set(addresses[:-2])) == len(addresses) - 2
    for number, address in enumerate(addresses[-2::-1]):
        with workbench.other_numbers():
            workbench.press("Control+z") if number % 2 else workbench.click("Undo")
        assert workbench.page.url == address
        workbench.expect_shown(workbench.given())
    workbench.expect_undo(undo=False, redo=True)
    for number, address in enumerate(addresses[1:]):
        with workbench.other_numbers():
            workbench.press(("Control+y", "Control+Shift+Z")[number % 2])
        assert workbench.page.url == address
    workbench.expect_shown(workbench.given())
    workbench.expect_undo(undo=True, redo=False)
    # After an undo, a new change ends what could be redone.
    with workbench.other_numbers():
        workbench.click("Undo")
    with workbench.other_numbers():
        deleted()
    workbench.expect_undo(undo=True, redo=False)


def test_reset_returns_to_the_example_and_can_be_undone(workbench: Workbench) -> None:
    start = workbench.page.url
    expect(workbench.button("Reset")).to_be_disabled()
    with workbench.other_numbers():
        workbench.fill_with("Ones")
    menu = workbench.page.get_by_role("combobox", name="Example")
    expect(menu.locator("option:checked")).to_have_text("Your numbers")
    own = workbench.page.url
    with workbench.other_numbers():
        workbench.click("Reset")
    assert workbench.page.url == start
    expect(workbench.button("Reset")).to_be_disabled()
    assert menu.input_value() == ARTICLE
    with workbench.other_numbers():
        workbench.click("Undo")
    assert workbench.page.url == own
    assert set(workbench.sheet().values()) == {"1"}
