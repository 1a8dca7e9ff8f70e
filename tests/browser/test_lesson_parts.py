"""What travels when numbers are edited: the numbers, and of rules, code and prose what is new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, expect

from gradgrid.app.lessons.link_codec import encode
from tests.browser.lessons import ARTICLE
from tests.browser.workbench import Workbench, query_of

pytestmark = pytest.mark.browser

FOLD = ("grad-input-fold", "fold")
MAX_BYTES = 8_000
# Rules and controls, without which no new size can be drawn.
MAX_OF_A_MOVE = 60_000

LINKS = """() => [...document.querySelectorAll("header .chapters a, #prose .steps a, .onward")]
  .map((link) => [link.getAttribute("href"), link.closest(".absent") !== null])"""


@dataclass
class Exchange:
    """One question for a lesson."""

    is_live: bool
    parts: set[str]
    size: int
    """In bytes: what stands in the address, the body, and the answer."""


def exchanges(workbench: Workbench) -> Callable[[], list[Exchange]]:
    """Those of the page from here on; asked again, those since."""
    requests: list[Request] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).path == "/lesson":
            requests.append(request)

    def told() -> list[Exchange]:
        workbench.idle()
        found = [_exchange(each) for each in requests]
        requests.clear()
        return found

    workbench.page.on("requestfinished", note)
    return told


def _exchange(request: Request) -> Exchange:
    response = request.response()
    assert response is not None
    content = response.body()
    sent = len(urlsplit(request.url).query) + len(request.post_data_buffer or b"")
    answer = response.json()
    return Exchange("live=true" in request.url, set(answer["parts"]), sent + len(content))


def enter(workbench: Workbench, number: str) -> None:
    workbench.sheet_cell((0, 1, 1, 0, 0)).click()
    with workbench.other_numbers():
        workbench.press(number, "Enter")


def mark_prose(workbench: Workbench) -> None:
    """The prose that stands there can be told from any other."""
    workbench.alter("document.querySelector('.narration:not([hidden])').dataset.seen = 'yes'")


def is_same_prose(workbench: Workbench) -> bool:
    found: bool = workbench.page.evaluate(
        "document.querySelector('.narration:not([hidden])').dataset.seen === 'yes'"
    )
    return found


def test_edits_undone_and_done_again_move_numbers_alone(workbench: Workbench) -> None:
    workbench.open_panel(*FOLD, ARTICLE)
    mark_prose(workbench)
    told = exchanges(workbench)
    enter(workbench, "7")
    enter(workbench, "8")
    for name in ("Undo", "Undo", "Redo"):
        with workbench.other_numbers():
            workbench.click(name)
    found = told()
    workbench.expect_shown(workbench.given())
    assert len(found) == 5
    for each in found:
        assert each.parts == set()
        assert each.size <= MAX_BYTES
    assert is_same_prose(workbench)


def test_size_turned_there_and_back_moves_rules_once(workbench: Workbench) -> None:
    workbench.open_panel(*FOLD, ARTICLE)
    heading = workbench.heading()
    mark_prose(workbench)
    told = exchanges(workbench)
    workbench.turn_slider("Input size", "ArrowRight")
    there = told()
    assert not is_same_prose(workbench)
    workbench.turn_slider("Input size", "ArrowLeft", "ArrowRight")
    again = told()
    parts = [each.parts for each in there]
    assert set().union(*parts) == {"rules", "controls", "code", "prose"}
    # Whether the server was asked while the slider moved or at its end alone, nothing comes twice.
    assert sum(map(len, parts)) == 4
    assert all(each.parts <= {"rules", "controls"} for each in there if each.is_live)
    assert all(each.size <= MAX_OF_A_MOVE for each in there)
    assert again
    assert all(each.parts == set() for each in again)
    assert all(each.size <= MAX_BYTES for each in again)
    assert workbench.heading() == heading
    workbench.expect_shown(workbench.given())


def test_prose_of_sizes_that_come_back_is_as_it_was(workbench: Workbench) -> None:
    workbench.open_panel("errata", "reshape", ARTICLE)
    text = "document.querySelector('.narration:not([hidden])').textContent"
    before = workbench.page.evaluate(text)
    workbench.turn_slider("Batch size", "ArrowRight")
    changed = workbench.page.evaluate(text)
    assert changed != before
    for name, wanted in (("Undo", before), ("Redo", changed), ("Undo", before)):
        with workbench.other_numbers():
            workbench.click(name)
        assert workbench.page.evaluate(text) == wanted
        expect(workbench.page.locator(".narration:not([hidden])")).to_have_count(1)


def test_links_of_prose_and_page_lead_to_the_numbers_that_are_open(workbench: Workbench) -> None:
    workbench.open_panel(*FOLD, ARTICLE)

    def expect_links(**wanted: str) -> None:
        workbench.idle()
        links = workbench.page.evaluate(LINKS)
        assert len(links) > 15
        for link, is_to_example in links:
            query = query_of(link)
            if is_to_example:
                del query["preset"]
                reader = {name: value for name, value in wanted.items() if name == "theme"}
                assert query == reader
            else:
                assert query == wanted
        assert any(is_to_example for _, is_to_example in links)

    expect_links(preset=ARTICLE)
    enter(workbench, "7")
    expect_links(preset=ARTICLE, data=encode(workbench.given()))
    workbench.turn_slider("Kernel size", "ArrowRight")
    expect_links(preset=ARTICLE, data=encode(workbench.given()))
    for _ in range(2):
        with workbench.other_numbers():
            workbench.click("Undo")
    expect_links(preset=ARTICLE)
    workbench.page.get_by_role("combobox", name="Theme").select_option("dark")
    workbench.settle()
    expect_links(preset=ARTICLE, theme="dark")


def test_step_that_is_lacking_is_told_of_until_numbers_are_edited(workbench: Workbench) -> None:
    workbench.load("/forward-window/pad?panel=edit")
    workbench.panel_drawn("edit")
    lacks = workbench.page.locator("#prose .lacks")
    expect(lacks).to_have_count(1)
    told = exchanges(workbench)
    enter(workbench, "7")
    assert [each.parts for each in told()] == [set()]
    expect(lacks).to_have_count(0)
    with workbench.other_numbers():
        workbench.click("Undo")
    expect(lacks).to_have_count(0)


def test_numbers_that_the_browser_goes_back_to_are_fetched_without_what_is_known(
    workbench: Workbench,
) -> None:
    workbench.open_panel(*FOLD, ARTICLE)
    enter(workbench, "7")
    edited = query_of(workbench.page.url)["data"]
    told = exchanges(workbench)
    workbench.back()
    assert "data" not in query_of(workbench.page.url)
    workbench.forward()
    assert query_of(workbench.page.url)["data"] == edited
    found: list[Any] = told()
    assert len(found) == 2
    assert all(each.parts == set() and each.size <= MAX_BYTES for each in found)
