"""Addresses that nobody means well by do no harm."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.guard import Guard
from tests.browser.lessons import ARTICLE, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

MARKUP = "<script>alert(1)</script>"
# What is read of a query is tested without a page: tests/js/state/address.test.js, and what the
# server sends for it in tests/app/pages/test_lesson_pages.py.
QUERIES = {
    "markup": {
        "cell": MARKUP,
        "pin": "input:<img src=x onerror=alert(1)>",
        "theme": f'">{MARKUP}',
        "show": "everything",
        "zeros": "maybe",
    },
    "names": {"cell": "__proto__:0", "pin": "constructor:0", "theme": "__proto__"},
    "long": {"cell": "a" * 4000, "pin": "b" * 3000},
}


def test_query_that_means_nothing_opens_the_step_as_it_is(stage: Stage) -> None:
    dialogs = []
    stage.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    told = lesson(ARTICLE)
    step = told.step("forward-window", "slide")
    for name, query in QUERIES.items():
        stage.load_step("forward-window", "slide", ARTICLE, **query)
        assert stage.heading() == told.title("forward-window", step), name
        assert stage.position() == "cell 1 of 8", name
        assert stage.marked("write") == {("output", told.cells(step)[0])}, name
        stage.expect_pinned(False)
        stage.press("ArrowRight")
        assert stage.position() == "cell 2 of 8", name
        assert dialogs == [], name


# All that an address may ask for in vain: tests/app/pages/test_lesson_pages.py.
def test_address_of_an_example_that_there_is_not_opens_the_first_with_a_notice(
    stage: Stage,
) -> None:
    dialogs = []
    stage.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    stage.load(f"/forward-window/slide?{urlencode({'data': MARKUP})}")
    told = lesson(ARTICLE)
    step = told.step("forward-window", "slide")
    assert stage.heading() == told.title("forward-window", step)
    assert stage.marked("write") == {("output", told.cells(step)[0])}
    notice = stage.page.get_by_role("alert")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("the article's own")
    expect(stage.page.get_by_label("Example")).to_have_value(ARTICLE)
    assert dialogs == []
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()
    stage.press("ArrowRight")
    assert stage.position() == "cell 2 of 8"


def test_map_of_an_example_that_there_is_not_is_that_of_the_first_with_a_notice(
    stage: Stage,
) -> None:
    dialogs = []
    stage.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    stage.page.goto(f"{stage.address}/?{urlencode({'preset': MARKUP})}")
    expect(stage.page.get_by_label("Example")).to_have_value(ARTICLE)
    expect(stage.page.get_by_role("heading", level=1)).to_contain_text("every number")
    notice = stage.page.get_by_role("alert")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("the article's own")
    assert dialogs == []
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()
    node = stage.page.locator(".wide [data-node=output]").first
    node.hover()
    expect(node).to_contain_class("lit")


# Every address that there is not: tests/app/service/test_responses.py.
def test_address_of_nothing_gives_the_problem_page(stage: Stage, guard: Guard) -> None:
    path = "/grad-input-conv/<script>alert(1)<%2Fscript>"
    # Chromium reports the answer's status, and that of the icon it looks for.
    guard.allow("status of 404")
    response = stage.page.goto(stage.address + path)
    assert response is not None
    assert response.status == 404
    assert response.headers["content-type"].startswith("text/html")
    assert stage.heading() == "404 Not found"
    assert stage.page.locator("script").count() == 0
    stage.page.get_by_role("link", name="To the start page").click()
    expect(stage.page.get_by_role("heading", level=1)).to_contain_text("every number")
