"""A server that a test stops, kills and starts again at its address, and the page of a reader."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from gradgrid.app.i18n import words
from tests.app.live import LiveServer
from tests.browser.guard import guard_of, watched
from tests.browser.lessons import ARTICLE
from tests.browser.workbench import Workbench

# What browsers themselves say of a server that is gone.
REFUSED = ("failed: http", "Failed to load resource")
# A server starts, and is asked for at intervals.
PATIENCE = 60_000
SAYS = words("en")["page"]["connection"]


class StoppableServer:
    """``gradgrid serve`` in a process of its own, always on one port."""

    def __init__(self) -> None:
        self._server = LiveServer().__enter__()
        self._port = str(self._server.port)
        self.address = self._server.address

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The process stands still: connections are taken, and nothing is answered."""
        self._server.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._server.process.send_signal(signal.SIGCONT)

    @contextmanager
    def gone(self) -> Iterator[None]:
        """There is no process; afterwards there is another."""
        self._server.process.kill()
        self._server.__exit__(None, None, None)
        try:
            yield
        finally:
            self._server = LiveServer("--port", self._port).__enter__()

    def end(self) -> None:
        """No process is left."""
        self._server.__exit__(None, None, None)


class Reader(Workbench):
    """A page of that server: what is typed, and what is said of the connection."""

    def begin(self, panel: str = "edit", **query: str) -> None:
        """Open the article's example on the convolution that gives the input's gradient."""
        self.open_panel("grad-input-conv", "slide", ARTICLE, panel, **query)
        self.expect_checked()

    def enter(self, cell: tuple[int, ...], text: str) -> None:
        """Type over a cell of the sheet."""
        self.sheet_cell(cell).click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def number(self, cell: tuple[int, ...]) -> Locator:
        """The number in a cell of the sheet."""
        return self.sheet_cell(cell).locator(".number")

    def badge(self) -> Locator:
        """The badge of checks."""
        return self.page.locator("#checks")

    def expect_checked(self) -> None:
        """The badge is green, in the end."""
        expect(self.badge()).to_have_text("✓ checked", timeout=PATIENCE)

    def connection(self) -> Locator:
        """What is said of the connection."""
        return self.page.locator("#connection")

    def expect_told(self, reach: str) -> None:
        """It is said that an answer is waited for, or that there is none; "open": nothing is."""
        if reach == "open":
            expect(self.connection()).to_be_hidden(timeout=PATIENCE)
        else:
            expect(self.connection()).to_contain_text(SAYS[reach], timeout=PATIENCE)


@contextmanager
def reading(browser: Browser, server: StoppableServer, **options: Any) -> Iterator[Reader]:
    """A page in a context of its own, in which nothing fails but what has to without a server."""
    context = watched(browser, server.address, options)
    try:
        yield Reader(context.new_page(), server.address)
        guard = guard_of(context)
        for text in REFUSED:
            guard.allow(text)
        assert guard.take() == []
    finally:
        context.close()
