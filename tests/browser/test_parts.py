"""Panels that come when they are first opened, and what is said of one that does not work."""

import pytest
from playwright.sync_api import expect

from gradgrid.app.i18n import words
from tests.browser.guard import Guard
from tests.browser.lessons import ARTICLE
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

FAULT = "a fault in the panel"
AT_OPENING = f"export class EditPanel {{ constructor() {{ throw new Error('{FAULT}'); }} }}"
AT_LOADING = f"throw new Error('{FAULT}');"


@pytest.mark.parametrize("module", [AT_OPENING, AT_LOADING], ids=["opening", "loading"])
def test_panel_with_a_fault_in_it_is_told_of_and_the_fault_is_reported(
    workbench: Workbench, guard: Guard, module: str
) -> None:
    workbench.page.route(
        "**/edit-panel.js*",
        lambda route: route.fulfill(content_type="text/javascript", body=module),
    )
    workbench.load_step("forward-window", "slide", ARTICLE)
    workbench.click("Edit")
    expect(workbench.notice()).to_contain_text(words("en")["words"]["partFaulty"])
    found = guard.take()
    assert found
    assert all(FAULT in each for each in found)
