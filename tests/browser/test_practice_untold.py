"""An exercise tells nothing of what it asks for."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.practising import (
    IM2COL,
    PAD,
    SAME,
    SEED,
    SLIDE,
    answered,
    practise,
    question,
    told,
)
from tests.browser.workbench import Workbench, written

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("place", "show"),
    [
        (SLIDE, "heat"),
        (("grad-input-elements", "fan-in"), "numbers"),
        (("three-routes", "gather"), "heat"),
        (("nudge", "input"), "both"),
        (("errata", "first-window"), "symbols"),
    ],
    ids=lambda each: each if isinstance(each, str) else "/".join(each),
)
def test_exercise_tells_no_number_of_its_result(
    workbench: Workbench, place: tuple[str, str], show: str
) -> None:
    trace = practise(workbench, place, show=show)
    step = next(
        step
        for chapter in trace.chapters
        if chapter.id == place[0]
        for step in chapter.steps
        if step.id == place[1]
    )
    tensor = step.tensor.name
    numbers = {written(abs(value)) for value in trace.values(tensor).ravel()}
    numbers = {number for number in numbers if len(number) > 3}
    # What is read may hold the same number: a corner's gradient has one product only.
    for source in {name for name, _ in workbench.look().shown()} - {tensor}:
        numbers -= {written(abs(value)) for value in trace.values(source).ravel()}
    assert len(numbers) > 3

    def assert_untold(when: str) -> None:
        text = told(workbench)
        assert [number for number in numbers if number in text] == [], when
        for cell, how in answered(workbench, tensor).items():
            assert how in ("asked", "blank"), (when, cell)
            td = workbench.cell(tensor, cell)
            assert td.locator(".number").inner_text() == "", (when, cell)
            assert td.get_attribute("aria-label") in ("to be filled in", "blank"), (when, cell)

    assert_untold("opened")
    expect(workbench.page.locator("sum-panel")).to_be_hidden()
    expect(workbench.button("Unpin the cell")).to_be_hidden()
    assert not re.search(r"\d{4}", workbench.page.locator("#spoken").inner_text())
    asked = question(workbench, tensor)
    marks = workbench.marked("read", "write", "source", "reader", "partner")
    assert marks == {(tensor, asked)}
    for source in {name for name, _ in workbench.look().shown()}:
        workbench.hover(source, workbench.cells(source)[0])
        assert workbench.marked("read", "write", "source", "reader", "partner") == marks
    assert_untold("hovered")
    workbench.mouse_away()
    workbench.cell(tensor, asked).focus()
    workbench.press("ArrowRight")
    # As long as it takes for anything to be spoken.
    workbench.page.wait_for_timeout(400)
    assert_untold("focused")
    workbench.page.locator("#checks").click()
    expect(workbench.page.get_by_role("dialog", name="What was checked")).to_be_visible()
    assert_untold("checked")
    workbench.press("Escape")
    # Turning what cells show tells nothing either.
    for _ in range(2):
        workbench.press("v", "v" if show == "heat" else "z")
        assert_untold("shown otherwise")


@pytest.mark.parametrize(
    ("place", "preset"),
    [(IM2COL, SAME), (PAD, "stride-2-leftover"), (("grad-input-conv", "rotate"), SAME)],
    ids=["im2col", "pad", "rotate"],
)
def test_exercise_on_copies_tells_no_symbol_and_no_zero(
    workbench: Workbench, place: tuple[str, str], preset: str
) -> None:
    workbench.open_panel(*place, preset, "practice", seed=SEED)
    tensor = {"im2col": "input_columns", "pad": "grad_output_padded", "rotate": "weight_rotated"}[
        place[1]
    ]
    for show in range(4):
        found = workbench.page.locator(
            f'step-board [data-tensor="{tensor}"] [role=gridcell]:visible'
        )
        shown: list[list[str]] = found.evaluate_all(
            """(cells) => cells.map((each) => [each.innerText.trim(), each.ariaLabel,
                 each.querySelector("math") === null ? "" : "math",
                 ["backgroundColor", "backgroundImage"]
                   .map((of) => getComputedStyle(each)[of]).join()])"""
        )
        answers = list(answered(workbench, tensor).values())
        assert len(shown) == len(answers)
        assert {text for text, *_ in shown} == {""}
        assert {math for _, _, math, _ in shown} == {""}
        labels = {"asked": "to be filled in", "blank": "blank"}
        assert [label for _, label, _, _ in shown] == [labels[each] for each in answers]
        # A zero that is put in looks like any other cell that is asked for.
        marks = found.evaluate_all("(cells) => cells.map((each) => each.dataset.mark ?? '')")
        looks = {
            look
            for (_, _, _, look), mark, how in zip(shown, marks, answers, strict=True)
            if mark == "" and how == "asked"
        }
        assert len(looks) <= 1, show
        workbench.press("v")
