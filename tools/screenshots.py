"""Draw every chapter in a headless Chromium; `make screenshots` runs this.

A server is started on a free port and stopped again. Each chapter is drawn in every theme and
language, on a desktop and on a phone, into .screenshots, with a sheet of small pictures for each;
the pictures of the README are written to docs/images as PNGs of at most 120 KB.
"""

import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from gradgrid.app.i18n import LANGUAGES
from gradgrid.app.lessons.lesson import lesson
from tools.install_browser import CHROMIUM_FLAGS, REMEDY, find_chromium
from tools.server import ROOT, Server

IMAGES = ROOT / "docs" / "images"
FOLDER = ROOT / ".screenshots"
MAX_BYTES = 120_000
PRESET = "article-multi-channel"
THEMES = ("light", "dark", "projector")
SEED = "abcd"
DESKTOP, PHONE = (1280, 720), (390, 844)
STAGE = "/grad-input-conv/slide"
PANELS = {
    "edit": "/forward-window/slide",
    "code": "/grad-input-conv/slide",
    "practice": "/forward-matmul/im2col",
}
FLAGS = (*CHROMIUM_FLAGS, "--hide-scrollbars", "--font-render-hinting=none")
# Small pictures on a sheet.
SMALL_WIDTH, ACROSS = {DESKTOP: 640, PHONE: 195}, {DESKTOP: 3, PHONE: 6}


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file, the page, how it looks and the size of the window."""

    path: Path
    address: str
    theme: str = "light"
    language: str = "en"
    panel: str = "read"
    size: tuple[int, int] = DESKTOP


def for_readme() -> list[Shot]:
    """The pictures that are committed."""
    tall = (1280, 800)
    return [
        *(Shot(IMAGES / f"stage-{theme}.png", STAGE, theme, size=tall) for theme in THEMES),
        Shot(IMAGES / "map.png", "/", size=tall),
        Shot(IMAGES / "three-routes.png", "/three-routes/gather", size=tall),
        Shot(IMAGES / "chinese.png", "/grad-input-elements/fan-out", language="zh-CN", size=tall),
        Shot(IMAGES / "phone.png", "/grad-input-fold/fold", size=PHONE),
        *(
            Shot(IMAGES / f"{panel}.png", address, panel=panel, size=tall)
            for panel, address in PANELS.items()
        ),
    ]


def of_everything() -> list[Shot]:
    """The map, the last step of every chapter and every panel, in each theme, language and size."""
    chapters = lesson(PRESET).chapters
    pages = {"map": ("/", "read")} | {
        id: (f"/{id}/{list(chapter.steps)[-1]}", "read") for id, chapter in chapters.items()
    }
    pages |= {panel: (address, panel) for panel, address in PANELS.items()}
    return [
        Shot(
            FOLDER / f"{name}-{theme}-{language}-{size[0]}.png",
            address,
            theme,
            language,
            panel,
            size,
        )
        for size in (DESKTOP, PHONE)
        for language in LANGUAGES
        for theme in THEMES
        for name, (address, panel) in pages.items()
    ]


def draw(browser: Browser, address: str, shot: Shot) -> bytes:
    """The PNG of one shot; raises where the page reports an error or calls another host."""
    width, height = shot.size
    is_phone = shot.size == PHONE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        has_touch=is_phone,
        is_mobile=is_phone,
    )
    page = context.new_page()
    faults = watched(page, address)
    query = f"preset={PRESET}&theme={shot.theme}&lang={shot.language}"
    panel = "" if shot.panel == "read" else f"&panel={shot.panel}&seed={SEED}"
    page.goto(f"{address}{shot.address}?{query}{panel}")
    page.wait_for_selector("step-board [role=gridcell]:visible, [data-node]:visible")
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    content = page.screenshot(type="png")
    context.close()
    if faults:
        raise RuntimeError(f"{shot.path.name}: {'; '.join(faults)}")
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


def lay_out(shots: list[Shot]) -> None:
    """A sheet for each theme, language and size; none without Pillow."""
    try:
        from PIL import Image
    except ImportError:
        return
    sheets: dict[tuple[str, str, tuple[int, int]], list[Path]] = {}
    for shot in shots:
        sheets.setdefault((shot.theme, shot.language, shot.size), []).append(shot.path)
    for (theme, language, size), paths in sheets.items():
        across, width = ACROSS[size], SMALL_WIDTH[size]
        height = size[1] * width // size[0]
        rows = -(-len(paths) // across)
        sheet = Image.new("RGB", (across * width, rows * height), "white")
        for place, path in enumerate(paths):
            small = Image.open(path).convert("RGB").resize((width, height))
            sheet.paste(small, (place % across * width, place // across * height))
        sheet.save(FOLDER / f"sheet-{theme}-{language}-{size[0]}.png")


def main() -> None:
    """Write every picture; exit 1 where there is no browser or a picture is too large."""
    executable = find_chromium()
    if executable is None:
        sys.exit(f"the screenshots need a Chromium: {REMEDY}")
    for folder in (IMAGES, FOLDER):
        folder.mkdir(parents=True, exist_ok=True)
    everything = of_everything()
    with Server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        for shot in everything:
            shot.path.write_bytes(draw(browser, server.address, shot))
        for shot in for_readme():
            content = with_palette(draw(browser, server.address, shot))
            if len(content) > MAX_BYTES:
                sys.exit(f"{shot.path.name} has {len(content)} bytes, at most {MAX_BYTES}")
            shot.path.write_bytes(content)
        browser.close()
    lay_out(everything)
    print(f"{len(everything)} pictures in {FOLDER.name}, those of the README in docs/images")


if __name__ == "__main__":
    main()
