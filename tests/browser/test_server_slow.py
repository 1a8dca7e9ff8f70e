"""A server that is slow, or stands still: what is typed is kept and sent, and nothing is green."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.app.numpy_files import npy
from tests.browser.lessons import ARTICLE
from tests.browser.stoppable import Reader, StoppableServer, reading

pytestmark = pytest.mark.browser

FIRST, SECOND, THIRD = (0, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 2, 0, 0)

# Every answer takes its time, and none of the processor's. After every frame: whether numbers are
# on their way, and what the badge says.
DELAYED = """(() => {
  const { fetch } = window;
  let asked = 0;
  window.fetch = async (address, ...rest) => {
    const isLesson = String(address).startsWith("/lesson?");
    asked += isLesson ? 1 : 0;
    await new Promise((done) => setTimeout(done, 250));
    return fetch(address, ...rest).finally(() => (asked -= isLesson ? 1 : 0));
  };
  window.frames_seen = [];
  const look = () => {
    window.frames_seen.push([asked > 0, document.querySelector("#checks")?.textContent ?? ""]);
    frame();
  };
  const frame = () => requestAnimationFrame(() => setTimeout(look));
  frame();
})()"""
SEEN = "() => window.frames_seen.splice(0)"
# A wait that is short is not put into words.
CHECKED, CHECKING, SHORTLY = "✓ checked", "checking…", "…"
WAITING = {CHECKING, SHORTLY}


@pytest.fixture(scope="module")
def server() -> Iterator[StoppableServer]:
    """A server of this module's own."""
    found = StoppableServer()
    yield found
    found.end()


def test_typed_numbers_while_the_server_stands_still_stay_and_are_applied(
    browser: Browser, server: StoppableServer
) -> None:
    with reading(browser, server) as reader:
        reader.begin()
        with server.stopped():
            reader.enter(FIRST, "55")
            expect(reader.number(FIRST)).to_have_text("55")
            reader.expect_told("waiting")
            reader.enter(SECOND, "66")
            reader.enter(THIRD, "7")
            for cell, number in ((FIRST, "55"), (SECOND, "66"), (THIRD, "7")):
                expect(reader.number(cell)).to_have_text(number)
                label = reader.sheet_cell(cell).get_attribute("aria-label")
                assert label is not None
                assert label.endswith(f"= {number}, waiting for the server")
            expect(reader.badge()).to_have_text(CHECKING)
            assert "data=" not in reader.page.url
            # What waits can be changed, and taken back.
            reader.click("Undo")
            expect(reader.number(THIRD)).to_have_text("−1")
            reader.enter(SECOND, "67")
            expect(reader.number(SECOND)).to_have_text("67")
        reader.expect_told("open")
        reader.expect_checked()
        given = reader.given()
        assert given.input[0, 0, :, 0].tolist() == [55, 67, -1]
        reader.expect_shown(given)
        assert reader.page.locator(".pending").count() == 0
        reader.click("Undo")
        expect(reader.number(SECOND)).to_have_text("66")


def test_slider_and_links_while_the_server_stands_still_wait_and_go_on(
    browser: Browser, server: StoppableServer
) -> None:
    with reading(browser, server) as reader:
        reader.begin()
        with server.stopped():
            reader.slider("Input size").focus()
            reader.page.keyboard.press("ArrowRight")
            reader.page.keyboard.press("ArrowRight")
            reader.expect_told("waiting")
            assert reader.slider_says("Input size") == "5"
            reader.slider("Padding").focus()
            assert reader.slider_says("Input size") == "5"
            expect(reader.badge()).to_have_text(CHECKING)
            reader.page.locator("#language").click()
            reader.page.wait_for_timeout(100)
            assert "lang=zh-CN" not in reader.page.url
        # The page in the other language has what was still on its way.
        reader.page.wait_for_url("**lang=zh-CN**")
        reader.ready()
        assert reader.given().input.shape == (1, 5, 5, 3)


def kinds(reader: Reader) -> list[Callable[[], None]]:
    """Every kind of change there is."""
    page = reader.page

    def slide(name: str, key: str) -> Callable[[], None]:
        return lambda: (reader.slider(name).focus(), page.keyboard.press(key))[1]

    def drag() -> None:
        box = reader.slider("Padding").bounding_box()
        assert box is not None
        y = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + 8, y)
        page.mouse.down()
        for share in (0.3, 0.5, 0.7):
            page.mouse.move(box["x"] + share * box["width"], y)
            page.wait_for_timeout(40)
        page.mouse.up()

    return [
        lambda: reader.enter(FIRST, "55"),
        lambda: page.locator("#undo").click(),
        lambda: page.locator("#redo").click(),
        slide("Stride", "ArrowRight"),
        slide("Stride", "ArrowLeft"),
        drag,
        lambda: page.get_by_role("checkbox", name="bias", exact=True).uncheck(),
        lambda: reader.choose_file("x.npy", npy(np.full((1, 3, 3, 3), 2))),
        lambda: reader.fill_with("Random", 3),
        lambda: page.locator("#reset").click(),
        slide("Channels in", "ArrowRight"),
        slide("Groups", "ArrowRight"),
    ]


def test_badge_after_any_change_is_not_green_until_it_has_looked_again(
    browser: Browser, server: StoppableServer
) -> None:
    with reading(browser, server) as reader:
        reader.page.add_init_script(DELAYED)
        reader.begin()
        for place, change in enumerate(kinds(reader)):
            before = reader.page.url
            reader.page.evaluate(SEEN)
            change()
            reader.page.wait_for_function("(url) => location.href !== url", arg=before)
            reader.expect_checked()
            reader.settle()
            seen: list[tuple[bool, str]] = reader.page.evaluate(SEEN)
            on_their_way = [k for k, (is_asked, _) in enumerate(seen) if is_asked]
            assert on_their_way, place
            assert {seen[k][1] for k in on_their_way} <= WAITING, place
            after = [text for _, text in seen[on_their_way[-1] + 1 :]]
            looked = after.index(CHECKED)
            assert {*after[:looked]} <= WAITING, (place, "green before it has looked")
            assert {*after[looked:]} == {CHECKED}, (place, "green, and then not")


def test_badge_on_another_order_or_step_looks_again_once(
    browser: Browser, server: StoppableServer
) -> None:
    with reading(browser, server) as reader:
        reader.page.add_init_script(DELAYED)
        reader.open("forward-matmul", "multiply", ARTICLE)
        for key, is_new in (("o", True), ("PageUp", True), ("PageDown", False), ("o", False)):
            reader.expect_checked()
            reader.page.evaluate(SEEN)
            reader.press(key)
            reader.expect_checked()
            texts = {text for _, text in reader.page.evaluate(SEEN)}
            assert bool(texts & WAITING) is is_new, key


def test_badge_tells_of_which_numbers_it_speaks(browser: Browser, server: StoppableServer) -> None:
    with reading(browser, server) as reader:
        reader.begin()
        dialog = reader.page.locator("#checked p")
        expect(dialog).to_contain_text("Checked for the example “Article")
        with reader.other_numbers():
            reader.enter(FIRST, "55")
        expect(dialog).to_contain_text("Checked for your numbers: input 1×3×3×3, kernel 2×2×3×2")
        expect(reader.badge()).to_have_attribute(
            "title", dialog.inner_text() or dialog.text_content() or ""
        )
