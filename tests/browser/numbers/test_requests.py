"""Requests opened in the page, by text, file and curl: the right numbers are in the grids."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from tests.app.wire.test_requests import CASES
from tests.browser.guard import Guard
from tests.browser.numbers.given import REFUSED_BY_SERVER, choose_layout, npz
from tests.browser.numbers.opened import expect_answers
from tests.browser.workbench import Workbench
from tests.oracle.layers import Layer, layers
from tests.oracle.test_layers_opened import FORMS, file_of
from tests.oracle.test_layers_opened import on_page as layer_on_page

pytestmark = pytest.mark.browser

# A transposed convolution is on the page as the convolution whose gradient it is.
ROLES = {"output": "grad_input", "grad_input": "output", "grad_weight": "grad_weight"}
FIRST_TO_LAST = {"activation": (0, 2, 3, 1), "weight": (2, 3, 1, 0)}
DEPTHWISE: dict[str, Any] = {
    "input": np.random.default_rng(1).integers(-4, 5, (1, 4, 5, 5)).astype(float),
    "weight": np.random.default_rng(2).integers(-4, 5, (4, 1, 3, 3)).astype(float),
    "groups": 4,
}


def dialog_of(workbench: Workbench) -> Locator:
    """The dialog that text is pasted into."""
    return workbench.page.get_by_role("dialog", name="Paste numbers")


def on_page(case: dict[str, Any]) -> dict[str, np.ndarray]:
    """The right values of a case as the page shows them: channels last, with the page's names."""
    request, right = case["request"], case["right"]
    is_transposed = request.get("operation") == "conv_transpose2d"
    found = {}
    for name, value in right.items():
        array = np.array(value, float)
        is_weight = name == "grad_weight"
        if array.ndim == 3:  # one row
            array = array[:, :, None]
        if request.get("weight_layout") == "OHWI":
            array = array.transpose(1, 2, 3, 0) if is_weight else array
        else:
            array = array.transpose(FIRST_TO_LAST["weight" if is_weight else "activation"])
        if request.get("flip_kernel") and is_weight:
            array = array[::-1, ::-1]
        found[ROLES[name] if is_transposed else name] = array
    return found


# What is said of those that are on the page in another form.
SAID = {
    "transposed": "Its input is grad_output here",
    "transposed-channels": "Its input is grad_output here",
    "conv1d": "One-dimensional convolution: shown as an image of one row.",
    "true-convolution": "the kernel is shown flipped",
    "negative-padding": "the input is shown cropped",
    "circular": "shown with its padding (circular)",
}


def test_twelve_requests_open_with_their_right_numbers(workbench: Workbench) -> None:
    for id, case in CASES.items():
        with workbench.other_numbers():
            workbench.paste_into_dialog(json.dumps(case["request"]))
            if id == "both-layouts-fit":
                choose_layout(workbench, "PyTorch")
        expect(dialog_of(workbench)).to_be_hidden()
        if id in SAID:
            expect(workbench.notice()).to_contain_text(SAID[id])
        else:
            expect(workbench.notice()).to_be_hidden()
        right = on_page(case)
        if id == "negative-padding":  # the bottom row and the left column are cropped
            assert not right["grad_input"][:, -1].any()
            assert not right["grad_input"][:, :, 0].any()
            right["grad_input"] = right["grad_input"][:, :-1, 1:]
        if id == "circular":  # what went around the edges is added up in the right one
            right.pop("grad_input")
        expect_answers(workbench, **right)


def test_groups_of_an_npz_are_taken_and_nothing_is_cut_away(workbench: Workbench) -> None:
    with workbench.other_numbers():
        workbench.drop("layer.npz", npz(**DEPTHWISE))
    expect(workbench.notice()).to_contain_text("Read with channels first (NCHW)")
    after = workbench.given()
    assert after.geometry.groups == 4
    np.testing.assert_array_equal(after.input, DEPTHWISE["input"].transpose(0, 2, 3, 1))
    np.testing.assert_array_equal(after.weight, DEPTHWISE["weight"].transpose(2, 3, 1, 0))
    # What the file does not have is what it is in the API: no bias, a gradient of ones.
    assert after.bias is None
    np.testing.assert_array_equal(after.grad_output, np.ones((1, 3, 3, 4)))
    expect_answers(workbench, grad_weight=_grad_weight_of_depthwise())


def _grad_weight_of_depthwise() -> np.ndarray:
    """Of ones each tap sums the window that it slides over, channel by channel."""
    found = np.zeros((3, 3, 1, 4))
    for u, v, c in np.ndindex(3, 3, 4):
        found[u, v, 0, c] = DEPTHWISE["input"][0, c, u : u + 3, v : v + 3].sum()
    return found


def test_options_and_layout_in_an_npz_are_taken(workbench: Workbench) -> None:
    options = {"stride": 2, "padding": [[1, 0], [2, 1]], "dilation": [1, 2], "layout": "NCHW"}
    with workbench.other_numbers():
        workbench.choose_file("layer.npz", npz(**DEPTHWISE, **options))
    expect(workbench.notice()).to_be_hidden()
    geometry = workbench.given().geometry
    assert (geometry.stride, geometry.padding) == ((2, 2), ((1, 0), (2, 1)))
    assert (geometry.dilation, geometry.groups) == ((1, 2), 4)


def test_command_copied_from_the_page_opens_the_same_when_it_is_pasted_back(
    workbench: Workbench,
) -> None:
    with workbench.other_numbers():
        workbench.fill_with("Random", 5)
    opened = workbench.page.url
    workbench.click("Share")
    workbench.click("Copy as curl")
    expect(workbench.page.get_by_role("dialog").get_by_role("status")).to_have_text("Copied")
    command = workbench.page.evaluate("navigator.clipboard.readText()")
    assert command.startswith("curl -s http://127.0.0.1:")
    workbench.press("Escape")
    with workbench.other_numbers():
        workbench.click("Reset")
    with workbench.other_numbers():
        # Anywhere on the page: it says itself what it is.
        workbench.paste_on("body", command)
    assert workbench.page.url == opened
    expect(workbench.notice()).to_be_hidden()


def test_text_pasted_beside_the_cells_is_opened_only_if_it_is_numbers(workbench: Workbench) -> None:
    with workbench.same_numbers():
        for text in ("some words", "1 2 3", "see (below): all of [them]"):
            workbench.paste_on("body", text)
        expect(dialog_of(workbench)).to_be_hidden()


@pytest.mark.parametrize("ends", ["refused", "unanswered"])
def test_text_stays_in_the_dialog_when_the_server_cannot_be_reached(
    workbench: Workbench, guard: Guard, ends: str
) -> None:
    guard.allow("Failed to load resource")
    guard.allow("net::ERR_CONNECTION_REFUSED")
    text = "x = [[1, 2], [3, 4]]"
    stop: Callable[[Any], None] = {
        "refused": lambda route: route.abort("connectionrefused"),
        "unanswered": lambda route: route.fulfill(status=500, body="<html>"),
    }[ends]
    workbench.page.route("**/lesson/read*", stop)
    with workbench.same_numbers():
        dialog = workbench.paste_into_dialog(text)
        expect(dialog.get_by_role("alert")).to_contain_text("try again")
        expect(dialog.get_by_role("textbox")).to_have_value(text)
        # Over a cell it is said as well.
        workbench.press("Escape")
        workbench.paste_on("number-sheet [data-cell]", text)
        expect(dialog.get_by_role("textbox")).to_have_value(text)
        expect(dialog.get_by_role("alert")).to_contain_text("try again")
    workbench.page.unroute("**/lesson/read*")
    with workbench.other_numbers():
        dialog.get_by_role("textbox").fill("[[9, 8], [7, 6]]")
        dialog.get_by_role("button", name="Use them").click()
    expect(dialog).to_be_hidden()


def test_file_dropped_while_the_server_is_gone_is_taken_when_it_is_back(
    workbench: Workbench, guard: Guard
) -> None:
    guard.allow("net::ERR_CONNECTION_REFUSED")
    workbench.page.route("**/lesson/read*", lambda route: route.abort("connectionrefused"))
    with workbench.same_numbers():
        workbench.drop("x.npz", npz(**DEPTHWISE))
    with workbench.other_numbers():
        workbench.page.unroute("**/lesson/read*")


def test_refusals_of_a_request_name_the_field_and_the_remedy(
    workbench: Workbench, guard: Guard
) -> None:
    guard.allow(REFUSED_BY_SERVER)
    body = {"layout": "NHWC", "input": [[[[1]]]], "weight": [[[[1]]]]}
    with workbench.same_numbers():
        for extra, said in (
            ({"strides": 2}, "strides: here it is stride"),
            ({"padding": 1.5}, "padding: "),
        ):
            dialog = workbench.paste_into_dialog(json.dumps(body | extra))
            expect(dialog.get_by_role("alert")).to_contain_text(said)
            workbench.press("Escape")


SAMPLE = ("depthwise", "one-sided", "dilated", "transposed", "groups", "one-dimension")


def _of_kind(kind: str) -> Layer:
    """The smallest layer of that kind that has its numbers on the page as they came."""
    return min(
        (each for each in layers() if kind in each.kinds and "same" not in each.kinds),
        key=lambda layer: sum(array.size for array in layer.arrays().values()),
    )


@pytest.mark.parametrize("form", FORMS)
def test_layers_of_pytorch_show_its_gradients_in_the_grids(workbench: Workbench, form: str) -> None:
    for kind in SAMPLE[FORMS.index(form) :: len(FORMS)]:
        layer = _of_kind(kind)
        with workbench.other_numbers():
            if form == "npz":
                workbench.drop("layer.npz", file_of(layer, form))
            else:
                workbench.paste_into_dialog(file_of(layer, form).decode())
        right = layer_on_page(layer)
        right.pop("grad_bias", None)
        expect_answers(workbench, **right)
