"""Exercises in which cells are placed: im2col by hand, and the padded gradient."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import expect

from gradgrid.app.i18n import words
from gradgrid.engine.conv2d.trace import trace_of_inputs
from gradgrid.engine.rules.rule import Cell
from gradgrid.engine.rules.trace import Trace
from tests.browser.lessons import ARTICLE
from tests.browser.practising import (
    IM2COL,
    PAD,
    SAME,
    SEED,
    TELLING,
    answered,
    asked_cells,
    feedback,
    practise,
    question,
    score,
)
from tests.browser.workbench import Workbench, written

pytestmark = pytest.mark.browser


def placed_at(
    workbench: Workbench, trace: Trace, tensor: str
) -> tuple[Cell, tuple[str, Cell] | None]:
    """The question, and the cell that is copied there; None for a zero."""
    cell = question(workbench, tensor)
    return cell, trace.origin(tensor, cell)


def test_placed_cell_that_no_usual_mistake_gives_is_called_a_cell(workbench: Workbench) -> None:
    workbench.open_panel(*PAD, "batch-2", "practice", seed=SEED)
    image, *_ = question(workbench, "grad_output_padded")
    workbench.cell("grad_output", (1 - image, 0, 0, 0, 0)).click()
    workbench.mouse_away()
    assert feedback(workbench) == "Not yet. That cell is not copied here."


def test_im2col_by_hand_takes_the_right_cell_and_tells_of_wrong_ones(workbench: Workbench) -> None:
    workbench.open_panel(*IM2COL, SAME, "practice", seed=SEED)
    trace = trace_of_inputs(workbench.given())
    seen = {"zero": 0, "cell": 0}
    for _ in range(len(asked_cells(workbench, "input_columns")) - 1):
        cell, origin = placed_at(workbench, trace, "input_columns")
        if origin is None:
            if seen["zero"] == 0:
                workbench.cell("input_padded", (0, 1, 1, 0, 0)).click()
                workbench.mouse_away()
                assert feedback(workbench).startswith("Not yet.")
                assert answered(workbench, "input_columns")[cell] == "asked"
            workbench.click("Inserted zero")
            assert feedback(workbench) == "Correct: it is an inserted zero."
            seen["zero"] += 1
        else:
            name, at = origin
            number = written(trace.values(name)[at])
            source = (at[0], at[1] + 1, at[2] + 1, *at[3:])
            if seen["cell"] == 0:
                workbench.click("Inserted zero")
                assert "A cell is copied here, not an inserted zero." in feedback(workbench)
                beside = (at[0], at[1] + 1, 1 + (at[2] + 1) % 4, *at[3:])
                workbench.cell("input_padded", beside).click()
                workbench.mouse_away()
                assert feedback(workbench).startswith("Not yet.")
                assert answered(workbench, "input_columns")[cell] == "asked"
            workbench.cell("input_padded", source).click()
            workbench.mouse_away()
            symbol = trace.symbol(name, at)
            assert feedback(workbench) == f"Correct: {symbol} = {number}."
            seen["cell"] += 1
        assert answered(workbench, "input_columns")[cell] == "right"
    assert min(seen.values()) > 0
    expect(workbench.page.get_by_text("All cells are done.")).to_be_visible()
    most = 3 * sum(seen.values())
    assert score(workbench).startswith(f"{most - 1 - 2} of {most} points")


def test_cell_of_the_same_number_elsewhere_is_not_right(workbench: Workbench) -> None:
    arrays = replace(TELLING, input=np.full_like(TELLING.input, 7))
    trace = practise(workbench, IM2COL, arrays)
    cell, origin = placed_at(workbench, trace, "input_columns")
    assert origin is not None
    at = origin[1]
    workbench.cell("input", (0, 2 - at[1], (at[2] + 1) % 3, 0, 0)).click()
    assert "The number is the same, but another cell is copied here." in feedback(workbench)
    assert answered(workbench, "input_columns")[cell] == "asked"


def test_padded_gradient_is_drawn_with_the_rest_as_zeros(workbench: Workbench) -> None:
    workbench.open_panel(*PAD, "stride-2-leftover", "practice", seed=SEED)
    trace = trace_of_inputs(workbench.given())
    tensor = "grad_output_padded"
    _, *asked = asked_cells(workbench, tensor)
    cells = [cell for cell in asked if trace.origin(tensor, cell) is not None]
    assert 0 < len(cells) < len(asked)
    workbench.click("All others are zero")
    count = len(cells)
    assert feedback(workbench) == words("en")["practice"]["notAllZeros"].format(count=count)
    answers = answered(workbench, tensor)
    assert {cell for cell in asked if answers[cell] == "asked"} == set(cells)
    for cell in asked:
        if cell not in cells:
            assert workbench.cell(tensor, cell).locator(".number").inner_text() == "0"
    source = "grad_output_dilated"
    for _ in cells:
        cell, origin = placed_at(workbench, trace, tensor)
        assert origin is not None
        at = origin[1]
        workbench.cell(source, (at[0], 2 * at[1], 2 * at[2], *at[3:])).click()
        workbench.mouse_away()
        assert answered(workbench, tensor)[cell] == "right"
    expect(workbench.page.get_by_text("All cells are done.")).to_be_visible()
    # Where it was no zero, the guess was a try.
    assert score(workbench).startswith(f"{3 * len(asked) - count} of {3 * len(asked)} points")
    expect(workbench.button("Next")).to_be_hidden()


def test_hint_of_a_copy_marks_its_row_and_then_its_cell_by_name(workbench: Workbench) -> None:
    workbench.open_panel(*IM2COL, ARTICLE, "practice", seed=SEED)
    trace = trace_of_inputs(workbench.given())
    _, origin = placed_at(workbench, trace, "input_columns")
    assert origin is not None
    name, at = origin
    workbench.click("Hint")
    expect(workbench.page.locator("#practice-hints")).to_contain_text("in the row marked now")
    assert workbench.marked("read") == {(name, (*at[:2], x, *at[3:])) for x in range(3)}
    workbench.click("Hint")
    assert workbench.page.locator("#practice-hints").get_by_role("listitem").count() == 2
    expect(workbench.button("Hint")).to_be_disabled()
