"""Exercises: answers are judged, hints come by degrees, and a seed asks all the same."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from gradgrid.app import presets
from gradgrid.engine import conv2d
from gradgrid.engine.conv2d.trace import trace_of_inputs
from gradgrid.engine.rules.rule import Cell
from tests.browser.lessons import ARTICLE
from tests.browser.practising import (
    SEED,
    SLIDE,
    TELLING,
    answer,
    answered,
    asked_cells,
    feedback,
    practise,
    question,
    score,
    told,
)
from tests.browser.workbench import MINUS, Workbench, written

pytestmark = pytest.mark.browser


# Answers.


def test_right_answers_by_the_panel_show_the_numbers_and_count(workbench: Workbench) -> None:
    trace = practise(workbench, SLIDE)
    values = trace.values("output")
    asked = [cell for cell, how in answered(workbench, "output").items() if how == "asked"]
    assert score(workbench) == f"0 of {3 * len(asked)} points, 0 of {len(asked)} cells"
    seen = set()
    for count in range(1, len(asked) + 1):
        cell = question(workbench, "output")
        assert cell in asked
        assert cell not in seen
        seen.add(cell)
        value = written(values[cell])
        # As the page writes it, or as a keyboard does.
        answer(workbench, value if count % 2 else value.replace(MINUS, "-"))
        assert feedback(workbench) == f"Correct: y{cell[1] + 1}{cell[2] + 1} = {value}."
        assert answered(workbench, "output")[cell] == "right"
        number, label, _ = next(
            grid.cells[cell] for grid in workbench.look().grids if grid.tensor == "output"
        )
        assert number == value
        assert label.endswith(f"= {value}")
        assert score(workbench) == (
            f"{3 * count} of {3 * len(asked)} points, {count} of {len(asked)} cells"
        )
    expect(workbench.page.get_by_text("All cells are done.")).to_be_visible()
    expect(workbench.page.get_by_role("textbox", name="Your answer")).to_be_disabled()


def test_answer_typed_into_its_cell_is_judged_there(workbench: Workbench) -> None:
    trace = practise(workbench, SLIDE)
    cell = question(workbench, "output")
    td = workbench.cell("output", cell)
    td.focus()
    workbench.page.keyboard.type("12")
    workbench.press("Enter")
    expect(td.locator(".entry-error")).to_contain_text("Not yet.")
    expect(workbench.entry()).to_have_value("12")
    workbench.press("F2", "Control+a")
    workbench.page.keyboard.type(written(trace.values("output")[cell]).replace(MINUS, "-"))
    workbench.press("Enter")
    assert answered(workbench, "output")[cell] == "right"
    assert score(workbench).startswith("2 of")
    # A source is no place to type while one practises.
    workbench.cell("input", (0, 0, 0, 0, 0)).focus()
    with workbench.same_numbers():
        workbench.press("5", "Enter")
        expect(workbench.entry()).to_have_count(0)


def products(cell: Cell) -> np.ndarray:
    """The four products of an output of the one channel, and their signs and sizes."""
    _, i, j, *_ = cell
    found: np.ndarray = TELLING.input[0, i : i + 2, j : j + 2, 0] * TELLING.weight[:, :, 0, 0]
    return found


def missing(cell: Cell) -> tuple[float, str]:
    """Without the last product."""
    terms = products(cell)
    x, k = TELLING.input[0, cell[1] + 1, cell[2] + 1, 0], TELLING.weight[1, 1, 0, 0]
    term = f"x{cell[1] + 2}{cell[2] + 2}·k22 = {factor(x)}·{factor(k)}"
    assert TELLING.bias is not None
    return terms.sum() - terms[1, 1] + TELLING.bias[0], f"The term {term} is missing."


def factor(value: float) -> str:
    """A number within a product."""
    return f"({written(value)})" if value < 0 else written(value)


def right(cell: Cell) -> float:
    """The number that belongs there."""
    value: float = conv2d(TELLING.input, TELLING.weight, TELLING.bias)[0, cell[1], cell[2], 0]
    return value


# Every mistake and its sentence: mistakes/, verdict.test.js and
# feedback.test.js in tests/js/practice; what is read as a number: answer.test.js.
def test_wrong_answer_is_told_its_reason_and_letters_are_no_try(workbench: Workbench) -> None:
    practise(workbench, SLIDE)
    cell = question(workbench, "output")
    for text, said in (
        ("abc", "This is not a number"),
        ("", "Type a number."),
        ("1e999", "too large"),
    ):
        answer(workbench, text)
        assert said in feedback(workbench)
    answer(workbench, written(right(cell)))
    assert score(workbench).startswith("3 of")
    cell = question(workbench, "output")
    value, reason = missing(cell)
    assert value != right(cell)
    answer(workbench, written(value))
    assert feedback(workbench).startswith("Not yet.")
    assert reason in feedback(workbench)
    assert "Or:" not in feedback(workbench)
    assert answered(workbench, "output")[cell] == "asked"
    assert question(workbench, "output") == cell
    answer(workbench, "31")
    assert feedback(workbench) == "Not yet. No common mistake gives this number."
    answer(workbench, written(right(cell)))
    assert score(workbench).startswith("4 of")


# Hints.


def test_hints_come_by_three_degrees_and_never_tell_the_total(workbench: Workbench) -> None:
    trace = practise(workbench, SLIDE)
    cell = question(workbench, "output")
    step = trace.chapters[0].steps[-1]
    assert step.id == "slide"
    terms = trace.terms("output", cell, step.tensor.rule)
    reads = {(read.tensor, read.cell) for term in terms for read in term}
    value = written(right(cell))
    items = workbench.page.locator("#practice-hints").get_by_role("listitem")
    expect(items).to_have_count(0)
    workbench.click("Hint")
    expect(items).to_have_text([f"It reads the {len(reads)} cells marked now."])
    assert workbench.marked("read") == reads
    workbench.click("Hint")
    expect(items).to_have_count(2)
    symbols = [trace.symbol(read.tensor, read.cell) for read in terms[0]]
    written_out = re.sub(r"\s", "", items.nth(1).text_content() or "")
    assert written_out.startswith("·".join(symbols) + "+")
    assert not re.search(r"\d{3}", written_out)
    workbench.click("Hint")
    expect(items).to_have_count(3)
    numbers = [factor(float(trace.values(read.tensor)[read.cell])) for read in terms[0]]
    assert items.nth(2).inner_text().startswith(" · ".join(numbers) + " + ")
    expect(workbench.button("Hint")).to_be_disabled()
    assert value not in told(workbench)
    answer(workbench, value)
    assert score(workbench).startswith("1 of")
    # The next one has no hints yet.
    expect(items).to_have_count(0)
    assert workbench.marked("read") == set()


def test_show_gives_the_number_and_no_points(workbench: Workbench) -> None:
    practise(workbench, SLIDE)
    cell = question(workbench, "output")
    value = written(right(cell))
    workbench.click("Show answer")
    assert feedback(workbench) == f"y{cell[1] + 1}{cell[2] + 1} is {value}."
    assert answered(workbench, "output")[cell] == "shown"
    assert workbench.cell("output", cell).locator(".number").inner_text() == value
    assert re.match(r"0 of \d+ points, 1 of", score(workbench))
    expect(workbench.button("Show answer")).to_be_disabled()
    workbench.click("Next")
    assert question(workbench, "output") != cell
    expect(workbench.button("Show answer")).to_be_enabled()


# The exercise.


def questions(workbench: Workbench, tensor: str) -> list[Cell]:
    """Every question in turn, and the first one again."""
    found = [question(workbench, tensor)]
    # Points, most points, answered, questions, in the words of any language.
    for _ in range(max(map(int, re.findall(r"\d+", score(workbench)))) // 3):
        workbench.press("ArrowRight")
        found.append(question(workbench, tensor))
    return found


# What a seed asks, and that another asks something else: tests/js/practice/exercise.test.js.
def test_seed_gives_the_same_questions_in_every_language_and_arrows_go_round_them(
    workbench: Workbench, context_with: Callable[..., BrowserContext], address: str
) -> None:
    workbench.open_panel(*SLIDE, ARTICLE, "practice", seed=SEED)
    seen = questions(workbench, "output")
    expect(workbench.page.locator("#practice-seed")).to_contain_text(SEED)
    assert seen[-1] == seen[0]
    assert len(set(seen)) == len(seen) - 1 == 6
    workbench.press("ArrowLeft")
    assert question(workbench, "output") == seen[-2]
    other = Workbench(context_with(locale="zh-CN").new_page(), address)
    other.open_panel(*SLIDE, ARTICLE, "practice", seed=SEED)
    expect(other.page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert questions(other, "output") == seen
    cell = seen[0]
    values = trace_of_inputs(presets.BY_ID[ARTICLE].inputs).values("output")
    other.page.locator("#practice-answer").fill(written(values[cell]))
    other.press("Enter")
    assert answered(other, "output")[cell] == "right"
    assert "3" in score(other)


def test_new_exercise_has_another_seed_and_begins_at_nothing(workbench: Workbench) -> None:
    practise(workbench, SLIDE)
    answer(workbench, written(right(question(workbench, "output"))))
    assert score(workbench).startswith("3 of")
    workbench.click("New exercise")
    workbench.page.wait_for_url(lambda url: "seed=" in url and f"seed={SEED}" not in url)
    assert score(workbench).startswith("0 of")
    assert feedback(workbench) == ""
    assert set(answered(workbench, "output").values()) <= {"asked", "blank"}
    asked, address = asked_cells(workbench, "output"), workbench.page.url
    workbench.page.reload()
    workbench.ready()
    workbench.panel_drawn("practice")
    assert workbench.page.url == address
    assert asked_cells(workbench, "output") == asked


def test_step_turned_in_an_exercise_begins_another(workbench: Workbench) -> None:
    practise(workbench, SLIDE)
    answer(workbench, written(right(question(workbench, "output"))))
    workbench.turn()
    workbench.page.wait_for_url(re.compile("/forward-matmul/im2col.*panel=practice"))
    assert score(workbench).startswith("0 of")
    assert feedback(workbench) == ""
    answers = answered(workbench, "input_columns")
    assert set(answers.values()) <= {"asked", "blank"}
    workbench.press("PageUp")
    assert workbench.at() == SLIDE
    assert score(workbench).startswith("0 of")
    assert set(answered(workbench, "output").values()) <= {"asked", "blank"}


def test_panel_left_shows_every_number_again(workbench: Workbench) -> None:
    practise(workbench, SLIDE)
    workbench.click("Practice")
    expect(workbench.page.get_by_role("region", name="Practice")).to_be_hidden()
    workbench.expect_shown(TELLING)
    expect(workbench.page.locator("sum-panel")).to_be_visible()
    assert workbench.marked("write") == {("output", (0, 0, 0, 0, 0))}
    workbench.page.wait_for_url(lambda url: "seed=" not in url)
    workbench.expect_pinned(False)
    workbench.press("x")
    workbench.panel_drawn("practice")
    assert set(answered(workbench, "output").values()) <= {"asked", "blank"}
