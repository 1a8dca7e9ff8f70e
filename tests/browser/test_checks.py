"""The badge of checks: it agrees where all is right, and finds a wrong number of the server's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from gradgrid.app.i18n import words
from gradgrid.app.lessons.link_codec import encode
from gradgrid.engine import Conv2dGradients, ConvGeometry, conv2d_backward
from gradgrid.engine.conv2d.gradcheck import Agreement, gradcheck
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import trace_of_inputs
from tests.browser.guard import PHONE
from tests.browser.lessons import ARTICLE, LEFTOVER, lesson
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

SYMBOLS = {"output": "Y", "grad_input": "∂L/∂X", "grad_weight": "∂L/∂K", "grad_bias": "∂L/∂b"}
TOLD = words("en")["words"]
# Steps that stand beside what they are held to, lead to it, and write it.
# What every chapter's first step is held to, right or wrong: tests/js/trace/cross-check.test.js.
FIRST = {
    "forward-window": ("checkRulesBeside", "output"),
    "forward-matmul": ("checkRulesThrough", "output"),
    "grad-bias": ("checkRules", "output"),
}
GRAD_INPUT = ("grad-input-conv", "slide")

# Where everything stands, frame by frame. Timers run late, so that the page is seen to wait.
WATCH = """(() => {
  const { setTimeout: later } = window;
  window.setTimeout = (act, delay = 0, ...rest) => later(act, delay * 30, ...rest);
  window.looks = [];
  const look = () => {
    requestAnimationFrame(look);
    if (document.querySelector("sum-panel:not(:empty)") === null) return;
    if (document.documentElement.dataset.fonts === undefined) return;
    if (document.querySelector("code-listing:empty") !== null) return;
    const boxes = {};
    for (const each of document.querySelectorAll(`.tools > :not(.space), step-board tensor-grid,
      sum-panel, transport-bar, header > *, #workbench`)) {
      const { x, y, width, height } = each.getBoundingClientRect();
      if (width > 0 && each.id !== "checks") {
        const key = `${each.tagName}.${each.className} ${Object.keys(boxes).length}`;
        boxes[key] = [x, y, width, height];
      }
    }
    const waits = document.querySelector("#checks").matches(".waits, .checking");
    window.looks.push({ waits, boxes });
  };
  requestAnimationFrame(look);
})()"""

Change = Callable[[dict[str, Any]], None]


def expect_badge(workbench: Workbench, *, agrees: bool = True, language: str = "en") -> None:
    """The badge is seen, and says whether all agrees."""
    told = words(language)["words"]
    says = f"✓ {told['checksAgree']}" if agrees else f"✗ {told['checksDiffer']}"
    expect(workbench.page.get_by_role("button", name=re.compile("^[✓✗] "))).to_have_text(says)


def expect_listed(workbench: Workbench, lines: list[str]) -> None:
    """The dialog has these lines, when the badge is clicked."""
    workbench.page.locator("#checks").click()
    dialog = workbench.page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_have_text(lines)
    workbench.press("Escape")
    expect(dialog).to_be_hidden()


def go_to(workbench: Workbench, chapter: str) -> None:
    """Turn to a chapter by its link."""
    chapters = workbench.page.get_by_role("navigation", name="Chapters")
    chapters.locator(f'[data-to="{chapter}"]').click()
    workbench.settle()


def compared(arrays: ConvInputs) -> dict[str, Agreement]:
    """What the engine finds when it raises cells."""
    g = arrays.geometry
    found = conv2d_backward(arrays.grad_output, arrays.input, arrays.weight, **g.options)
    gradients = Conv2dGradients(found.input, found.weight, found.bias)
    return gradcheck(g, arrays.input, arrays.weight, arrays.bias, arrays.grad_output, gradients)


def lines_for(arrays: ConvInputs, rules: str, tensor: str, language: str = "en") -> list[str]:
    """All that the dialog says when everything agrees."""
    told = words(language)["words"]
    size = trace_of_inputs(arrays).values(tensor).size
    first = told[rules].format(cells=size, of=size, name=SYMBOLS[tensor])
    return [first] + [
        told["checkDifference"].format(cells=each.cells, of=each.of, name=SYMBOLS[name])
        for name, each in compared(arrays).items()
    ]


def own(size: int, channels: int, bias: np.ndarray | None) -> ConvInputs:
    """Own numbers, 3x3 kernels at stride 1."""
    geometry = ConvGeometry.of((1, size, size, channels), (3, 3, channels, 2))
    rng = np.random.default_rng(5)
    x, k, dy = (
        rng.integers(-4, 5, shape).astype(float)
        for shape in ((1, size, size, channels), (3, 3, channels, 2), geometry.output_shape)
    )
    return ConvInputs(geometry, x, k, bias, dy)


def change_page(page: Page, change: Change) -> None:
    """Change the lesson in the page before the browser has it."""
    embedded = re.compile(r'(<script type="application/json" id="lesson">)(.*?)(</script>)', re.S)

    def on_route(route: Route) -> None:
        if route.request.resource_type != "document":
            route.fallback()
            return
        response = route.fetch()
        before, content, after = embedded.split(response.text(), maxsplit=1)[1:4]
        told = json.loads(content)
        change(told)
        changed = f"{before}{json.dumps(told).replace('<', chr(92) + 'u003c')}{after}"
        body = embedded.sub(lambda _: changed, response.text(), count=1)
        route.fulfill(response=response, body=body)

    page.route("**/*", on_route)


def raise_one(told: dict[str, Any], tensor: str) -> None:
    """One number of a tensor is 5 too large."""
    values = told["numbers"]["values"][tensor]
    values[len(values) // 2] += 5


raise_grad_input = partial(raise_one, tensor="grad_input")


def nothing(told: dict[str, Any]) -> None:
    """Leave it as it is."""


def test_badge_follows_from_chapter_to_chapter(workbench: Workbench) -> None:
    workbench.preset = LEFTOVER
    workbench.open("grad-input-conv", lesson(LEFTOVER).chapters["grad-input-conv"][0].id, LEFTOVER)
    arrays = workbench.given()
    for chapter, held_to in FIRST.items():
        go_to(workbench, chapter)
        assert workbench.at() == (chapter, lesson(LEFTOVER).chapters[chapter][0].id)
        expect_badge(workbench)
        expect_listed(workbench, lines_for(arrays, *held_to))


def test_dialog_of_a_larger_convolution_counts_what_was_compared(workbench: Workbench) -> None:
    language = "zh-CN"
    arrays = own(10, 3, None)
    assert {name: (each.cells, each.of) for name, each in compared(arrays).items()} == {
        "grad_input": (64, 300),
        "grad_weight": (54, 54),
    }
    workbench.open(*GRAD_INPUT, ARTICLE, data=encode(arrays), lang=language)
    expect_badge(workbench, language=language)
    expect_listed(workbench, lines_for(arrays, "checkRules", "grad_input", language))
    title = words(language)["page"]["checks_title"]
    workbench.page.locator("#checks").click()
    expect(workbench.page.get_by_role("dialog", name=title)).to_be_visible()


def test_badge_with_a_wrong_number_differs_in_the_steps_that_lead_to_it(
    workbench: Workbench,
) -> None:
    change_page(workbench.page, raise_grad_input)
    workbench.open(*GRAD_INPUT, ARTICLE)
    expect_badge(workbench, agrees=False)
    lines = lines_for(workbench.given(), "checkRules", "grad_input")
    lines[0] = TOLD["checkRulesDiffer"].format(name="∂L/∂X", error=5)
    expect_listed(workbench, lines)
    for chapter, agrees in (("grad-bias", True), ("grad-input-fold", False), ("nudge", True)):
        go_to(workbench, chapter)
        expect_badge(workbench, agrees=agrees)


def test_badge_with_a_difference_that_disagrees_says_so(workbench: Workbench) -> None:
    tensor = "grad_weight"

    def disagree(lesson: dict[str, Any]) -> None:
        (found,) = (each for each in lesson["checks"]["differences"] if each["tensor"] == tensor)
        found |= {"agrees": False, "max_error": 3}

    change_page(workbench.page, disagree)
    workbench.open("forward-window", "slide", ARTICLE)
    expect_badge(workbench, agrees=False)
    lines = lines_for(workbench.given(), "checkRules", "output")
    line = TOLD["checkDifferenceDiffer"].format(name=SYMBOLS[tensor], error=3)
    lines[1 + list(compared(workbench.given())).index(tensor)] = line
    expect_listed(workbench, lines)


def test_badge_follows_sizes_that_are_turned(workbench: Workbench) -> None:
    workbench.open_panel(*GRAD_INPUT, ARTICLE)
    before = lines_for(workbench.given(), "checkRules", "grad_input")
    expect_listed(workbench, before)
    workbench.turn_slider("Input size", "ArrowRight", "ArrowRight")
    expect_badge(workbench)
    after = lines_for(workbench.given(), "checkRules", "grad_input")
    assert "75 of 75" in after[0]
    expect_listed(workbench, after)
    for _ in range(2):
        with workbench.other_numbers():
            workbench.click("Undo")
    expect_listed(workbench, before)


def test_badge_follows_an_own_number_whose_answer_is_wrong(workbench: Workbench) -> None:
    workbench.open_panel(*GRAD_INPUT, ARTICLE)
    expect_badge(workbench)

    def on_route(route: Route) -> None:
        response = route.fetch()
        answer = response.json()
        raise_grad_input(answer)
        route.fulfill(response=response, json=answer)

    def enter(number: str) -> None:
        workbench.sheet_cell((0, 1, 1, 0, 0)).click()
        with workbench.other_numbers():
            workbench.press(number, "Enter")

    workbench.page.route("**/lesson?*", on_route)
    enter("7")
    expect_badge(workbench, agrees=False)
    workbench.page.unroute("**/lesson?*")
    enter("9")
    expect_badge(workbench)
    expect_listed(workbench, lines_for(workbench.given(), "checkRules", "grad_input"))


@pytest.mark.parametrize(
    ("options", "change"),
    [({}, raise_grad_input), (PHONE, nothing)],
    ids=["desktop-differing", "phone"],
)
def test_badge_that_comes_moves_nothing(
    fresh_context: Callable[..., BrowserContext],
    address: str,
    options: dict[str, Any],
    change: Change,
) -> None:
    workbench = Workbench(fresh_context(**options).new_page(), address)
    workbench.page.add_init_script(WATCH)
    change_page(workbench.page, change)
    # The note on heat stands right of the badge.
    workbench.open(*GRAD_INPUT, ARTICLE, panel="code", show="heat")
    expect_badge(workbench, agrees=change is nothing)
    workbench.settle()
    looks = workbench.page.evaluate("looks")
    waiting = [look["boxes"] for look in looks if look["waits"]]
    after = [look["boxes"] for look in looks if not look["waits"]]
    assert waiting
    assert after
    assert len(waiting[-1]) > 10
    assert after[-1] == waiting[-1]
