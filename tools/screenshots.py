"""Draw the pictures of the README in a headless Chromium; `make screenshots` runs this.

A server is started on a free port and stopped again. Each picture shows one step of the article's
example, at its second cell, and is written to docs/images as a PNG of at most 120 KB.
"""

import sys
from dataclasses import dataclass
from io import BytesIO

from playwright.sync_api import Browser, Page, sync_playwright

from tools.install_browser import CHROMIUM_FLAGS, REMEDY, find_chromium
from tools.server import ROOT, Server

IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 120_000
STEP = "/grad-input-conv/slide?preset=article-multi-channel"
FLAGS = (*CHROMIUM_FLAGS, "--hide-scrollbars", "--font-render-hinting=none")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file, the theme and the size of the window."""

    name: str
    theme: str
    width: int = 1280
    height: int = 800


SHOTS = (
    Shot("stage-light.png", "light"),
    Shot("stage-dark.png", "dark"),
    Shot("stage-projector.png", "projector"),
)


def draw(browser: Browser, address: str, shot: Shot) -> bytes:
    """The PNG of one shot; raises where the page reports an error or calls another host."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, reduced_motion="reduce"
    )
    page = context.new_page()
    faults = watched(page, address)
    page.goto(f"{address}{STEP}&theme={shot.theme}")
    page.wait_for_selector("step-board [role=gridcell]")
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**cell=grad_input*")
    page.wait_for_timeout(300)
    content = page.screenshot(type="png")
    context.close()
    if faults:
        raise RuntimeError(f"{shot.name}: {'; '.join(faults)}")
    return content


def watched(page: Page, address: str) -> list[str]:
    """A list that fills with the page's errors and its requests to other hosts."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:"))
            else faults.append(f"request to {request.url}")
        ),
    )
    return faults


def with_palette(png: bytes, colours: int = 256) -> bytes:
    """The same picture with a palette, about a third of the size; as it is without Pillow."""
    try:
        from PIL import Image
    except ImportError:
        return png
    packed = BytesIO()
    image = Image.open(BytesIO(png)).convert("RGB")
    reduced = image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    reduced.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> None:
    """Write every picture; exit 1 where there is no browser or a picture is too large."""
    executable = find_chromium()
    if executable is None:
        sys.exit(f"the screenshots need a Chromium: {REMEDY}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with Server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        for shot in SHOTS:
            content = with_palette(draw(browser, server.address, shot))
            if len(content) > MAX_BYTES:
                sys.exit(f"{shot.name} has {len(content)} bytes, at most {MAX_BYTES} are wanted")
            (IMAGES / shot.name).write_bytes(content)
            print(f"docs/images/{shot.name}: {shot.width}x{shot.height}, {len(content)} bytes")
        browser.close()


if __name__ == "__main__":
    main()
