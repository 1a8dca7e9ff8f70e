"""Numbers that are chosen, dropped or pasted while the page is still loading: none are lost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.held import held, wait_for
from tests.browser.lessons import ARTICLE
from tests.browser.numbers.given import npz
from tests.browser.workbench import PASTE, Workbench

pytestmark = pytest.mark.browser

NUMBERS = {
    "input": np.arange(9.0).reshape(1, 3, 3, 1),
    "weight": np.arange(4.0).reshape(2, 2, 1, 1) + 1,
}
EDIT = f"/forward-window/slide?preset={ARTICLE}&panel=edit"
CODE = '{"layout": "NHWC", "input": [[[[7]]]], "weight": [[[[3]]]]}'


def test_file_chosen_before_the_panel_listens_is_taken(workbench: Workbench) -> None:
    with held(workbench.page, "**/edit-panel.js*") as waiting:
        workbench.page.goto(workbench.address + EDIT)
        expect(workbench.page.locator("#stage")).to_be_visible()
        workbench.page.wait_for_selector("#checks:not(.waits)")
        workbench.choose_file("all.npz", npz(**NUMBERS))
        wait_for(workbench.page, waiting)
    workbench.page.wait_for_url("**data=**")
    np.testing.assert_array_equal(workbench.given().input, NUMBERS["input"])
    assert workbench.page.locator("#file").input_value() == "", "the same file can be chosen again"


def paste(workbench: Workbench) -> None:
    workbench.page.evaluate(PASTE, ["body", CODE])


def drop(workbench: Workbench) -> None:
    workbench.drop("request.json", CODE.encode(), "application/json")


@pytest.mark.parametrize("bring", [paste, drop])
def test_request_that_comes_before_the_page_listens_is_taken_once_it_does(
    workbench: Workbench, bring: Callable[[Workbench], None]
) -> None:
    with held(workbench.page, "**/page/explainer-page.js*") as waiting:
        workbench.page.goto(
            workbench.address + EDIT.replace("&panel=edit", ""), wait_until="commit"
        )
        workbench.page.wait_for_selector("html[data-fonts=ready]")
        workbench.page.wait_for_selector("#workbench", state="attached")
        bring(workbench)
        wait_for(workbench.page, waiting)
    workbench.page.wait_for_url("**data=**")
    assert workbench.given().input.tolist() == [[[[7]]]]


def test_exercise_without_its_question_has_no_box_for_an_answer(workbench: Workbench) -> None:
    box = workbench.page.locator("#practice-answer")
    hint = workbench.page.get_by_role("button", name="Hint")
    with held(workbench.page, "**/practice-panel.js*") as waiting:
        workbench.page.goto(workbench.address + EDIT.replace("edit", "practice"))
        expect(workbench.page.get_by_role("heading", name="Practice")).to_be_visible()
        expect(box).to_be_hidden()
        expect(hint).to_be_hidden()
        wait_for(workbench.page, waiting)
    expect(box).to_be_visible()
    expect(hint).to_be_visible()
