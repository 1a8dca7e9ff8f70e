"""A real server, one browser, and pages that fail their test when they complain.

The browser is a Chromium; GRADGRID_TEST_BROWSER=firefox takes the machine's own Firefox instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.app.live import LiveServer
from tests.browser.guard import Guard
from tests.browser.stage import DEFAULTS, Stage
from tests.browser.workbench import Workbench, fresh_page, warm_context
from tools.install_browser import CHROMIUM_FLAGS, REMEDY, find_chromium, find_firefox


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server in a process of its own."""
    with LiveServer() as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="package")
def chromium_path() -> str:
    """Before Playwright starts: looking for its own Chromium starts another."""
    path = find_chromium()
    assert path is not None, f"the browser tests need a Chromium: {REMEDY}"
    return path


@pytest.fixture(scope="package")
def playwright(chromium_path: str) -> Iterator[Playwright]:
    """The driver; while it is open, asyncio.run would fail in this thread."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium_path: str) -> Browser:
    """One browser for the folder."""
    if os.environ.get("GRADGRID_TEST_BROWSER") == "firefox":
        return launch_firefox(playwright)
    return playwright.chromium.launch(
        executable_path=chromium_path, args=[*CHROMIUM_FLAGS], env={**os.environ}
    )


def launch_firefox(playwright: Playwright) -> Browser:
    """The machine's own Firefox, still as a context would ask for if it could."""
    path = find_firefox()
    assert path is not None, "there is no Firefox here: set GRADGRID_FIREFOX to the path of one"
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=path,
        firefox_user_prefs={"ui.prefersReducedMotion": 1},
    )


@pytest.fixture
def context_with(browser: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes watched contexts with options of their own."""
    opened: list[tuple[BrowserContext, Guard]] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**DEFAULTS | options)
        context.set_default_timeout(15_000)
        opened.append((context, Guard(context, address)))
        context.guard = opened[-1][1]  # type: ignore[attr-defined]
        return context

    yield make
    faults = []
    for context, guard in opened:
        context.close()
        faults += guard.faults
    assert faults == []


@pytest.fixture
def context(context_with: Callable[..., BrowserContext]) -> BrowserContext:
    """A watched context of the desktop's size."""
    return context_with()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page."""
    return context.new_page()


@pytest.fixture
def stage(page: Page, address: str) -> Stage:
    """The explainer on that page."""
    return Stage(page, address)


@pytest.fixture(scope="module")
def warm(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A context for one file, whose pages share its cache; they may use the clipboard."""
    with warm_context(browser, address) as context:
        if browser.browser_type.name == "chromium":
            rights = ["clipboard-read", "clipboard-write"]
            context.grant_permissions(rights, origin=address)
        yield context


@pytest.fixture
def bench(warm: BrowserContext, address: str) -> Iterator[Workbench]:
    """The explainer in a tab of its own."""
    with fresh_page(warm, address) as found:
        yield found


@pytest.fixture
def guard(context: BrowserContext) -> Guard:
    """What listens to the page."""
    found: Guard = context.guard  # type: ignore[attr-defined]
    return found
