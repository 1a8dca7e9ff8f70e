"""The sum panel beyond its sums: the rule, the copies, what the article says, a raised cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import prod
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.lessons import ARTICLE, LEFTOVER, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

SINGLE = "article-single-channel"
PANEL = "sum-panel"
FITS = """() => {
  const panel = document.querySelector("sum-panel");
  const page = document.documentElement;
  return [panel.scrollHeight - panel.clientHeight, panel.scrollWidth - panel.clientWidth,
          page.scrollWidth - innerWidth];
}"""
HEIGHT = "() => document.querySelector('sum-panel').getBoundingClientRect().height"
NO_CLIPBOARD = "() => Object.defineProperty(navigator, 'clipboard', { value: undefined })"
# The warning, the letters of the rule, and the paper that they stand on.
COLOURS = """() => {
  const panel = document.querySelector("sum-panel");
  const of = (element) => getComputedStyle(element).color;
  const probe = document.createElement("i");
  panel.append(probe);
  probe.style.color = "var(--wrong)";
  const wrong = of(probe);
  probe.remove();
  const letters = [...panel.querySelectorAll(".piece mi, .piece mo, .piece mn")].map(of);
  return { paper: getComputedStyle(panel).backgroundColor, drawn: [wrong, ...new Set(letters)] };
}"""


def rule(stage: Stage) -> str:
    """What the row of the rule says."""
    text = stage.page.locator(f"{PANEL} .pieces").get_attribute("aria-label")
    assert text is not None
    return text


def row(stage: Stage, label: str) -> Locator:
    """The row of that label."""
    return stage.page.locator(f"{PANEL} .row").filter(
        has=stage.page.locator(".label", has_text=re.compile(rf"^{re.escape(label)}$"))
    )


def test_rule_with_kernels_of_one_place_names_no_tap(stage: Stage) -> None:
    stage.open("forward-window", "slide", "one-by-one")
    assert rule(stage).startswith("Y[i,j,o] = Σ_c X[i,j,c] · K[c,o] + bias b[o]")


def test_rule_of_a_step_is_kept_while_its_cells_change(stage: Stage) -> None:
    stage.open("grad-input-elements", "fan-in", SINGLE)
    stage.page.evaluate("() => document.querySelector('.pieces').setAttribute('data-kept', '')")
    stage.press("ArrowRight", "ArrowRight")
    assert stage.page.locator(".pieces[data-kept]").count() == 1
    stage.press("PageDown")
    assert stage.page.locator(".pieces[data-kept]").count() == 0


def test_copying_without_a_clipboard_takes_what_is_selected(stage: Stage) -> None:
    stage.open("forward-window", "slide", SINGLE)
    stage.alter(NO_CLIPBOARD)
    button = stage.page.get_by_role("group", name="Copy").get_by_role("button", name="text")
    button.click()
    expect(stage.page.locator(f"{PANEL} [role=status]")).to_have_text("Copied")
    expect(button).to_be_focused()
    # A frame of its own still has the clipboard that the page lacks.
    text = stage.page.evaluate(
        """async () => {
          const frame = document.createElement("iframe");
          document.body.append(frame);
          frame.contentWindow.focus();
          return frame.contentWindow.navigator.clipboard.readText();
        }"""
    )
    assert text.splitlines()[-1] == f"= {lesson(SINGLE).number('output', (0, 0, 0, 0, 0))}"


def test_copied_is_said_for_a_moment_and_as_long_for_the_second_of_two_copies(
    fresh_context: Callable[..., BrowserContext], address: str
) -> None:
    # A clock rules every page of its context.
    stage = Stage(fresh_context().new_page(), address)
    stage.page.clock.install()
    stage.open("forward-window", "slide", SINGLE)
    group = stage.page.get_by_role("group", name="Copy")
    first, second = (group.get_by_role("button", name=name) for name in ("LaTeX", "text"))
    status = stage.page.locator(f"{PANEL} [role=status]")
    first.click()
    expect(status).to_have_text("Copied")
    first.click()
    stage.page.clock.run_for(5_000)
    expect(status).to_have_text("")
    # The button keeps its name.
    expect(first).to_have_accessible_name("LaTeX")
    text = stage.page.evaluate("() => navigator.clipboard.readText()")
    assert text.startswith(r"\[{Y}_{i,j} = \sum_{u,v} {X}_{i+u-1,j+v-1} \cdot {K}_{u,v}")
    stage.page.clock.pause_at(stage.page.evaluate("Date.now() + 1_000"))
    first.click()
    expect(first).to_have_class("copy copied")
    stage.page.clock.run_for(1_000)
    second.click()
    expect(second).to_have_class("copy copied")
    expect(first).to_have_class("copy")
    stage.page.clock.run_for(1_000)
    expect(second).to_have_class("copy copied")
    expect(status).to_have_text("Copied")
    stage.page.clock.run_for(1_000)
    expect(second).to_have_class("copy")
    expect(status).to_have_text("")


def test_window_that_is_resized_keeps_the_copies_of_a_pinned_result(stage: Stage) -> None:
    stage.load_step("grad-input-elements", "fan-out", ARTICLE)
    group = stage.page.get_by_role("group", name="Copy")
    expect(group).to_be_hidden()
    tensor = lesson(ARTICLE).step("grad-input-elements", "fan-out").tensor.name
    stage.cell(tensor, stage.cells(tensor)[0]).click()
    stage.expect_pinned(True)
    before = (stage.sum()["total"], stage.sum()["terms"])
    for width, height in ((1000, 700), (1400, 900)):
        stage.page.set_viewport_size({"width": width, "height": height})
        stage.settle()
        stage.settle()
        expect(group).to_be_visible()
        assert (stage.sum()["total"], stage.sum()["terms"]) == before
    group.get_by_role("button", name="text").click()
    expect(stage.page.locator(f"{PANEL} [role=status]")).to_have_text("Copied")
    text = stage.page.evaluate("() => navigator.clipboard.readText()")
    assert text.splitlines()[-1] == f"= {before[0]}"


def test_article_slip_is_beside_what_the_engine_computes(stage: Stage) -> None:
    told = lesson(ARTICLE)
    stage.open("errata", "second-line-x21", ARTICLE)
    said = row(stage, "article")
    expect(said.locator("mark")).to_have_count(1)
    expect(said.get_by_role("status")).not_to_have_text(told.number("grad_input", (0, 1, 0, 0, 0)))
    expect(row(stage, "correct").locator(".term")).to_have_count(8)
    assert stage.sum()["total"] == told.number("grad_input", (0, 1, 0, 0, 0))
    stage.press("ArrowRight")
    expect(said).to_have_count(0)


def test_article_cell_that_is_none_has_no_value(stage: Stage) -> None:
    stage.open("errata", "third-channel", ARTICLE)
    expect(row(stage, "article")).to_contain_text("?")
    expect(row(stage, "article")).to_contain_text("no such cell")


@pytest.mark.parametrize(
    ("preset", "step", "tensor"),
    [(ARTICLE, "input", "input"), (LEFTOVER, "weight", "weight"), ("resnet-stage", "bias", "bias")],
)
def test_raised_cell_changes_the_loss_by_its_gradient(
    stage: Stage, preset: str, step: str, tensor: str
) -> None:
    told = lesson(preset)
    cell = told.cells(told.step("nudge", step))[0]
    stage.open("nudge", step, preset)
    raised = row(stage, "+1")
    gradient = told.number(f"grad_{tensor}", cell)
    # Of a large layer the loss is computed anew after the frame.
    expect(raised).to_contain_text(f"the loss changes by {gradient}, which is")
    before, after = re.findall(r"−?\d+ → −?\d+", raised.inner_text().replace("\n", " "))[1].split(
        " → "
    )
    number = [int(text.replace("−", "-")) for text in (before, after, gradient)]
    assert number[1] - number[0] == number[2]


# Of other layers: tests/js/equation/term-list.test.js.
def test_terms_left_out_of_a_long_sum_make_up_the_rest(stage: Stage) -> None:
    preset = "lenet5-conv1"
    told = lesson(preset)
    step = told.step("nudge", "weight")
    stage.open("nudge", "weight", preset)
    panel = stage.sum()
    found = re.search(r"(\d+) more terms, together (−?\d+)", panel["text"])
    assert found is not None, panel["text"]
    cell = told.cells(step)[0]
    products = [
        prod(
            0.0 if read.cell is None else told.trace.values(read.tensor)[read.cell] for read in term
        )
        for term in told.terms(step, cell)
    ]
    written = [each for each in products if each][:9]
    assert len(panel["terms"]) == len(written)
    assert int(found[1]) == len(products) - len(written)
    assert int(found[2].replace("−", "-")) == sum(products) - sum(written)


def test_long_sum_is_written_out_when_asked_and_closed_again_for_another_cell(
    stage: Stage,
) -> None:
    told = lesson("lenet5-conv1")
    step = told.step("grad-input-conv", "slide")
    stage.open("grad-input-conv", "slide", "lenet5-conv1")
    count = len(told.terms(step, told.cells(step)[0]))
    more = stage.page.locator("sum-panel button.more")
    assert len(stage.sum()["terms"]) <= 9 < count

    more.last.click()
    stage.settle()
    assert len(stage.sum()["terms"]) == count
    expect(more).to_have_count(0)
    assert stage.page.evaluate("document.activeElement.localName") == "sum-panel"

    stage.press("ArrowRight")
    assert len(stage.sum()["terms"]) <= 9


def test_readers_elsewhere_are_written_out_when_asked(stage: Stage) -> None:
    told = lesson(ARTICLE)
    step = told.step("grad-input-elements", "fan-out")
    stage.open("grad-input-elements", "fan-out", ARTICLE)
    readers = told.readers(step, "input", told.cells(step)[0])
    chips = stage.page.locator("sum-panel .row").last.locator(".term")
    assert chips.count() < len(readers)
    stage.page.locator("sum-panel button.more").click()
    expect(chips).to_have_count(len(readers))


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize(
    ("preset", "place"),
    [
        (ARTICLE, "forward-window/slide"),
        (ARTICLE, "errata/third-channel"),
        (ARTICLE, "nudge/input"),
        (LEFTOVER, "grad-input-conv/slide"),
        ("lenet5-conv1", "nudge/weight"),
    ],
)
def test_panel_holds_its_rows_and_keeps_its_height(
    stage: Stage, preset: str, place: str, theme: str
) -> None:
    page = stage.page
    page.set_viewport_size({"width": 1280, "height": 720})
    chapter, step = place.split("/")
    stage.open(chapter, step, preset, theme=theme)
    height = page.evaluate(HEIGHT)
    for _ in range(6):
        assert page.evaluate(FITS) == [0, 0, 0], stage.position()
        assert page.evaluate(HEIGHT) == height
        stage.press("ArrowRight")


def test_panel_on_a_phone_clips_nothing_at_its_sides_and_scrolls(stage: Stage) -> None:
    page = stage.page
    page.set_viewport_size({"width": 390, "height": 844})
    for place in ("errata/third-channel", "nudge/input", "grad-input-conv/slide"):
        chapter, step = place.split("/")
        stage.open(chapter, step, ARTICLE)
        below, *sideways = page.evaluate(FITS)
        assert sideways == [0, 0], place
        page.evaluate("() => document.querySelector('sum-panel').scrollTo(0, 9999)")
        scrolled = page.evaluate("() => document.querySelector('sum-panel').scrollTop")
        assert scrolled == pytest.approx(below, abs=1), place
        box: dict[str, Any] = page.evaluate(
            "() => document.querySelector('sum-panel').getBoundingClientRect().toJSON()"
        )
        for piece in page.locator(f"{PANEL} :is(.piece, .term)").all():
            place_of = piece.bounding_box()
            assert place_of is not None
            assert place_of["x"] + place_of["width"] <= box["right"]


def test_panel_in_print_shows_every_row(stage: Stage) -> None:
    stage.open("nudge", "weight", "lenet5-conv1")
    stage.page.emulate_media(media="print")
    assert stage.page.evaluate(FITS)[0] == 0
    expect(stage.page.get_by_role("group", name="Copy")).to_be_hidden()


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1, as WCAG reckons it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("theme", "least"), [("light", 4.5), ("dark", 4.5), ("projector", 7.0)])
def test_warning_and_rule_have_enough_contrast(stage: Stage, theme: str, least: float) -> None:
    stage.open("errata", "third-channel", ARTICLE, theme=theme)
    found: dict[str, Any] = stage.page.evaluate(COLOURS)
    assert len(found["drawn"]) >= 4
    for colour in found["drawn"]:
        dark, light = sorted(map(luminance, (colour, found["paper"])))
        assert (light + 0.05) / (dark + 0.05) >= least, f"{colour} on {found['paper']}"


def test_windows_that_the_article_counts_stand_beside_those_there_are(stage: Stage) -> None:
    stage.open("errata", "window-count", LEFTOVER)
    expect(row(stage, "article")).to_contain_text("=12correct: 4")


def test_terms_of_a_long_sum_that_meet_no_cell_are_counted_apart(stage: Stage) -> None:
    stage.open("grad-input-fold", "fold", "alexnet-conv1")
    # The corner was read by one window only, and with one of 11 x 11 taps.
    assert len(stage.sum()["terms"]) == 1
    assert "(120 more terms read no cell)" in stage.sum()["text"]
