"""What the page keeps in memory over 500 key presses through every step; `make soak` runs this.

Counted over the DevTools protocol after a forced collection, so that only what is still held
counts: objects and the storage of arrays. Nodes are counted apart, in the page and outside of it.
``--address`` measures a server that is already running, such as another checkout's. Exit 1 where a
page holds more than it may.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.rows import Line
from tools.install_browser import CHROMIUM_FLAGS, REMEDY, find_chromium
from tools.server import ROOT, Server

PRESSES = 500
MEASURED_EVERY = 100
MEGABYTE = 1e6
# Beyond the budget: the code of the other steps once it has run, and what the page's estimate
# leaves out. Measured: 5 to 7 MB.
MARGIN_MB = 8.0
# Nodes that are alive but not in the document. Measured: 330 to 1,660, and not more with more
# presses; a board that is not given back has 4,000 to 20,000.
MAX_DETACHED = 3_000.0
# Of objects and arrays as the page opens, without what is in the budget.
MAX_OPEN_MB = 14.0
PRESETS = ("article-multi-channel", "resnet-stage", "alexnet-conv1")
BUDGET = re.compile(r"^export const MAX_CACHE_BYTES = ([\d_]+);$", re.MULTILINE)

# A press, and the frame in which it is drawn; the check of a step comes 60 ms after it has turned.
PRESS = """async ([key, pause]) => {
  const target = document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, pause)));
}"""
STEPS = """() => JSON.parse(document.querySelector("#lesson").textContent).parts.rules.chapters
  .reduce((count, { steps }) => count + steps.length, 0)"""
RECKONED = """async () => {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const url = loaded.find((name) => name.includes("/lru-cache."));
  return url === undefined ? 0 : (await import(url)).PAGE.used;
}"""
IN_DOCUMENT = """() => {
  const count = (root) => {
    const walker = document.createTreeWalker(root);
    let nodes = 0;
    do {
      const { shadowRoot, content } = walker.currentNode;
      nodes += 1;
      if (shadowRoot) nodes += count(shadowRoot);
      if (content instanceof DocumentFragment) nodes += count(content);
    } while (walker.nextNode());
    return nodes;
  };
  return count(document);
}"""
CHECK_MS = 150


@dataclass(frozen=True, slots=True)
class Held:
    """What a page holds, in bytes, and how many nodes and listeners are alive.

    ``reckoned`` is what the page itself reckons that it has kept: part of objects and arrays.
    """

    objects: float
    arrays: float
    nodes_bytes: float
    nodes: int
    detached: int
    listeners: int
    reckoned: float

    @property
    def script(self) -> float:
        """Bytes of objects and arrays; those of nodes are what is on screen."""
        return self.objects + self.arrays

    def __str__(self) -> str:
        parts = (self.objects, self.arrays, self.nodes_bytes)
        megabytes = " + ".join(f"{part / MEGABYTE:.1f}" for part in parts)
        counts = f"{self.nodes} nodes, {self.listeners} listeners"
        reckoned = f"{self.reckoned / MEGABYTE:.1f} MB by its own reckoning"
        return f"  objects + arrays + nodes: {megabytes} MB ({reckoned}); {counts}"


def budget() -> float:
    """Of the answers and numbers that the page may keep, in MB, as the page has it."""
    source = (ROOT / "static/js/trace/lru-cache.js").read_text(encoding="utf-8")
    found = BUDGET.search(source)
    if found is None:
        raise LookupError("static/js/trace/lru-cache.js exports no MAX_CACHE_BYTES")
    return int(found[1]) / MEGABYTE


def soaked(browser: Browser, address: str, preset: str) -> Iterator[Line | Held]:
    """What one page holds as it opens and what it has grown by after every hundred presses."""
    page = browser.new_page()
    page.goto(f"{address}/forward-window?preset={preset}", wait_until="load", timeout=120_000)
    page.wait_for_selector("step-board [role=gridcell], step-board heat-map")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    steps: int = page.evaluate(STEPS)
    cells = max(1, PRESSES // steps - 1)
    start = held_by(page, session)
    name = f"{preset}, {steps} steps: held when open, beyond the budget"
    yield Line(name, (start.script - start.reckoned) / MEGABYTE, MAX_OPEN_MB, "MB")
    yield start
    limit = budget() - start.reckoned / MEGABYTE + MARGIN_MB
    pressed = 0
    while pressed < PRESSES:
        pressed = press_all(page, pressed, cells)
        now = held_by(page, session)
        grown = (now.script - start.script) / MEGABYTE
        yield Line(f"{preset}: grown after {pressed} presses", grown, limit, "MB")
        yield Line(f"{preset}: nodes outside of the page", now.detached, MAX_DETACHED, "")
        yield now
    page.close()


def press_all(page: Page, pressed: int, cells: int) -> int:
    """Up to the next measurement: some cells of a step, then the next step, and round again."""
    while True:
        turns = pressed % (cells + 1) == cells
        page.evaluate(PRESS, ["n" if turns else "ArrowRight", CHECK_MS if turns else 0])
        pressed += 1
        if pressed % MEASURED_EVERY == 0:
            return pressed


def held_by(page: Page, session: CDPSession) -> Held:
    """What is still reachable."""
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    counts = {metric["name"]: int(metric["value"]) for metric in metrics}
    in_document: int = page.evaluate(IN_DOCUMENT)
    return Held(
        objects=heap["usedSize"],
        arrays=heap["backingStorageSize"],
        nodes_bytes=heap["embedderHeapUsedSize"],
        nodes=counts["Nodes"],
        detached=counts["Nodes"] - in_document,
        listeners=counts["JSEventListeners"],
        reckoned=page.evaluate(RECKONED),
    )


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
        is_kept = True
        for preset in arguments.presets:
            for row in soaked(browser, address, preset):
                print(row, flush=True)
                is_kept = is_kept and (isinstance(row, Held) or row.is_kept)
        browser.close()
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
