"""The address holds the page, own numbers and panels included: there and back, and shared."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from gradgrid.app import presets
from gradgrid.app.i18n import LANGUAGES
from gradgrid.app.lessons import lesson as explainer
from gradgrid.app.lessons.link_codec import encode
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import trace_of_inputs
from tests.app.link_convolutions import random_arrays
from tests.browser.lessons import ARTICLE
from tests.browser.workbench import (
    GIVEN,
    Workbench,
    query_of,
    spelled,
    written,
)

pytestmark = pytest.mark.browser

SLIDE = ("forward-window", "slide")
SINGLE = "article-single-channel"
SEED = 20_267
IN_AN_ADDRESS = {
    *("preset", "data", "lang", "panel", "seed", "pin", "cell", "channel"),
    *("show", "zeros", "order", "theme"),
}
LETTERS = list("abcdefghijklmnopqrstuvwxyz0123456789")


# States at random.

# The page writes its state as an address for the link that is shared.
SHARE_AND_READ = """async (names) => {
  const dialog = document.querySelector("#sharing");
  document.querySelector("#share").click();
  for (let frames = 0; !dialog.open; frames++) {
    if (frames > 300) throw new Error("the dialog to share did not open");
    await new Promise(requestAnimationFrame);
  }
  const { numbers } = JSON.parse(document.querySelector("#lesson").textContent);
  return {
    link: document.querySelector("#share-address").value,
    address: location.href,
    notice: document.querySelector("#notice").checkVisibility(),
    panels: [...document.querySelectorAll("[data-panel-of]")]
      .filter((each) => each.checkVisibility()).map((each) => each.dataset.panelOf),
    theme: document.documentElement.dataset.theme ?? null,
    language: document.documentElement.lang,
    values: Object.fromEntries(names.map((name) => [name, numbers.values[name]])),
  };
}"""


def random_cell(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A cell of a tensor."""
    return tuple(int(rng.integers(size)) for size in shape)


def random_address(rng: np.random.Generator, arrays: ConvInputs, panel: str) -> str:
    """An address as the page writes it: what is as it is from the first is left out."""
    trace = trace_of_inputs(arrays)
    told = explainer.lesson(ARTICLE).chapters
    chapters = [each for each in trace.chapters if each.id in told]
    chapter = chapters[rng.integers(len(chapters))]
    step = chapter.steps[rng.integers(len(chapter.steps))]
    query = {} if rng.random() < 0.3 else {"preset": str(rng.choice([ARTICLE, "grouped"]))}
    query["data"] = encode(arrays)
    if rng.random() < 0.5:
        query["lang"] = str(rng.choice(list(LANGUAGES)))
    if panel != "read":
        query["panel"] = panel
    if panel == "practice":
        query["seed"] = "".join(rng.choice(LETTERS, rng.integers(4, 7)))
    walked = step.cursor_over or step.tensor.name
    pinned = None
    if panel != "practice" and rng.random() < 0.4:
        pinned = step.draws[rng.integers(len(step.draws))].tensor
        query["pin"] = f"{pinned}:{spelled(random_cell(rng, trace.shapes[pinned]))}"
    shape = trace.shapes[walked]
    first = step.erratum.cell if step.erratum is not None else (0,) * len(shape)
    cell = random_cell(rng, shape)
    if pinned != walked and cell != first and rng.random() < 0.6:
        query["cell"] = f"{walked}:{spelled(cell)}"
    if rng.random() < 0.2:
        query["channel"] = str(rng.integers(1, 3))
    for name, values in (
        ("show", ["numbers", "symbols", "heat"]),
        ("zeros", ["hidden"]),
        ("order", ["last"]),
        ("theme", ["light", "dark", "projector"]),
    ):
        if rng.random() < 0.4:
            query[name] = str(rng.choice(values))
    return f"/{chapter.id}/{step.id}?" + "&".join(f"{key}={value}" for key, value in query.items())


# States by the thousand are written and read without a page: tests/js/state/address.test.js. That
# the page of an address has its numbers: tests/app/pages/test_lesson_pages.py.
@pytest.mark.long
def test_random_states_opened_are_written_again_as_the_same_address(
    workbench: Workbench, address: str
) -> None:
    rng = np.random.default_rng(SEED)
    page = workbench.page
    asked: set[str] = set()
    for panel in ("read", "edit", "code", "practice", "read"):
        arrays = random_arrays(rng)
        wanted = random_address(rng, arrays, panel)
        page.goto(address + wanted, wait_until="commit")
        page.locator("step-board [role=gridcell]").first.wait_for(state="attached")
        found = page.evaluate(SHARE_AND_READ, [*GIVEN])
        query = query_of(wanted)
        asked |= query.keys()
        values = found.pop("values")
        assert found == {
            "link": address + wanted,
            "address": address + wanted,
            "notice": False,
            "panels": [] if panel == "read" else [panel],
            "theme": query.get("theme"),
            "language": query.get("lang", "en"),
        }
        for name in GIVEN:
            if getattr(arrays, name) is not None:
                np.testing.assert_array_equal(values[name], getattr(arrays, name).ravel())
    assert asked == IN_AN_ADDRESS


# Back and forward.


def test_back_and_forward_walk_over_edits_panels_and_steps(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, ARTICLE)

    def typed(number: str) -> None:
        with workbench.other_numbers():
            workbench.sheet_cell((0, 1, 1, 0, 0)).focus()
            workbench.page.keyboard.type(number)
            workbench.page.keyboard.press("Enter")

    def panel(name: str) -> None:
        workbench.click(name)
        workbench.panel_drawn(name.lower())

    def turned() -> None:
        workbench.turn_slider("Padding", "ArrowRight")

    seen: list[tuple[str, dict[Any, str], str]] = []

    def note() -> None:
        if seen:
            expect(workbench.page).not_to_have_url(seen[-1][0])
        workbench.settle()
        seen.append((workbench.page.url, workbench.numbers(), workbench.page.title()))

    note()
    for act in (
        lambda: typed("12"),
        lambda: panel("Code"),
        workbench.turn,
        lambda: panel("Edit"),
        turned,
        lambda: workbench.click("Reset"),
        lambda: workbench.click("Edit"),
    ):
        act()
        workbench.idle()
        note()
    assert len({url for url, _, _ in seen}) == len(seen)
    count = workbench.entries()
    for url, numbers, title in seen[-2::-1]:
        workbench.back()
        expect(workbench.page).to_have_url(url)
        workbench.expect_numbers(numbers)
        assert workbench.page.title() == title
    for url, numbers, title in seen[1:]:
        workbench.forward()
        expect(workbench.page).to_have_url(url)
        workbench.expect_numbers(numbers)
        assert workbench.page.title() == title
    assert workbench.entries() == count


def test_back_over_an_edit_shows_its_panel_with_the_numbers_of_then(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, ARTICLE)
    with workbench.other_numbers():
        workbench.fill_with("Ones")
    workbench.back()
    expect(workbench.page.get_by_role("region", name="Edit")).to_be_visible()
    assert workbench.sheet()[0, 0, 1, 0, 0] == "2"
    expect(workbench.button("Reset")).to_be_disabled()
    workbench.expect_shown(workbench.given())


def test_undo_after_back_changes_what_is_on_the_page(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, ARTICLE)
    for number in "45":
        with workbench.other_numbers():
            workbench.sheet_cell((0, 0, 0, 0, 0)).focus()
            workbench.page.keyboard.type(number)
            workbench.page.keyboard.press("Enter")
    workbench.back()
    assert workbench.sheet()[0, 0, 0, 0, 0] == "4"
    if workbench.button("Undo").is_enabled():
        workbench.click("Undo")
        workbench.idle()
        assert workbench.sheet()[0, 0, 0, 0, 0] == "1"


# Links that are damaged, and numbers too many for one.


# All kinds of damage: tests/app/pages/test_lesson_pages.py.
def test_damaged_link_is_said_to_be_one_and_opens_the_first_example(workbench: Workbench) -> None:
    data = encode(random_arrays(np.random.default_rng(3)))
    workbench.visit(f"/forward-window/slide?preset=grouped&data={data[:-7]}")
    expect(workbench.notice()).to_contain_text("The link is damaged or incomplete")
    expect(workbench.notice()).to_have_role("alert")
    workbench.page.wait_for_url(lambda url: "data=" not in url)
    assert workbench.page.get_by_role("combobox", name="Example").input_value() == ARTICLE
    workbench.expect_shown(workbench.given())
    workbench.page.reload()
    workbench.ready()
    expect(workbench.notice()).to_be_hidden()
    workbench.expect_shown(workbench.given())


SIDE = 32
LARGE = np.random.default_rng(5).integers(1_000_000, 9_999_999, (SIDE, SIDE)).astype(float)


@pytest.fixture
def large(workbench: Workbench) -> Workbench:
    """A page on more numbers than an address holds."""
    workbench.open_panel(*SLIDE, SINGLE)
    with workbench.other_numbers():
        workbench.paste_into_dialog("\n".join(" ".join(f"{n:.0f}" for n in row) for row in LARGE))
    return workbench


def expect_large(workbench: Workbench) -> None:
    """The input in sight is that of the large numbers."""
    seen = {cell: number for (name, cell), number in workbench.numbers().items() if name == "input"}
    assert len(seen) > 20
    assert all(number == written(LARGE[cell[1], cell[2]]) for cell, number in seen.items())


def test_numbers_too_many_for_an_address_stay_through_reload_steps_and_back(
    large: Workbench,
) -> None:
    assert query_of(large.page.url) == {"preset": SINGLE, "own": "here", "panel": "edit"}
    expect_large(large)
    large.page.reload()
    large.ready()
    large.idle()
    expect_large(large)
    expect(large.notice()).to_be_hidden()
    large.turn()
    large.idle()
    assert query_of(large.page.url)["own"] == "here"
    large.back()
    assert large.at() == SLIDE
    expect_large(large)
    # Back to the example, and forward to the own numbers again.
    large.back()
    assert "own" not in query_of(large.page.url)
    large.expect_shown(large.given())
    large.forward()
    expect_large(large)
    # Another language is another page, and has them too.
    large.page.get_by_role("link", name="中文").click()
    large.page.wait_for_url(re.compile("lang=zh-CN"))
    large.ready()
    large.idle()
    expect_large(large)


def test_numbers_too_many_for_an_address_are_shared_as_a_file_and_not_by_their_link(
    large: Workbench, context: BrowserContext, address: str
) -> None:
    # Elsewhere the link opens the example, and says that the numbers have stayed here.
    other = Workbench(context.new_page(), address)
    other.visit(urlsplit(large.page.url)._replace(scheme="", netloc="").geturl())
    expect(other.notice()).to_contain_text("did not fit into this link")
    other.expect_shown(presets.BY_ID[SINGLE].inputs)
    # The address says what is on the page, and no more.
    other.page.wait_for_url(lambda url: "own" not in query_of(url))
    other.page.close()
    large.click("Share")
    dialog = large.page.get_by_role("dialog", name="Share this page")
    expect(dialog).to_contain_text("do not fit into a link")
    expect(dialog.get_by_role("textbox", name="Link")).to_be_hidden()
    expect(dialog.get_by_role("button", name="Copy text and link")).to_be_hidden()
    with large.page.expect_download() as download:
        dialog.get_by_role("button", name="Save as a file").click()
    content = download.value.path().read_bytes()
    dialog.get_by_role("button", name="Close").click()
    with large.other_numbers():
        large.click("Undo")
    with large.other_numbers():
        large.drop("gradgrid.json", content)
    expect_large(large)
    expect(large.notice()).to_be_hidden()


# Sharing.


def test_share_gives_the_title_and_a_link_that_opens_the_same_page(
    workbench: Workbench, context: BrowserContext, address: str
) -> None:
    workbench.open_panel("grad-bias", "sum", ARTICLE, show="symbols", theme="dark")
    with workbench.other_numbers():
        workbench.fill_with("Random", 9)
    workbench.press("ArrowRight")
    workbench.page.wait_for_url(re.compile("cell="))
    workbench.click("Share")
    dialog = workbench.page.get_by_role("dialog", name="Share this page")
    expect(dialog).to_contain_text("So its gradient is a sum · Gradgrid")
    link = dialog.get_by_role("textbox", name="Link")
    expect(link).to_have_value(workbench.page.url)
    expect(link).to_be_focused()
    assert workbench.page.evaluate("getSelection().toString()") == workbench.page.url
    dialog.get_by_role("button", name="Copy text and link").click()
    expect(dialog.get_by_role("status")).to_have_text("Copied")
    text, address_copied = workbench.page.evaluate("navigator.clipboard.readText()").split("\n")
    assert text == "So its gradient is a sum · Gradgrid"
    assert address_copied == workbench.page.url
    other = Workbench(context.new_page(), address)
    other.visit(address_copied.removeprefix(address))
    other.panel_drawn("edit")
    assert other.numbers() == workbench.numbers()
    assert other.sheet() == workbench.sheet()
    assert other.page.url == address_copied


def test_links_of_the_header_lead_to_the_numbers_that_are_open(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, ARTICLE)
    for number in ("7", "-8"):
        with workbench.other_numbers():
            workbench.sheet_cell((0, 1, 1, 0, 0)).focus()
            workbench.page.keyboard.type(number)
            workbench.press("Enter")
        # The links are shown as they are, or opened in a tab of their own.
        queries: list[str] = workbench.page.evaluate(
            """() => [...document.querySelectorAll("header :is(.brand, .chapters a)")]
                 .map((link) => new URL(link.href).search)"""
        )
        wanted = query_of(workbench.page.url)["data"]
        assert len(queries) > 11
        assert [query_of(each)["data"] for each in queries] == [wanted] * len(queries)
