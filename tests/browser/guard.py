"""What a page must never do: complain, break its own policy, or ask another host for anything."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request

DESKTOP = {"width": 1280, "height": 800}
# Motion has tests of its own; in all others a page stands still as soon as it is drawn.
DEFAULTS = {"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# So many milliseconds later what has not come is missing: no machine is as slow as that.
PATIENCE = 90_000

REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`));"""


class Guard:
    """Listens to every page of a context."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._allowed: list[str] = []
        self._faults: list[str] = []
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._faults.append(f"uncaught: {error.error}"))
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failure)

    def take(self) -> list[str]:
        """What was heard and not allowed since the last call; both begin anew."""
        found = [each for each in self._faults if not any(text in each for text in self._allowed)]
        self._faults.clear()
        self._allowed.clear()
        return found

    def allow(self, text: str) -> None:
        """Faults with ``text`` in them belong to the test."""
        self._allowed.append(text)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._faults.append(f"console {message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob", "about") and url.netloc != self._host:
            self._faults.append(f"request to another host: {request.url}")

    def _on_failure(self, request: Request) -> None:
        # What is still loading when the page is left is aborted.
        if request.failure not in ("net::ERR_ABORTED", "NS_BINDING_ABORTED"):
            self._faults.append(f"failed: {request.url}: {request.failure}")


def watched(browser: Browser, address: str, options: dict[str, Any]) -> BrowserContext:
    """A context whose pages are listened to; in Chromium they may use the clipboard."""
    context = browser.new_context(**DEFAULTS | options)
    context.set_default_timeout(PATIENCE)
    if browser.browser_type.name == "chromium":
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    context.guard = Guard(context, address)  # type: ignore[attr-defined]
    return context


def guard_of(context: BrowserContext) -> Guard:
    """What listens to the pages of a context."""
    found: Guard = context.guard  # type: ignore[attr-defined]
    return found
