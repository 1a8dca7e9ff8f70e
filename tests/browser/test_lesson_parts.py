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


def exchanges(bench: Workbench) -> Callable[[], list[Exchange]]:
    """Those of the page from here on; asked again, those since."""
    requests: list[Request] = []

    def note(request: Request) -> None:
        if urlsplit(request.url).path == "/lesson":
            requests.append(request)

    def told() -> list[Exchange]:
        bench.idle()
        found = [_exchange(each) for each in requests]
        requests.clear()
        return found

    bench.page.on("requestfinished", note)
    return told


def _exchange(request: Request) -> Exchange:
    response = request.response()
    assert response is not None
    content = response.body()
    sent = len(urlsplit(request.url).query) + len(request.post_data_buffer or b"")
    answer = response.json()
    return Exchange("live=true" in request.url, set(answer["parts"]), sent + len(content))


def enter(bench: Workbench, number: str) -> None:
    bench.sheet_cell((0, 1, 1, 0, 0)).click()
    with bench.other_numbers():
        bench.press(number, "Enter")


def mark_prose(bench: Workbench) -> None:
    """The prose that stands there can be told from any other."""
    bench.alter("document.querySelector('.narration:not([hidden])').dataset.seen = 'yes'")


def is_same_prose(bench: Workbench) -> bool:
    found: bool = bench.page.evaluate(
        "document.querySelector('.narration:not([hidden])').dataset.seen === 'yes'"
    )
    return found


def test_edits_undone_and_done_again_move_numbers_alone(bench: Workbench) -> None:
    bench.bench(*FOLD, ARTICLE)
    mark_prose(bench)
    told = exchanges(bench)
    enter(bench, "7")
    enter(bench, "8")
    for name in ("Undo", "Undo", "Redo"):
        with bench.other_numbers():
            bench.click(name)
    found = told()
    bench.expect_shown(bench.given())
    assert len(found) == 5
    for each in found:
        assert each.parts == set()
        assert each.size <= MAX_BYTES
    assert is_same_prose(bench)


def test_size_turned_there_and_back_moves_rules_once(bench: Workbench) -> None:
    bench.bench(*FOLD, ARTICLE)
    heading = bench.heading()
    mark_prose(bench)
    told = exchanges(bench)
    bench.turn_slider("Input size", "ArrowRight")
    there = told()
    assert not is_same_prose(bench)
    bench.turn_slider("Input size", "ArrowLeft", "ArrowRight")
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
    assert bench.heading() == heading
    bench.expect_shown(bench.given())


def test_prose_of_sizes_that_come_back_is_as_it_was(bench: Workbench) -> None:
    bench.bench("errata", "reshape", ARTICLE)
    text = "document.querySelector('.narration:not([hidden])').textContent"
    before = bench.page.evaluate(text)
    bench.turn_slider("Batch size", "ArrowRight")
    changed = bench.page.evaluate(text)
    assert changed != before
    for name, wanted in (("Undo", before), ("Redo", changed), ("Undo", before)):
        with bench.other_numbers():
            bench.click(name)
        assert bench.page.evaluate(text) == wanted
        expect(bench.page.locator(".narration:not([hidden])")).to_have_count(1)


def test_links_of_prose_and_page_lead_to_the_numbers_that_are_open(bench: Workbench) -> None:
    bench.bench(*FOLD, ARTICLE)

    def expect_links(**wanted: str) -> None:
        bench.idle()
        links = bench.page.evaluate(LINKS)
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
    enter(bench, "7")
    expect_links(preset=ARTICLE, data=encode(bench.given()))
    bench.turn_slider("Kernel size", "ArrowRight")
    expect_links(preset=ARTICLE, data=encode(bench.given()))
    for _ in range(2):
        with bench.other_numbers():
            bench.click("Undo")
    expect_links(preset=ARTICLE)
    bench.page.get_by_role("combobox", name="Theme").select_option("dark")
    bench.settle()
    expect_links(preset=ARTICLE, theme="dark")


def test_step_that_is_lacking_is_told_of_until_numbers_are_edited(bench: Workbench) -> None:
    bench.load("/forward-window/pad?panel=edit")
    bench.panel_drawn("edit")
    lacks = bench.page.locator("#prose .lacks")
    expect(lacks).to_have_count(1)
    told = exchanges(bench)
    enter(bench, "7")
    assert [each.parts for each in told()] == [set()]
    expect(lacks).to_have_count(0)
    with bench.other_numbers():
        bench.click("Undo")
    expect(lacks).to_have_count(0)


def test_numbers_that_the_browser_goes_back_to_are_fetched_without_what_is_known(
    bench: Workbench,
) -> None:
    bench.bench(*FOLD, ARTICLE)
    enter(bench, "7")
    edited = query_of(bench.page.url)["data"]
    told = exchanges(bench)
    bench.back()
    assert "data" not in query_of(bench.page.url)
    bench.forward()
    assert query_of(bench.page.url)["data"] == edited
    found: list[Any] = told()
    assert len(found) == 2
    assert all(each.parts == set() and each.size <= MAX_BYTES for each in found)
