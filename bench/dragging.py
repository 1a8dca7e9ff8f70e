"""From the move of a slider to the picture, in the open page, with the server in between."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import BrowserContext

from bench.rows import Line

DRAG_MS = 50.0
RUNS = 50
PAGE = "/{step}?preset={preset}&panel=edit"
STEPS = ("forward-window/slide", "grad-input-conv/slide", "three-routes/gather")
PRESETS = ("article-multi-channel", "article-single-channel")

# The picture is there when the frame after the one that drew the new sizes has begun.
DRAGGED = """async ([label, runs]) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const slider = document.querySelector(`shape-controls [data-label="${label}"]`);
  const output = slider.parentElement.querySelector("output");
  const found = [];
  for (let run = 0; run < runs; run++) {
    await new Promise((done) => setTimeout(done, 30));
    const drawn = new Promise((done) => {
      const observer = new MutationObserver(() => { observer.disconnect(); done(); });
      observer.observe(output, { childList: true, characterData: true, subtree: true });
    });
    slider.value = String(run % 2 === 0 ? Number(slider.value) + 1 : Number(slider.value) - 1);
    const start = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn;
    await painted();
    found.push(performance.now() - start);
  }
  return found;
}"""


def dragging(context: BrowserContext, address: str) -> list[Line]:
    """A row for each step and example: the slider of the input's size goes to and fro."""
    rows = []
    for step in STEPS:
        for preset in PRESETS:
            page = context.new_page()
            url = address + PAGE.format(step=step, preset=preset)
            page.goto(url, wait_until="networkidle")
            page.wait_for_selector("shape-controls [data-label]")
            found = page.evaluate(DRAGGED, ["Input size", RUNS])
            rows.append(Line(f"drag, {step}, {preset}", median(found), DRAG_MS, "ms"))
            page.close()
    return rows
