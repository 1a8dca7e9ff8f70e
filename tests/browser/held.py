"""Requests of a page that a test keeps on their way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

# Until the page asks: in milliseconds, and how often at most.
BETWEEN_LOOKS = 20
MAX_LOOKS = 1_000


@contextmanager
def held(page: Page, addresses: str) -> Iterator[list[Route]]:
    """Requests to such addresses wait until the end of the block; those that came so far."""
    waiting: list[Route] = []
    page.route(addresses, lambda route: waiting.append(route))
    yield waiting
    # One that comes meanwhile is met as well.
    for route in waiting:
        route.continue_()
    page.unroute(addresses)


def wait_for(page: Page, waiting: list[Route]) -> None:
    """Until the first of such requests is held."""
    for _ in range(MAX_LOOKS):
        if waiting:
            return
        page.wait_for_timeout(BETWEEN_LOOKS)
    raise AssertionError("the page does not ask for it")
