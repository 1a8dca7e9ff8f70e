"""The code beside the grids, scripts to take along, and the badge that says what was checked."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from playwright.sync_api import Locator, Route, expect

from app import presets
from app.scripts import LIBRARIES, script
from engine import conv2d, conv2d_backward
from engine.listings import listing_of
from tests.browser.lessons import ARTICLE, LEFTOVER, lesson
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


@pytest.mark.parametrize("preset", [ARTICLE, LEFTOVER])
def test_code_of_every_step_is_its_listing_with_the_writing_line_marked(
    bench: Workbench, preset: str
) -> None:
    told = lesson(preset)
    chapter, first = told.steps[0]
    bench.bench(chapter, first.id, preset, "code")
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


@pytest.mark.parametrize(
    ("chapter", "step"),
    [
        ("forward-window", "slide"),
        ("forward-matmul", "im2col"),
        ("grad-input-elements", "fan-out"),
        ("grad-input-conv", "slide"),
        ("grad-weight", "correlate"),
    ],
)
def test_loops_of_the_code_say_where_the_cursor_is(
    bench: Workbench, chapter: str, step: str
) -> None:
    told = lesson(LEFTOVER)
    drawn = told.step(chapter, step)
    cells = told.cells(drawn, drawn.walks)
    axes = [axis.name for axis in told.trace.tensors[drawn.walks].axes]
    bench.bench(chapter, step, LEFTOVER, "code")
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


def test_numpy_script_run_elsewhere_prints_the_gradients_of_the_page(bench: Workbench) -> None:
    bench.bench("grad-input-elements", "fan-in", LEFTOVER)
    with bench.other_numbers():
        bench.fill_with("Random", 8)
    bench.click("Code")
    bench.panel_drawn("code")
    text = copied(bench, "numpy")
    run = subprocess.run(
        [sys.executable, "-I", "-c", text], capture_output=True, text=True, check=True, timeout=60
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


def test_script_that_cannot_be_had_is_said_to_be_missing(bench: Workbench) -> None:
    bench.bench("forward-window", "slide", ARTICLE, "code")
    bench.allowed.append("Failed to load resource")
    bench.allowed.append("failed: ")
    bench.page.route("**/script*", lambda route: route.abort())
    bench.button("JAX").click()
    expect(bench.page.locator("#script-status")).to_contain_text("The server does not answer.")


# What was checked.

LED_TO = {
    "forward-window": "Y",
    "forward-matmul": "Y",
    "grad-weight": "∂L/∂K",
    "grad-bias": "Y",
    "grad-input-elements": "Y",
    "grad-input-matrix": "∂L/∂X",
    "grad-input-conv": "∂L/∂X",
    "grad-input-fold": "∂L/∂X",
    "three-routes": "∂L/∂X",
    "nudge": "Y",
    "errata": "Y",
}


def badge(bench: Workbench) -> Locator:
    """The badge, once the open step is checked."""
    found = bench.page.locator("#checks")
    expect(found).not_to_have_class(re.compile("waits"))
    return found


def checked(bench: Workbench) -> list[str]:
    """What the dialog says."""
    badge(bench).click()
    dialog = bench.page.get_by_role("dialog", name="What was checked")
    said = dialog.get_by_role("listitem").all_inner_texts()
    dialog.get_by_role("button", name="Close").click()
    return said


@pytest.mark.parametrize("preset", [ARTICLE, "batch-2"])
def test_badge_says_for_every_chapter_what_was_compared(bench: Workbench, preset: str) -> None:
    told = lesson(preset)
    given = presets.BY_ID[preset].convolution_arrays()
    assert given.bias is not None
    counts = {
        "Y": int(np.prod(told.trace.geometry.output_shape)),
        "∂L/∂X": given.input.size,
        "∂L/∂K": given.weight.size,
        "∂L/∂b": given.bias.size,
    }
    chapter, first = told.steps[0]
    bench.open(chapter, first.id, preset)
    for chapter in told.chapters:
        bench.page.locator(f'header a[data-to="{chapter}"]').click()
        bench.page.wait_for_timeout(100)
        bench.settle()
        expect(badge(bench)).to_have_text("✓ checked")
        rules, *raised = checked(bench)
        name = LED_TO[chapter]
        assert name in rules, (chapter, rules)
        assert f"{counts[name]} of {counts[name]} numbers" in rules, chapter
        assert raised == [
            f"{each}: {counts[each]} of {counts[each]} cells raised by 1, one by one. "
            "The loss rose by just the gradient."
            for each in ("∂L/∂X", "∂L/∂K", "∂L/∂b")
        ]


def falsified(html: str, tensor: str) -> str:
    """A page whose kernel has computed one number of a tensor wrongly, by 3."""
    start = html.index('id="trace">') + len('id="trace">')
    end = html.index("</script>", start)
    trace = json.loads(html[start:end])
    (found,) = (each for each in trace["tensors"] if each["name"] == tensor)
    found["values"][-1] += 3
    return html[:start] + json.dumps(trace) + html[end:]


@pytest.mark.parametrize(
    ("tensor", "name", "place", "beside"),
    [
        ("grad_input", "∂L/∂X", "grad-input-conv", "forward-matmul"),
        ("grad_weight", "∂L/∂K", "grad-weight", "grad-input-fold"),
        ("output", "Y", "forward-window", "grad-weight"),
    ],
)
def test_badge_says_that_checks_differ_where_a_number_of_a_kernel_is_false(
    bench: Workbench, tensor: str, name: str, place: str, beside: str
) -> None:
    def falsify(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=falsified(answer.text(), tensor))

    bench.page.route("**/*-*/*?preset=*", falsify)
    told = lesson(ARTICLE)
    bench.open(place, told.chapters[place][-1].id, ARTICLE)
    expect(badge(bench)).to_have_text("✗ checks differ")
    said = checked(bench)[0]
    assert "differ" in said
    assert re.search(rf"{name}\b.* by up to 3\.$", said)
    # What does not lead there is still found right.
    bench.page.locator(f'header a[data-to="{beside}"]').click()
    expect(badge(bench)).to_have_text("✓ checked")


def test_badge_says_that_checks_differ_where_the_loss_rose_otherwise(bench: Workbench) -> None:
    def falsify(route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        changed = re.sub(
            r'("tensor":"grad_weight"[^}]*"max_error":)[^,]*,"agrees":true',
            r'\g<1>2,"agrees":false',
            text,
        )
        assert changed != text
        route.fulfill(response=answer, body=changed)

    bench.page.route("**/*-*/*?preset=*", falsify)
    bench.open("grad-weight", "multiply", ARTICLE)
    expect(badge(bench)).to_have_text("✗ checks differ")
    assert (
        "∂L/∂K: the loss changed by something else than the gradient, off by up to 2."
        in checked(bench)
    )


def test_badge_waits_while_numbers_are_on_their_way_and_comes_back(bench: Workbench) -> None:
    bench.bench("grad-input-conv", "slide", ARTICLE)
    with bench.other_numbers():
        bench.fill_with("Random", 4)
    expect(badge(bench)).to_have_text("✓ checked")
    bench.turn_slider("Padding", "ArrowRight")
    expect(badge(bench)).to_have_text("✓ checked")
    (rules, *_) = checked(bench)
    assert f"{bench.given().input.size} of {bench.given().input.size} numbers of ∂L/∂X" in rules
