"""The page that ``gradgrid open`` leads to where a file's numbers are too long for an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from gradgrid.app.i18n import words
from tests.app.numpy_files import npz
from tests.browser.guard import guard_of, watched
from tests.browser.stage import Stage
from tests.browser.workbench import query_of, written
from tools.server import start

pytestmark = pytest.mark.browser

INPUT = np.random.default_rng(1).integers(-999, 999, (1, 32, 32, 3))
FILE = npz(input=INPUT, weight=np.ones((3, 3, 3, 16)), layout="NHWC", padding=1)
# What the browser itself says of an answer that did not come, or is none.
REFUSED = ("failed: http", "Failed to load resource")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[str]:
    """The address that ``gradgrid open`` prints."""
    path = tmp_path / "layer.npz"
    path.write_bytes(FILE)
    process = start("open", str(path), "--no-browser", "--port", "0")
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.communicate(timeout=300)


@contextmanager
def page_of(browser: Browser, address: str, *, allowed: tuple[str, ...] = ()) -> Iterator[Page]:
    """A page on which nothing fails but what is allowed to."""
    parts = urlsplit(address)
    context = watched(browser, f"{parts.scheme}://{parts.netloc}", {})
    try:
        yield context.new_page()
        guard = guard_of(context)
        for text in allowed:
            guard.allow(text)
        assert guard.take() == []
    finally:
        context.close()


def expect_numbers_of_the_file(page: Page) -> None:
    """The explainer is open on them."""
    page.wait_for_url("**/forward-window**own=here**")
    stage = Stage(page, "")
    first = stage.cell("input", (0, 0, 0, 0, 0)).locator(".number")
    expect(first).to_have_text(written(INPUT[0, 0, 0, 0]))
    stage.ready()
    grids = [grid for grid in stage.look(whole=False).grids if grid.tensor == "input"]
    assert grids
    for grid in grids:
        assert grid.cells
        for (image, y, x, _, channel), (number, _, _) in grid.cells.items():
            assert number == written(INPUT[image, y, x, channel]), (y, x, channel)


def test_numbers_of_a_large_file_are_taken_over_once(browser: Browser, opened: str) -> None:
    with page_of(browser, opened) as page:
        page.goto(opened)
        expect_numbers_of_the_file(page)
        # Back leads to what stood there before, not to the page of the handover.
        assert page.evaluate("history.length") == 2
        page.reload()
        expect_numbers_of_the_file(page)
    with page_of(browser, opened, allowed=REFUSED) as page:
        for language in ("en", "zh-CN"):
            page.goto(f"{opened}?lang={language}")
            expect(page.locator("#handover")).to_have_text(words(language)["handover"]["gone"])


def test_language_and_theme_go_along(browser: Browser, opened: str) -> None:
    with page_of(browser, opened) as page:
        page.goto(f"{opened}?lang=zh-CN&theme=dark")
        expect_numbers_of_the_file(page)
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        query = query_of(page.url)
        assert (query["lang"], query["theme"]) == ("zh-CN", "dark")


def test_numbers_that_do_not_come_are_not_said_to_be_open_elsewhere(
    browser: Browser, opened: str
) -> None:
    failed = words("en")["handover"]["failed"]

    def cut(route: Route) -> None:
        route.fulfill(content_type="application/json", body='{"input": {"sha')

    with page_of(browser, opened, allowed=REFUSED) as page:
        for answer in (
            cut,
            lambda route: route.abort("connectionfailed"),
            lambda route: route.fulfill(status=500, body=""),
        ):
            page.route("**/numbers", answer)
            page.goto(opened)
            expect(page.locator("#handover")).to_have_text(failed)
            page.unroute("**/numbers")
        page.reload()
        expect_numbers_of_the_file(page)


def test_numbers_for_which_the_browser_has_no_room_are_told_of(
    browser: Browser, opened: str
) -> None:
    with page_of(browser, opened) as page:
        page.add_init_script(
            "Storage.prototype.setItem = () => { throw new DOMException('full'); }"
        )
        page.goto(opened)
        expect(page.locator("#handover")).to_have_text(words("en")["handover"]["large"])
