"""The sum panel: its terms, multiplied and added here, give the value of the engine and its own."""

import re
from math import prod

import pytest

from gradgrid.engine.rules.derivation import Step
from tests.browser.lessons import LEFTOVER, PRESETS, Lesson, lesson, spread
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

NUMBER = r"\(?−?\d+\)?"
PRODUCT = re.compile(rf"{NUMBER}(·{NUMBER})*")


def factors(text: str) -> list[int]:
    """The numbers of one term: "(−1)·2" gives [-1, 2]."""
    assert PRODUCT.fullmatch(text), f"{text!r} is not a product of numbers"
    return [int(part.strip("()").replace("−", "-")) for part in text.split("·")]


def assert_written_out(stage: Stage, told: Lesson, step: Step, order: int, *, zeros: bool) -> None:
    """The panel holds the terms of the cell, less the put-in zeros if those are hidden."""
    cell = told.cells(step)[order]
    rule = step.tensor.rule
    assert rule is not None
    panel = stage.sum()
    where = f"{step.id}, cell {cell}: {panel['text']!r}"
    value = told.number(step.tensor.name, cell)
    assert panel["total"] == value, where
    terms = told.terms(step, cell)
    if rule.is_copy:
        ((read,),) = terms
        assert len(panel["terms"]) == (0 if told.is_put_in(read) else 1), where
        return
    wanted = [term for term in terms if zeros or not any(map(told.is_put_in, term))]
    assert len(panel["terms"]) == len(wanted), where
    numbers = [factors(text) for text in panel["terms"]]
    values = [
        [0 if read.cell is None else told.trace.values(read.tensor)[read.cell] for read in term]
        for term in wanted
    ]
    assert numbers == values, where
    assert str(int(rule.common_scale * sum(map(prod, numbers)))).replace("-", "−") == value, where


@pytest.mark.long
def test_sum_without_the_zeros_is_the_engines_value(stage: Stage) -> None:
    told = lesson(LEFTOVER)
    chapter, first = told.steps[0]
    stage.open(chapter, first.id, LEFTOVER, zeros="hidden")
    for number, (_, step) in enumerate(told.steps):
        if number > 0:
            stage.turn()
        if step.cursor_over != step.tensor.name:
            continue
        for order in spread(told.cells(step), 3):
            stage.move_to(order)
            assert_written_out(stage, told, step, order, zeros=False)


def test_sum_with_every_term_hidden_is_zero(stage: Stage) -> None:
    told = lesson(LEFTOVER)
    step = told.step("grad-input-conv", "slide")
    stage.open("grad-input-conv", "slide", LEFTOVER, zeros="hidden")
    cells = told.cells(step)
    # The last row of the input is the one that no window reads.
    order = next(n for n, (_, y, *_) in enumerate(cells) if y == 4)
    stage.move_to(order)
    panel = stage.sum()
    assert (panel["terms"], panel["total"]) == ([], "0")


@pytest.mark.parametrize("preset", PRESETS)
def test_sum_is_spoken_with_the_value(stage: Stage, preset: str) -> None:
    told = lesson(preset)
    step = told.step("forward-window", "slide")
    # A step that was turned to is named first.
    stage.load_step("forward-window", "slide", preset)
    stage.move_to(1)
    cell = told.cells(step)[1]
    symbol = told.trace.symbol("output", cell)
    value = told.number("output", cell)
    spoken = stage.page.locator("[aria-live=polite]")
    pattern = re.compile(rf"^{re.escape(symbol)} is .*, which is {value}$")
    spoken.filter(has_text=pattern).wait_for(state="attached")
