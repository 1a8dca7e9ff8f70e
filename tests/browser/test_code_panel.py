"""The code beside the grids, and scripts to take along."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import numpy as np
import pytest
from playwright.sync_api import expect

from app.scripts import LIBRARIES, script
from engine import conv2d, conv2d_backward
from engine.chapter import Step
from engine.listings import listing_of
from tests.browser.guard import Guard
from tests.browser.lessons import ARTICLE, LEFTOVER, Lesson, lesson
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

NAMES = {"numpy": "NumPy", "torch": "PyTorch", "jax": "JAX", "tensorflow": "TensorFlow"}


def lines(bench: Workbench) -> list[str]:
    """The code, line by line."""
    return bench.page.locator("code-listing code").all_text_contents()


def places(bench: Workbench) -> dict[str, int]:
    """Where the loops are."""
    said = ", ".join(bench.page.locator("code-listing .where").all_text_contents())
    return {letter: int(at) for letter, at in re.findall(r"(\w) = (\d+)", said)}


# Code.


# The steps whose loops are compared with the cursor.
LOOPS = {
    ("forward-window", "slide"),
    ("forward-matmul", "im2col"),
    ("grad-input-elements", "fan-out"),
    ("grad-input-conv", "slide"),
    ("grad-weight", "correlate"),
}


def assert_loops_say_where_the_cursor_is(bench: Workbench, told: Lesson, step: Step) -> None:
    """At some cells of what the step walks over, each loop is where the cursor is."""
    cells = told.cells(step, step.walks)
    axes = [axis.name for axis in told.trace.tensors[step.walks].axes]
    seen = set()
    for order in (0, 1, len(cells) // 2, len(cells) - 1):
        bench.move_to(order)
        found = places(bench)
        assert found
        here = dict(zip(axes, cells[order], strict=True))
        both = found.keys() & here.keys()
        assert {letter: found[letter] for letter in both} == {
            letter: here[letter] for letter in both
        }
        seen.add(tuple(found.values()))
    assert len(seen) > 2


@pytest.mark.parametrize("preset", [ARTICLE, LEFTOVER])
def test_code_of_every_step_is_its_listing_with_the_writing_line_marked(
    bench: Workbench, preset: str
) -> None:
    told = lesson(preset)
    chapter, first = told.steps[0]
    bench.bench(chapter, first.id, preset, "code")
    compared = set()
    for number, (chapter, step) in enumerate(told.steps):
        if number > 0:
            bench.press("PageDown")
        assert bench.at() == (chapter, step.id)
        listing = listing_of(told.trace.geometry, has_bias=True, chapter=chapter, step=step.id)
        assert lines(bench) == [line.text for line in listing.lines], step.id
        marked = bench.page.locator('code-listing li[aria-current="true"] code')
        assert marked.all_text_contents() == [
            line.text for line in listing.lines if line.kind == "writes"
        ], step.id
        # Where a slip stands beside what is right, that line writes.
        right = bench.page.locator("code-listing li.right")
        assert marked.count() + right.count() >= 1, step.id
        if preset == LEFTOVER and (chapter, step.id) in LOOPS:
            compared.add((chapter, step.id))
            assert_loops_say_where_the_cursor_is(bench, told, step)
    assert compared == (LOOPS if preset == LEFTOVER else set())


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_slip_of_the_article_is_marked_as_one_with_what_is_right(
    bench: Workbench, lang: str
) -> None:
    bench.bench("errata", "reshape", ARTICLE, "code", lang=lang)
    listing = listing_of(
        lesson(ARTICLE).trace.geometry, has_bias=True, chapter="errata", step="reshape"
    )
    kinds = {
        kind: [each.text for each in listing.lines if each.kind == kind]
        for kind in ("slip", "right")
    }
    words = {"en": ("the article", "correct"), "zh-CN": ("原文", "正确")}[lang]
    for (kind, texts), word in zip(kinds.items(), words, strict=True):
        assert texts
        item = bench.page.locator(f"code-listing li.{kind}")
        assert item.locator("code").all_text_contents() == texts
        said = item.locator("small").first.inner_text()
        assert said == word if lang == "en" else re.search(r"[\u4e00-\u9fff]", said)


def test_code_says_that_its_order_is_channel_first_when_the_page_turns(bench: Workbench) -> None:
    bench.bench("forward-matmul", "im2col", ARTICLE, "code")
    note = bench.page.get_by_text("In this code the channel comes first within a patch.")
    expect(note).to_be_hidden()
    before = lines(bench)
    bench.press("o")
    expect(note).to_be_visible()
    assert lines(bench) == before


def test_code_follows_a_geometry_that_was_turned(bench: Workbench) -> None:
    bench.bench("forward-window", "slide", "same-padding")
    bench.turn_slider("Padding", "ArrowLeft")
    bench.turn_slider("Input size", "ArrowRight")
    bench.click("Code")
    bench.panel_drawn("code")
    listing = listing_of(
        bench.given().geometry, has_bias=True, chapter="forward-window", step="slide"
    )
    assert lines(bench) == [line.text for line in listing.lines]


# Scripts.


def copied(bench: Workbench, library: str) -> str:
    """What the button of a library puts on the clipboard."""
    bench.page.evaluate("navigator.clipboard.writeText('')")
    bench.button(NAMES[library]).click()
    status = bench.page.locator("#script-status")
    expect(status).to_have_text(f"The {NAMES[library]} script is copied.")
    expect(status).to_have_role("status")
    text: str = bench.page.evaluate("navigator.clipboard.readText()")
    return text


def test_scripts_of_every_library_are_copied_with_the_own_numbers(bench: Workbench) -> None:
    bench.bench("forward-window", "slide", LEFTOVER)
    with bench.other_numbers():
        bench.sheet_cell((0, 0, 0, 0, 0)).focus()
        bench.page.keyboard.type("-61")
        bench.press("Enter")
    bench.click("Code")
    bench.panel_drawn("code")
    given = bench.given()
    for library in LIBRARIES:
        text = copied(bench, library)
        assert text == script(library, given)
        assert "-61" in text
        compile(text, library, "exec")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (413, '{"detail": "too many numbers"}', "did not write the PyTorch script: too many num"),
        (422, '{"errors": [{"detail": "no stride"}]}', "the PyTorch script: no stride"),
        (500, "<html>", "The server's answer could not be read."),
    ],
)
def test_script_that_the_server_refuses_is_not_said_to_be_unanswered(
    bench: Workbench, guard: Guard, status: int, body: str, said: str
) -> None:
    guard.allow("Failed to load resource")
    bench.bench("forward-window", "slide", ARTICLE, "code")
    bench.page.route("**/script?*", lambda route: route.fulfill(status=status, body=body))
    bench.click("PyTorch")
    expect(bench.page.locator("#script-status")).to_contain_text(said)
    bench.page.unroute("**/script?*")


def test_numpy_script_run_elsewhere_prints_the_gradients_of_the_page(bench: Workbench) -> None:
    bench.bench("grad-input-elements", "fan-in", LEFTOVER)
    with bench.other_numbers():
        bench.fill_with("Random", 8)
    bench.click("Code")
    bench.panel_drawn("code")
    text = copied(bench, "numpy")
    run = subprocess.run(
        [sys.executable, "-I", "-c", text], capture_output=True, text=True, check=True, timeout=300
    )
    assert run.stderr == ""
    printed = {
        name: np.array(ast.literal_eval(value))
        for name, value in (line.split(" = ", 1) for line in run.stdout.splitlines())
    }
    given = bench.given()
    options = given.geometry.options
    gradients = conv2d_backward(given.grad_output, given.input, given.weight, **options)
    np.testing.assert_array_equal(
        printed["output"], conv2d(given.input, given.weight, given.bias, **options)
    )
    for name in ("input", "weight", "bias"):
        np.testing.assert_array_equal(printed[f"grad_{name}"], getattr(gradients, name))
    shown = {
        cell: number for (name, cell), number in bench.numbers().items() if name == "grad_input"
    }
    assert shown
    for (n, y, x, g, c), number in shown.items():
        assert g == 0
        assert float(number.replace("−", "-")) == printed["grad_input"][n, y, x, c]


def test_script_that_cannot_be_had_is_said_to_be_missing(bench: Workbench, guard: Guard) -> None:
    bench.bench("forward-window", "slide", ARTICLE, "code")
    guard.allow("Failed to load resource")
    guard.allow("failed: ")
    bench.page.route("**/script*", lambda route: route.abort())
    bench.button("JAX").click()
    expect(bench.page.locator("#script-status")).to_contain_text("The server does not answer.")
