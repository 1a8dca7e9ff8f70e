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
    bench: Workbench, form: str
) -> None:
    bench.load_step("forward-window", "slide", "article-multi-channel")
    bench.paste_on("body", json.dumps(REQUESTS[form]))
    bench.page.wait_for_url(f"**as={form}**")
    expect(bench.notice()).to_contain_text(TEXTS[form])
    bench.page.reload()
    bench.ready()
    expect(bench.notice()).to_contain_text(TEXTS[form])
    assert f"as={form}" in bench.page.url


def test_form_goes_with_its_numbers_and_comes_back_with_them(bench: Workbench) -> None:
    bench.load_step("forward-window", "slide", "article-multi-channel", panel="edit")
    bench.paste_on("body", json.dumps(REQUESTS["transposed"]))
    bench.page.wait_for_url("**as=transposed**")
    with bench.other_numbers():
        bench.click("Undo")
    expect(bench.notice()).to_be_hidden()
    assert "as=" not in bench.page.url
    with bench.other_numbers():
        bench.click("Redo")
    bench.page.wait_for_url("**as=transposed**")
    expect(bench.notice()).to_contain_text(TEXTS["transposed"])


def test_form_that_is_not_known_is_left_aside(bench: Workbench, guard: Guard) -> None:
    bench.load("/forward-window/slide?preset=batch-2&as=transposed,nonsense")
    expect(bench.notice()).to_be_hidden()
    assert guard.take() == []
