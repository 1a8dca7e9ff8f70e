"""The code beside the grids, and scripts to take along."""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import Route, expect

from gradgrid.app.lessons.scripts import LIBRARIES, script
from gradgrid.engine.conv2d.listings import listing_of
from gradgrid.engine.rules.derivation import Step
from tests.browser.guard import Guard
from tests.browser.lessons import ARTICLE, LEFTOVER, Lesson, lesson
from tests.browser.numbers.opened import GO
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

NAMES = {"numpy": "NumPy", "torch": "PyTorch", "jax": "JAX", "tensorflow": "TensorFlow"}


def lines(workbench: Workbench) -> list[str]:
    """The code, line by line."""
    return workbench.page.locator("code-listing code").all_text_contents()


def places(workbench: Workbench) -> dict[str, int]:
    """Where the loops are."""
    said = ", ".join(workbench.page.locator("code-listing .where").all_text_contents())
    return {letter: int(at) for letter, at in re.findall(r"(\w) = (\d+)", said)}


# Code.


# Steps whose loops are compared with the cursor.
LOOPS = [
    ("forward-window", "slide"),
    ("forward-matmul", "im2col"),
    ("grad-input-elements", "fan-out"),
    ("grad-input-conv", "slide"),
    ("grad-weight", "correlate"),
]


def assert_loops_say_where_the_cursor_is(workbench: Workbench, told: Lesson, step: Step) -> None:
    """At some cells of what the step walks over, each loop is where the cursor is."""
    cells = told.cells(step, step.cursor_over)
    axes = [axis.name for axis in told.trace.tensors[step.cursor_over].axes]
    seen = set()
    for order in (0, 1, len(cells) // 2, len(cells) - 1):
        workbench.move_to(order)
        found = places(workbench)
        assert found
        here = dict(zip(axes, cells[order], strict=True))
        both = found.keys() & here.keys()
        assert {letter: found[letter] for letter in both} == {
            letter: here[letter] for letter in both
        }
        seen.add(tuple(found.values()))
    assert len(seen) > 2


# That each step has its listing, with a line that writes: tests/app/pages/test_lesson_posts.py and
# tests/engine/conv2d/test_listings.py.
def test_code_of_a_step_is_its_listing_with_the_writing_line_marked(workbench: Workbench) -> None:
    told = lesson(LEFTOVER)
    workbench.open_panel(*LOOPS[0], LEFTOVER, "code")
    for chapter, id in LOOPS:
        workbench.page.evaluate(GO, f"{chapter}/{id}")
        workbench.settle()
        assert workbench.at() == (chapter, id)
        step = told.step(chapter, id)
        listing = listing_of(told.trace.geometry, has_bias=True, chapter=chapter, step=id)
        assert lines(workbench) == [line.text for line in listing.lines], id
        marked = workbench.page.locator('code-listing li[aria-current="true"] code')
        writes = [line.text for line in listing.lines if line.kind == "writes"]
        assert writes
        assert marked.all_text_contents() == writes, id
        assert_loops_say_where_the_cursor_is(workbench, told, step)


def test_slip_of_the_article_is_marked_as_one_with_what_is_right(workbench: Workbench) -> None:
    workbench.open_panel("errata", "reshape", ARTICLE, "code")
    listing = listing_of(
        lesson(ARTICLE).trace.geometry, has_bias=True, chapter="errata", step="reshape"
    )
    assert lines(workbench) == [line.text for line in listing.lines]
    expect(workbench.page.locator('code-listing li[aria-current="true"]')).to_have_count(
        sum(line.kind == "writes" for line in listing.lines)
    )
    for kind, word in (("slip", "the article"), ("right", "correct")):
        texts = [each.text for each in listing.lines if each.kind == kind]
        assert texts
        item = workbench.page.locator(f"code-listing li.{kind}")
        assert item.locator("code").all_text_contents() == texts
        assert item.locator("small").first.inner_text() == word


def test_code_says_that_its_order_is_channel_first_when_the_page_turns(
    workbench: Workbench,
) -> None:
    workbench.open_panel("forward-matmul", "im2col", ARTICLE, "code")
    note = workbench.page.get_by_text("In this code, channels come first within a patch.")
    expect(note).to_be_hidden()
    before = lines(workbench)
    workbench.press("o")
    expect(note).to_be_visible()
    assert lines(workbench) == before


def test_code_follows_a_geometry_that_was_turned(workbench: Workbench) -> None:
    workbench.open_panel("forward-window", "slide", "same-padding")
    workbench.turn_slider("Padding", "ArrowLeft")
    workbench.turn_slider("Input size", "ArrowRight")
    workbench.click("Code")
    workbench.panel_drawn("code")
    listing = listing_of(
        workbench.given().geometry, has_bias=True, chapter="forward-window", step="slide"
    )
    assert lines(workbench) == [line.text for line in listing.lines]


# Scripts.


def copied(workbench: Workbench, library: str) -> str:
    """What the button of a library puts on the clipboard."""
    workbench.page.evaluate("navigator.clipboard.writeText('')")
    workbench.button(NAMES[library]).click()
    status = workbench.page.locator("#script-status")
    expect(status).to_have_text(f"{NAMES[library]} script copied.")
    expect(status).to_have_role("status")
    text: str = workbench.page.evaluate("navigator.clipboard.readText()")
    return text


# What a script prints: tests/app/lessons/test_scripts.py and tests/app/pages/test_script_route.py.
def test_scripts_of_every_library_are_copied_with_the_own_numbers(workbench: Workbench) -> None:
    workbench.open_panel("forward-window", "slide", LEFTOVER)
    with workbench.other_numbers():
        workbench.sheet_cell((0, 0, 0, 0, 0)).focus()
        workbench.page.keyboard.type("-61")
        workbench.press("Enter")
    workbench.click("Code")
    workbench.panel_drawn("code")
    given = workbench.given()
    for library in LIBRARIES:
        text = copied(workbench, library)
        assert text == script(library, given)
        assert "-61" in text
        compile(text, library, "exec")


# What the server answers to a script that it does not write, and what is said of it.
REFUSED = [
    (413, '{"detail": "too many numbers"}', "returned no PyTorch script: too many num"),
    (422, '{"errors": [{"detail": "no stride"}]}', "no PyTorch script: no stride"),
    (500, "<html>", "The server's answer could not be read."),
]


def test_script_that_the_server_refuses_is_not_said_to_be_unanswered(
    workbench: Workbench, guard: Guard
) -> None:
    guard.allow("Failed to load resource")
    guard.allow("failed: ")
    workbench.open_panel("forward-window", "slide", ARTICLE, "code")
    for status, body, said in REFUSED:
        workbench.page.route("**/script?*", partial(Route.fulfill, status=status, body=body))
        workbench.click("PyTorch")
        expect(workbench.page.locator("#script-status")).to_contain_text(said)
        workbench.page.unroute("**/script?*")
    workbench.page.route("**/script*", lambda route: route.abort())
    workbench.button("JAX").click()
    expect(workbench.page.locator("#script-status")).to_contain_text("The server does not respond.")
