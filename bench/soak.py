"""What the page keeps in memory after 500 key presses over every step; `make soak` runs this.

The heap is read over the DevTools protocol after a forced collection, so that only what is still
held counts. ``--address`` measures a server that is already running, such as another checkout's.
Exit 1 where a page holds more than it may.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.rows import Line
from tools.install_browser import CHROMIUM_FLAGS, REMEDY, find_chromium
from tools.server import Server

PRESSES = 500
MEASURED_EVERY = 100
MEGABYTE = 1e6
# Above the heap of the page as it opens: the budget of the answers, the numbers that the rules of
# the steps have computed, and the nodes on screen.
MOST_OPEN_MB = 12.0
MOST_GROWTH_MB = 16.0
PRESETS = ("article-multi-channel", "resnet-stage", "alexnet-conv1")

# A press, and the frame in which it is drawn; the check of a step comes 60 ms after it has turned.
PRESS = """async ([key, pause]) => {
  const target = document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, pause)));
}"""
STEPS = """() => JSON.parse(document.querySelector("#trace").textContent).chapters
  .reduce((count, { steps }) => count + steps.length, 0)"""
CHECK_MS = 150


def soaked(browser: Browser, address: str, preset: str) -> list[Line]:
    """The heap of one page as it opens and what it has grown by after every hundred presses."""
    page = browser.new_page()
    page.goto(f"{address}/forward-window?preset={preset}", wait_until="load", timeout=120_000)
    page.wait_for_selector("step-board [role=gridcell], step-board heat-map")
    session = page.context.new_cdp_session(page)
    steps: int = page.evaluate(STEPS)
    cells = max(1, PRESSES // steps - 1)
    start = heap_of(session)
    rows = [Line(f"{preset}, {steps} steps: heap when open", start / MEGABYTE, MOST_OPEN_MB, "MB")]
    pressed = 0
    while pressed < PRESSES:
        pressed = press_all(page, pressed, cells)
        if pressed % MEASURED_EVERY == 0:
            grown = (heap_of(session) - start) / MEGABYTE
            limit = MOST_GROWTH_MB
            rows.append(Line(f"{preset}: grown after {pressed} presses", grown, limit, "MB"))
    page.close()
    return rows


def press_all(page: Page, pressed: int, cells: int) -> int:
    """Up to the next measurement: some cells of a step, then the next step, and round again."""
    while True:
        turns = pressed % (cells + 1) == cells
        page.evaluate(PRESS, ["n" if turns else "ArrowRight", CHECK_MS if turns else 0])
        pressed += 1
        if pressed % MEASURED_EVERY == 0:
            return pressed


def heap_of(session: CDPSession) -> float:
    """Bytes of JavaScript that are still reachable."""
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    return used


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", help="of a running server; without it one is started")
    parser.add_argument("presets", nargs="*", default=PRESETS)
    arguments = parser.parse_args()
    executable = find_chromium()
    if executable is None:
        sys.exit(f"the soak needs a Chromium: {REMEDY}")
    server = nullcontext(None) if arguments.address else Server()
    with server as started, sync_playwright() as playwright:
        address = arguments.address or started.address
        browser = playwright.chromium.launch(executable_path=executable, args=[*CHROMIUM_FLAGS])
        rows = [row for preset in arguments.presets for row in soaked(browser, address, preset)]
        browser.close()
    for row in rows:
        print(row)
    sys.exit(0 if all(row.is_kept for row in rows) else 1)


if __name__ == "__main__":
    main()
