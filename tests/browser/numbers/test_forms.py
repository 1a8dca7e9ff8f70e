"""A request that is shown in another form than it came in: its address says so to every reader."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from gradgrid.app.i18n import words
from tests.browser.guard import Guard
from tests.browser.workbench import Workbench

pytestmark = pytest.mark.browser

TOLD = words("en")["opening"]
BOTH = {"input": [[[[1, 2], [3, 4]]]], "weight": [[[[1, -1], [2, 5]]]], "layout": "NCHW"}
REQUESTS = {
    "transposed": BOTH | {"operation": "conv_transpose2d"},
    "flipped": BOTH | {"flip_kernel": True},
    "cropped": BOTH | {"padding": [[0, -1], [-1, 0]], "weight": [[[[1]]]]},
    "circular": BOTH | {"padding": 1, "padding_mode": "circular"},
}
TEXTS = TOLD | {"circular": TOLD["framed"].format(mode="circular")}


@pytest.mark.parametrize("form", REQUESTS)
def test_form_of_a_request_is_said_again_when_its_address_is_opened(
    workbench: Workbench, form: str
) -> None:
    workbench.load_step("forward-window", "slide", "article-multi-channel")
    workbench.paste_on("body", json.dumps(REQUESTS[form]))
    workbench.page.wait_for_url(f"**as={form}**")
    expect(workbench.notice()).to_contain_text(TEXTS[form])
    workbench.page.reload()
    workbench.ready()
    expect(workbench.notice()).to_contain_text(TEXTS[form])
    assert f"as={form}" in workbench.page.url


def test_form_goes_with_its_numbers_and_comes_back_with_them(workbench: Workbench) -> None:
    workbench.load_step("forward-window", "slide", "article-multi-channel", panel="edit")
    workbench.paste_on("body", json.dumps(REQUESTS["transposed"]))
    workbench.page.wait_for_url("**as=transposed**")
    with workbench.other_numbers():
        workbench.click("Undo")
    expect(workbench.notice()).to_be_hidden()
    assert "as=" not in workbench.page.url
    with workbench.other_numbers():
        workbench.click("Redo")
    workbench.page.wait_for_url("**as=transposed**")
    expect(workbench.notice()).to_contain_text(TEXTS["transposed"])


def test_form_that_is_not_known_is_left_aside(workbench: Workbench, guard: Guard) -> None:
    workbench.load("/forward-window/slide?preset=batch-2&as=transposed,nonsense")
    expect(workbench.notice()).to_be_hidden()
    assert guard.take() == []
