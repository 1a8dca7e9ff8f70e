"""A server that is gone: the page stays, says so until it is back, and sends what was entered."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Route, expect

from gradgrid.app.i18n import words
from tests.app.numpy_files import npy
from tests.browser.stoppable import StoppableServer, reading

pytestmark = pytest.mark.browser

FIRST, SECOND = (0, 0, 0, 0, 0), (0, 0, 1, 0, 0)
KEPT = words("en")["page"]["connection"]["kept"]


@pytest.fixture(scope="module")
def server() -> Iterator[StoppableServer]:
    """A server of this module's own."""
    found = StoppableServer()
    yield found
    found.end()


def test_typed_numbers_while_the_server_is_gone_are_kept_and_sent(
    either: Browser, server: StoppableServer
) -> None:
    with reading(either, server) as reader:
        reader.begin()
        with server.gone():
            reader.enter(FIRST, "55")
            reader.expect_told("gone")
            expect(reader.page.get_by_text(KEPT)).to_be_visible()
            expect(reader.badge()).to_have_text("not checked")
            reader.enter(SECOND, "-6")
            reader.click("Try again")
            reader.expect_told("gone")
            expect(reader.number(FIRST)).to_have_text("55")
            expect(reader.number(SECOND)).to_have_text("−6")
        # It goes by itself.
        reader.expect_told("open")
        reader.expect_checked()
        given = reader.given()
        assert given.input[0, 0, :2, 0].tolist() == [55, -6]
        reader.expect_shown(given)
        expect(reader.notice()).to_be_hidden()


def test_examples_languages_and_links_while_the_server_is_gone_leave_the_page_as_it_is(
    either: Browser, server: StoppableServer
) -> None:
    with reading(either, server) as reader:
        reader.begin("read")
        page, menu = reader.page, reader.page.locator("#preset")
        url, shown = page.url, menu.input_value()
        with server.gone():
            menu.select_option("grouped")
            reader.expect_told("gone")
            expect(menu).to_have_value(shown)
            for link in ("#language", "a.brand", "header a[href='/docs']"):
                page.locator(link).click()
                reader.settle()
            # What needs no server goes on.
            page.get_by_role("navigation", name="Chapters").locator("a").first.click()
            reader.settle()
            assert reader.at()[0] == "forward-window"
            page.go_back()
            reader.settle()
            assert page.url == url
            expect(page.get_by_role("heading", level=1)).to_be_visible()
        reader.expect_told("open")
        menu.select_option("grouped")
        page.wait_for_url("**preset=grouped**")


def test_map_while_the_server_is_gone_stays_and_leads_on_later(
    browser: Browser, server: StoppableServer
) -> None:
    with reading(browser, server) as reader:
        page = reader.page
        page.goto(server.address)
        with server.gone():
            page.locator("#theme").select_option("dark")
            reader.expect_told("gone")
            expect(page.locator("#theme")).to_have_value("auto")
            page.locator("svg a:visible").first.click()
            page.locator("a.start").click()
            reader.settle()
            assert page.url == f"{server.address}/"
            expect(page.get_by_text(KEPT)).to_be_hidden()
        reader.expect_told("open")
        page.locator("a.start").click()
        page.wait_for_url("**/forward-window?**")


@pytest.mark.parametrize(("panel", "drawn"), [("edit", "number-sheet td"), ("code", "li code, li")])
def test_panel_opened_while_the_server_is_gone_comes_when_it_is_back(
    either: Browser, server: StoppableServer, panel: str, drawn: str
) -> None:
    with reading(either, server) as reader:
        reader.begin("read")
        workbench = reader.page.locator("#workbench")
        with server.gone():
            reader.page.locator(f".panels [data-panel={panel}]").click()
            reader.page.locator("#share").click()
            reader.expect_told("gone")
        reader.expect_told("open")
        expect(workbench.locator(drawn).first).to_be_visible()
        expect(reader.page.locator("#sharing")).to_be_visible()


def test_panel_of_which_one_file_failed_works_at_the_next_try(
    either: Browser, server: StoppableServer
) -> None:
    with reading(either, server) as reader:
        reader.begin("read")
        failed: list[str] = []

        def fail_once(route: Route) -> None:
            if failed:
                route.fallback()
                return
            failed.append(route.request.url)
            route.abort("connectionfailed")

        reader.page.route("**/import-dialog.js*", fail_once)
        reader.page.locator(".panels [data-panel=edit]").click()
        expect(reader.page.locator("number-sheet td").first).to_be_visible()
        assert failed
        reader.expect_told("open")


def test_panel_that_the_server_does_not_have_is_told_of_and_works_once_it_has(
    either: Browser, server: StoppableServer
) -> None:
    with reading(either, server) as reader:
        reader.begin("read")
        reader.page.route("**/code-panel.js*", lambda route: route.fulfill(status=404, body=""))
        code = reader.page.locator(".panels [data-panel=code]")
        code.click()
        expect(reader.notice()).to_contain_text(words("en")["words"]["partFailed"])
        reader.page.unroute("**/code-panel.js*")
        code.click()
        code.click()
        expect(reader.page.locator("code-listing li").first).to_be_visible()


def test_file_chosen_and_script_asked_for_while_the_server_is_gone(
    browser: Browser, server: StoppableServer
) -> None:
    with reading(browser, server) as reader:
        reader.begin()
        with server.gone():
            reader.choose_file("x.npy", npy(np.full((1, 3, 3, 3), 2)))
            reader.expect_told("gone")
        reader.expect_told("open")
        reader.page.wait_for_url("**data=**")
        assert reader.given().input.tolist() == np.full((1, 3, 3, 3), 2).tolist()
        reader.page.locator(".panels [data-panel=code]").click()
        expect(reader.page.locator("code-listing li").first).to_be_visible()
        with server.gone():
            reader.click("PyTorch")
            offline = words("en")["words"]["offline"]
            expect(reader.page.locator("#script-status")).to_have_text(offline)


def test_what_is_said_without_a_server_in_chinese_is_chinese(
    browser: Browser, server: StoppableServer
) -> None:
    told = words("zh-CN")["page"]["connection"]
    with reading(browser, server) as reader:
        reader.open_panel("grad-input-conv", "slide", "article-multi-channel", lang="zh-CN")
        with server.gone():
            reader.enter(FIRST, "55")
            expect(reader.connection()).to_contain_text(told["gone"])
            expect(reader.connection()).to_contain_text(told["kept"])
            expect(reader.page.locator("#connection-retry")).to_have_text(told["retry"])
            expect(reader.badge()).to_have_text(words("zh-CN")["words"]["checksUnsent"])
