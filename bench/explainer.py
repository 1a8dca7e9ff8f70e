"""How fast the page is, in a headless Chromium; `make bench-page` runs this.

Medians of 50: the first step on screen from a cold start, a step and a hover at several sizes, and
the weight of the page with all that it loads. A step and a hover are the time from the key or the
pointer's event to the laid-out page: script, style and layout, without the wait for the display.
Exit 1 where a limit is missed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    Route,
    sync_playwright,
)

from bench.dragging import dragging
from bench.rows import Line
from gradgrid.app.lessons.lesson import MAX_CELLS_SENT
from gradgrid.app.wire.present import trace_to_wire
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.trace import build_trace
from tools.install_browser import CHROMIUM_FLAGS, REMEDY, find_chromium
from tools.server import Server

RUNS = 50
FIRST_STEP_MS = 1000.0
FRAME_MS = 16.0
PAGE_BYTES = 165_000
PAGE = "/forward-window/slide?preset=article-multi-channel"
SIZES = (3, 8, 16, 32, 64)

# Laid out means that a length was asked for; the listener's own work is drawn in the next frame.
TIMED = """async ([key, selector, runs]) => {
  const wait = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const cells = selector ? [...document.querySelectorAll(selector)] : [];
  const found = [];
  for (let run = 0; run < runs; run++) {
    await wait();
    const target = selector ? cells[(7 * run) % cells.length] : document.body;
    const event = selector
      ? new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" })
      : new KeyboardEvent("keydown", { key, bubbles: true });
    const frames = [];
    const real = window.requestAnimationFrame;
    window.requestAnimationFrame = (callback) => frames.push(callback);
    const start = performance.now();
    target.dispatchEvent(event);
    for (const frame of frames.splice(0)) frame(start);
    document.body.getBoundingClientRect();
    document.querySelector("step-board")?.getBoundingClientRect();
    found.push(performance.now() - start);
    window.requestAnimationFrame = real;
    for (const frame of frames) real(frame);
  }
  return found;
}"""

FIRST_CELL = """() => new Promise((done) => {
  const look = () => {
    if (document.querySelector("step-board [role=gridcell]") === null) setTimeout(look);
    else requestAnimationFrame(() => setTimeout(() => done(performance.now())));
  };
  look();
})"""


def measured(browser: Browser, address: str) -> list[Line]:
    """Every row of the table."""
    rows = [first_step(browser, address), weight(browser, address)]
    for motion in ("reduce", "no-preference"):
        for size in SIZES:
            context = browser.new_context(reduced_motion=motion)
            context.route("**/forward-window/slide**", _with_trace(size))
            rows += frames(context, address + PAGE, f"{size}x{size}, motion {motion}")
            context.close()
    context = browser.new_context()
    rows += dragging(context, address)
    large = f"{address}/forward-matmul/im2col?preset=alexnet-conv1"
    rows += frames(context, large, "AlexNet's 3025x363")
    rows += frames(context, f"{large}&show=heat", "AlexNet's 3025x363 as heat", hover=False)
    context.close()
    return rows


def first_step(browser: Browser, address: str) -> Line:
    """From the start of the navigation to the first cell on screen, with nothing cached."""
    found = []
    for _ in range(RUNS):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address + PAGE, wait_until="commit")
        found.append(float(page.evaluate(FIRST_CELL)))
        context.close()
    return Line("first step on screen, cold start", median(found), FIRST_STEP_MS, "ms")


def weight(browser: Browser, address: str) -> Line:
    """Compressed bytes of the page and all that it loads, without headers and the math font."""
    context = browser.new_context()
    page = context.new_page()
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(address + PAGE, wait_until="networkidle")
    loaded = [request for request in requests if not request.url.endswith(".woff2")]
    total = sum(request.sizes()["responseBodySize"] for request in loaded)
    context.close()
    return Line("page with all it loads, compressed", total / 1000, PAGE_BYTES / 1000, "KB")


def frames(context: BrowserContext, url: str, what: str, *, hover: bool = True) -> list[Line]:
    """A step and a hover on one page."""
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    page.wait_for_selector("step-board [role=gridcell], heat-map")
    page.wait_for_timeout(500)
    rows = [Line(f"step, {what}", _median(page, "ArrowRight", ""), FRAME_MS, "ms")]
    if hover:
        source = "step-board .units [role=gridcell]"
        rows.append(Line(f"hover, {what}", _median(page, "", source), FRAME_MS, "ms"))
    page.close()
    return rows


def _median(page: Page, key: str, selector: str) -> float:
    found: list[float] = page.evaluate(TIMED, [key, selector, RUNS])
    return median(found)


def _with_trace(size: int) -> Callable[[Route], None]:
    """Gives the page the trace of a 3x3 kernel on a square input instead of its own."""
    body = json.dumps(_trace(size), default=lambda array: array.tolist())

    def answer(route: Route) -> None:
        response = route.fetch()
        before, _, rest = response.text().partition('<script type="application/json" id="trace">')
        after = rest.partition("</script>")[2]
        text = f'{before}<script type="application/json" id="trace">{body}</script>{after}'
        route.fulfill(response=response, body=text)

    return answer


def _trace(size: int) -> dict[str, Any]:
    kernel = min(3, size - 1)
    geometry = ConvGeometry.of((1, size, size, 3), (kernel, kernel, 3, 2))
    cells = np.arange(size * size * 3).reshape(1, size, size, 3)
    taps = np.arange(kernel * kernel * 6).reshape(kernel, kernel, 3, 2)
    trace = build_trace(geometry, cells * 7 % 9 - 4.0, taps * 5 % 7 - 3.0, np.array([1.0, -2.0]))
    return trace_to_wire(trace, max_cells=MAX_CELLS_SENT)


def main() -> None:
    """Print the table."""
    executable = find_chromium()
    if executable is None:
        sys.exit(f"the bench needs a Chromium: {REMEDY}")
    with Server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*CHROMIUM_FLAGS])
        rows = measured(browser, server.address)
        browser.close()
    for row in rows:
        print(row)
    sys.exit(0 if all(row.is_kept for row in rows) else 1)


if __name__ == "__main__":
    main()
