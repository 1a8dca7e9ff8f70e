"""A real server, one browser, and pages that fail their test when they complain.

The browser is a Chromium; GRADGRID_TEST_BROWSER=firefox takes the machine's own Firefox instead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.app.live import LiveServer
from tests.browser.guard import PATIENCE, PHONE, Guard, guard_of, watched
from tests.browser.stage import Stage
from tests.browser.tabs import close_tabs, share_tabs
from tests.browser.workbench import Workbench
from tools.install_browser import CHROMIUM_FLAGS, REMEDY, find_chromium, find_firefox
from tools.server import ANNOUNCED, ROOT

expect.set_options(timeout=PATIENCE)

Contexts = dict[tuple[Browser, str], BrowserContext]
NO_FIREFOX = "there is no Firefox on this machine"
PASSED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The tab of a test that failed is not handed on."""
    report = yield
    if call.when == "call":
        item.stash[PASSED] = report.passed
    return report


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server in a process of its own."""
    with LiveServer() as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="session")
def dev_server() -> Iterator[str]:
    """The address of what `make serve-dev` runs."""
    command = [sys.executable, "-m", "tools.serve_dev", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = ANNOUNCED.fullmatch(process.stdout.readline())
        assert found is not None
        yield found[1]
        process.terminate()


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
def browser(request: pytest.FixtureRequest, playwright: Playwright, chromium_path: str) -> Browser:
    """One browser for the folder."""
    if os.environ.get("GRADGRID_TEST_BROWSER") == "firefox":
        assert find_firefox() is not None, f"{NO_FIREFOX}: set GRADGRID_FIREFOX to the path of one"
        found: Browser = request.getfixturevalue("firefox")
        return found
    return playwright.chromium.launch(
        executable_path=chromium_path, args=[*CHROMIUM_FLAGS], env={**os.environ}
    )


@pytest.fixture(scope="package")
def firefox(playwright: Playwright) -> Browser:
    """The machine's own Firefox, still as a context would ask for if it could."""
    path = find_firefox()
    if path is None:
        pytest.skip(NO_FIREFOX)
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=path,
        firefox_user_prefs={"ui.prefersReducedMotion": 1},
    )


@pytest.fixture(params=["chromium", "firefox"])
def either(request: pytest.FixtureRequest) -> Browser:
    """The folder's browser, then Firefox."""
    name = {"chromium": "browser", "firefox": "firefox"}[request.param]
    found: Browser = request.getfixturevalue(name)
    return found


@pytest.fixture
def fresh_context(browser: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes watched contexts of the test's own, in which nothing was loaded before."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(watched(browser, address, options))
        return made[-1]

    yield make
    for context in made:
        context.close()
    assert [fault for context in made for fault in guard_of(context).take()] == []


@pytest.fixture(scope="package")
def shared_contexts() -> Iterator[Contexts]:
    """Every context that tests share, by its browser and options."""
    made: Contexts = {}
    yield made
    for (browser, _), context in made.items():
        # A module may have had a browser of its own.
        if browser.is_connected():
            context.close()


@pytest.fixture
def context_with(
    browser: Browser, address: str, shared_contexts: Contexts, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Gives the shared context of some options, whose tab goes from test to test.

    What changes a context itself, a clock or a script to begin with, needs ``fresh_context``.
    """
    given: list[BrowserContext] = []

    def give(**options: Any) -> BrowserContext:
        key = (browser, json.dumps(options, sort_keys=True))
        if key not in shared_contexts:
            shared_contexts[key] = watched(browser, address, options)
            share_tabs(shared_contexts[key])
        given.append(shared_contexts[key])
        return given[-1]

    yield give
    has_passed = request.node.stash.get(PASSED, False)
    try:
        for context in given:
            close_tabs(context, keep=has_passed)
    finally:
        faults = [fault for context in given for fault in guard_of(context).take()]
    assert faults == []


@pytest.fixture
def context(context_with: Callable[..., BrowserContext]) -> BrowserContext:
    """A watched context of the desktop's size."""
    return context_with()


@pytest.fixture
def guard(context: BrowserContext) -> Guard:
    """What listens to the pages of that context."""
    return guard_of(context)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of that context, on which nothing of this test has been opened yet."""
    return context.new_page()


@pytest.fixture
def stage(page: Page, address: str) -> Stage:
    """The explainer on that page."""
    return Stage(page, address)


@pytest.fixture
def phone(context_with: Callable[..., BrowserContext], address: str) -> Workbench:
    """The explainer on a phone, with its panels."""
    return Workbench(context_with(**PHONE).new_page(), address)


@pytest.fixture
def workbench(page: Page, address: str) -> Workbench:
    """The explainer on that page, with its panels."""
    return Workbench(page, address)
