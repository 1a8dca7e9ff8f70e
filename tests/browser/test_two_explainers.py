"""Two explainers in one page: each works as if alone, and changes nothing in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.guard import guard_of, watched

pytestmark = pytest.mark.browser
DOUBLED = """() => [...document.querySelectorAll("[id]")]
  .map(({ id }) => id).filter((id, k, all) => all.indexOf(id) !== k)"""
# What an attribute refers to must be there, and within the same explainer.
ASTRAY = """() => ["aria-labelledby", "aria-describedby", "aria-controls", "for"]
  .flatMap((name) => [...document.querySelectorAll(`[${name}]`)].map((each) => [each, name]))
  .filter(([each, name]) => {
    const found = document.getElementById(each.getAttribute(name));
    return found === null || found.closest(".explainer") !== each.closest(".explainer");
  })
  .map(([each, name]) => `${each.tagName} ${name}=${each.getAttribute(name)}`)"""


@pytest.fixture
def page(browser: Browser, dev_server: str) -> Iterator[Page]:
    """The page of two, drawn and checked; it fails its test when it complains."""
    context = watched(browser, dev_server, {})
    opened = context.new_page()
    opened.goto(f"{dev_server}/playground/two")
    for name in ("first", "second"):
        expect(opened.locator(f"#{name}-checks")).to_have_text("✓ checked")
    yield opened
    assert opened.evaluate(DOUBLED) == []
    assert opened.evaluate(ASTRAY) == []
    assert opened.locator("main").count() <= 1
    assert opened.url == f"{dev_server}/playground/two"
    assert guard_of(context).take() == []
    context.close()


@pytest.fixture
def first(page: Page) -> Locator:
    return page.locator("[data-ids=first-]")


@pytest.fixture
def second(page: Page) -> Locator:
    return page.locator("[data-ids=second-]")


def cell(explainer: Locator, tensor: str, at: str) -> Locator:
    return explainer.locator(f'#{prefix(explainer)}board [data-tensor={tensor}] [data-cell="{at}"]')


def prefix(explainer: Locator) -> str:
    return explainer.get_attribute("data-ids") or ""


def total(explainer: Locator) -> Locator:
    return explainer.locator("sum-panel .total").first


def title(explainer: Locator) -> Locator:
    return explainer.locator(".narration:not([hidden]) h1")


def settled(explainer: Locator) -> str:
    """All that it shows, once nothing of what was done is on its way any more."""
    explainer.page.wait_for_timeout(600)
    return explainer.evaluate("""(root) => root.outerHTML
      + [...root.querySelectorAll("input, textarea, select")].map(({ value }) => value).join()
      + [...root.querySelectorAll("*")].map(({ scrollTop }) => scrollTop).join("")""")


def test_each_draws_its_own_numbers(first: Locator, second: Locator) -> None:
    expect(first.locator("header h1")).to_have_text("Article: three channels in, two out")
    expect(second.locator("header h1")).to_have_text("Stride 2: a row is left over")
    # 3x3 cells in 3 channels; 5x4 cells in 2.
    expect(first.locator("[data-tensor=input] .cell")).to_have_count(27)
    expect(second.locator("[data-tensor=input] .cell")).to_have_count(40)
    for explainer, number in ((first, "2"), (second, "−2")):
        expect(cell(explainer, "input", "0,0,1,0,0").locator(".number")).to_have_text(number)


def test_hover_and_pin_in_one_leave_the_other_as_it_is(first: Locator, second: Locator) -> None:
    before = settled(second)

    cell(first, "input", "0,1,1,0,0").hover()
    expect(first.locator("[data-mark=reader]")).to_have_count(4)
    cell(first, "input", "0,1,1,0,0").click()
    expect(first.locator("#first-unpin")).to_be_visible()
    expect(second.locator("[data-mark=reader]")).to_have_count(0)

    assert settled(second) == before


def test_keys_go_to_the_one_that_has_the_focus(first: Locator, second: Locator) -> None:
    before = settled(first)
    second.locator("#second-stage").focus()

    second.page.keyboard.press("ArrowRight")
    expect(second.locator("transport-bar [data-part=position]")).to_have_text("cell 2 of 32")
    second.page.keyboard.press("n")
    expect(title(second)).to_have_text("Write the kernels as columns")

    assert settled(first) == before
    first.locator("#first-stage").focus()
    first.page.keyboard.press("End")
    expect(first.locator("transport-bar [data-part=position]")).to_have_text("cell 48 of 48")
    expect(title(second)).to_have_text("Write the kernels as columns")


def test_each_steps_through_its_own_chapters_with_its_own_sums(
    first: Locator, second: Locator
) -> None:
    for explainer in (first, second):
        explainer.locator('.steps a[data-to="forward-matmul/multiply"]:visible').click()
    expect(total(first)).to_have_text(first_number(first))
    expect(total(second)).to_have_text(first_number(second))
    assert first_number(first) != first_number(second)

    before = settled(second)
    first.locator('.chapters a[data-to="grad-bias"]').click()
    expect(title(first)).to_have_text("One bias, every position")
    assert settled(second) == before


def first_number(explainer: Locator) -> str:
    return explainer.locator("[data-mark=write] .number").first.inner_text()


def test_numbers_edited_in_one_are_not_those_of_the_other(first: Locator, second: Locator) -> None:
    for explainer in (first, second):
        explainer.get_by_role("button", name="Edit").click()
        expect(explainer.locator("number-sheet .cell").first).to_be_visible()
    before = settled(second)

    target = first.locator('number-sheet [data-cell="0,0,0,0,0"]')
    target.focus()
    first.page.keyboard.type("7")
    first.page.keyboard.press("Enter")

    expect(cell(first, "input", "0,0,0,0,0").locator(".number")).to_have_text("7")
    expect(first.get_by_role("button", name="Undo")).to_be_enabled()
    expect(second.get_by_role("button", name="Undo")).to_be_disabled()
    assert settled(second) == before
    edited = settled(first)
    second.get_by_role("slider").first.focus()
    first.page.keyboard.press("Control+z")
    # Its own undo has nothing to undo.
    assert settled(first) == edited
    expect(cell(first, "input", "0,0,0,0,0").locator(".number")).to_have_text("7")


def test_each_has_panels_and_dialogs_of_its_own(first: Locator, second: Locator) -> None:
    first.get_by_role("button", name="Code").click()
    expect(first.locator("code-listing")).to_be_visible()
    second.get_by_role("button", name="Practice").click()
    expect(second.locator("#second-practice-question")).not_to_be_empty()
    expect(first.locator("#first-practice-question")).to_be_empty()

    second.get_by_role("button", name="Share").click()
    dialog = second.get_by_role("dialog")
    expect(dialog).to_be_visible()
    address = dialog.locator("input").input_value()
    assert re.search(r"/forward-matmul/\w+\?preset=stride-2-leftover.*panel=practice", address)
    dialog.get_by_role("button", name="Close").click()


def test_one_that_is_stopped_does_nothing_and_the_other_goes_on(
    first: Locator, second: Locator
) -> None:
    first.locator("#first-stage").focus()
    first.page.keyboard.press(" ")
    expect(first.locator("transport-bar [data-part=position]")).to_have_text("cell 2 of 48")
    first.get_by_role("button", name="Stop").click()
    before = settled(first)

    cell(first, "input", "0,1,1,0,0").hover()
    first.get_by_role("button", name="Next step").click()
    first.get_by_role("button", name="Edit").click()
    first.locator("#first-stage").focus()
    first.page.keyboard.press("End")
    first.page.wait_for_timeout(2_600)
    assert settled(first) == before

    second.get_by_role("button", name="Next step").click()
    expect(title(second)).to_have_text("Write the kernels as columns")
    second.get_by_role("button", name="Edit").click()
    expect(second.locator("number-sheet .cell").first).to_be_visible()
