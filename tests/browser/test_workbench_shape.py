"""Sizes and options turned on the page: the geometry follows, and what fits is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from gradgrid.app import presets
from gradgrid.app.lessons.link_codec import encode
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs
from tests.browser.lessons import ARTICLE, LEFTOVER
from tests.browser.workbench import GIVEN, Workbench

pytestmark = pytest.mark.browser

SAME = "same-padding"
SLIDE = ("forward-window", "slide")
FAN_IN = ("grad-input-elements", "fan-in")


def assert_kept(after: ConvInputs, before: ConvInputs) -> None:
    """Every number has stayed wherever both shapes have its cell."""
    for name in GIVEN:
        new, old = getattr(after, name), getattr(before, name)
        if new is None or old is None:
            continue
        both = tuple(slice(0, min(sizes)) for sizes in zip(new.shape, old.shape, strict=True))
        np.testing.assert_array_equal(new[both], old[both], err_msg=name)


def reset(workbench: Workbench, start: str) -> None:
    """Back to the example, as it was opened."""
    with workbench.other_numbers():
        workbench.click("Reset")
    assert workbench.page.url == start


# A size of two axes, an option of two axes, and a size of one. What every slider asks for is tested
# in tests/js/workbench/request.test.js; which numbers are kept, in
# tests/app/lessons/test_lesson_sizes.py.
TURNS: list[tuple[str, str, dict[str, Any]]] = [
    ("Input size", "ArrowRight", {"input_size": (5, 5)}),
    ("Stride", "ArrowUp", {"stride": (2, 2)}),
    ("Channels in", "ArrowRight", {"in_channels": 2}),
]


def test_slider_moved_by_a_key_changes_the_geometry_and_keeps_what_fits(
    workbench: Workbench,
) -> None:
    workbench.open_panel(*FAN_IN, SAME)
    start, before = workbench.page.url, workbench.given()
    workbench.expect_undo(undo=False, redo=False)
    for name, key, turned in TURNS:
        workbench.turn_slider(name, key)
        after = workbench.given()
        assert after.geometry == replace(before.geometry, **turned)
        assert_kept(after, before)
        workbench.expect_shown(after)
        for grid in {grid.tensor for grid in workbench.look(whole=False).grids}:
            workbench.expect_whole(grid, after)
        expect(workbench.slider(name)).to_be_focused()
        workbench.expect_undo(undo=True, redo=False)
        reset(workbench, start)


# Of sizes and options that all differ where they could be taken for one another.
SAID = {
    "Input rows": "9",
    "Input columns": "8",
    "Kernel rows": "3",
    "Kernel columns": "2",
    "Stride down": "1",
    "Stride across": "2",
    "Dilation down": "2",
    "Dilation across": "3",
    "Padding top": "4",
    "Padding bottom": "2",
    "Padding left": "1",
    "Padding right": "3",
    "Channels in": "4",
    "Channels out": "6",
    "Groups": "2",
    "Batch size": "3",
}


def test_every_slider_says_its_own_size_or_option(workbench: Workbench) -> None:
    g = ConvGeometry.of(
        (3, 9, 8, 4),
        (3, 2, 2, 6),
        stride=(1, 2),
        padding=((4, 2), (1, 3)),
        dilation=(2, 3),
        groups=2,
    )
    shapes = (g.input_shape, g.weight_shape, g.output_shape)
    x, k, dy = (np.ones(shape) for shape in shapes)
    workbench.open_panel(*SLIDE, ARTICLE, data=encode(ConvInputs(g, x, k, None, dy)))
    sliders = workbench.page.locator("shape-controls").get_by_role("slider")
    expect(sliders).to_have_count(len(SAID))
    assert {name: workbench.slider_says(name) for name in SAID} == SAID


def test_numbers_cut_by_a_slider_come_back_with_it_until_another_is_typed(
    workbench: Workbench,
) -> None:
    workbench.open_panel(*SLIDE, ARTICLE)
    with workbench.other_numbers():
        workbench.sheet_cell((0, 2, 2, 0, 0)).press("7")
        workbench.press("Enter")
    own, start = workbench.page.url, workbench.given()
    workbench.turn_slider("Input size", "ArrowLeft")
    assert workbench.given().geometry.input_size == (2, 2)
    workbench.turn_slider("Channels out", "ArrowLeft")
    workbench.expect_shown(workbench.given())
    workbench.turn_slider("Channels out", "ArrowRight")
    workbench.turn_slider("Input size", "ArrowRight")
    assert workbench.page.url == own
    workbench.expect_shown(workbench.given())
    workbench.turn_slider("Input size", "ArrowLeft")
    with workbench.other_numbers():
        workbench.sheet_cell((0, 0, 0, 0, 0)).press("9")
        workbench.press("Enter")
    workbench.turn_slider("Input size", "ArrowRight")
    after = workbench.given()
    assert after.input[0, 0, 0, 0] == 9
    assert not np.array_equal(after.input[0, 2], start.input[0, 2])
    workbench.expect_shown(after)


# What a slider of one axis or side turns on the example SAME.
TURNED_ALONE: dict[str, dict[str, Any]] = {
    "Input columns": {"input_size": (4, 5)},
    "Padding bottom": {"padding": ((1, 2), (1, 1))},
}


def test_slider_of_one_axis_or_side_turns_that_alone(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, SAME)
    start, before = workbench.page.url, workbench.given()
    for name in TURNED_ALONE:
        expect(workbench.slider(name)).to_have_count(0)
    apart = workbench.page.get_by_role("checkbox", name="each axis and side")
    expect(apart).not_to_be_checked()
    apart.focus()
    workbench.press("Space")
    expect(apart).to_be_focused()
    for name, turned in TURNED_ALONE.items():
        workbench.turn_slider(name, "ArrowRight")
        after = workbench.given()
        assert after.geometry == replace(before.geometry, **turned)
        assert_kept(after, before)
        workbench.expect_shown(after)
        reset(workbench, start)


def test_sliders_joined_over_unlike_sides_say_all_and_make_them_alike(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, "asymmetric-padding")
    before = workbench.given()
    apart = workbench.page.get_by_role("checkbox", name="each axis and side")
    expect(apart).to_be_checked()
    apart.uncheck()
    workbench.settle()
    assert workbench.slider_says("Padding") == "1×0×0×2"
    workbench.turn_slider("Padding", "ArrowLeft")
    after = workbench.given()
    assert after.geometry == replace(before.geometry, padding=((0, 0), (0, 0)))
    assert workbench.slider_says("Padding") == "0"
    expect(apart).not_to_be_checked()


# Where and why each control ends: tests/engine/conv2d/test_controls.py, and in words
# tests/app/pages/test_lesson_posts.py.
ENDS = [
    ("Kernel size", "End", "kernel_size", "at most 6: above it, the kernel does not fit"),
    ("Input size", "Home", "input_size", "at least 1"),
]


def test_slider_at_its_end_says_why_it_ends_there(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, SAME)
    start = workbench.page.url
    expect(workbench.bound()).to_contain_text("and say why")
    # One that has a single value is reached all the same.
    workbench.slider("Groups").focus()
    expect(workbench.bound()).to_have_text("Groups: at most 1: it must divide both channel counts")
    for name, key, field, end in ENDS:
        workbench.turn_slider(name, key)
        value = np.ravel(getattr(workbench.given().geometry, field))[0]
        assert str(value) in end
        expect(workbench.bound()).to_have_text(f"{name}: {end}")
        described = workbench.slider(name).get_attribute("aria-describedby")
        assert described == workbench.bound().get_attribute("id")
        # In the middle there is nothing to say.
        workbench.turn_slider(name, "ArrowLeft" if key == "End" else "ArrowRight")
        expect(workbench.bound()).to_contain_text("and say why")
        workbench.expect_shown(workbench.given())
        reset(workbench, start)


def test_bias_switched_off_and_on_goes_and_comes_back(workbench: Workbench) -> None:
    workbench.open_panel("forward-matmul", "reshape", ARTICLE)
    before, start = workbench.given(), workbench.page.url
    workbench.show_tensor("b")
    assert set(workbench.sheet().values()) == {"1", "−2"}
    bias = workbench.page.get_by_role("checkbox", name="bias", exact=True)
    with workbench.other_numbers():
        bias.uncheck()
    after = workbench.given()
    assert after.bias is None
    assert_kept(after, before)
    assert "bias" not in {grid.tensor for grid in workbench.look().grids}
    workbench.expect_shown(after)
    # The sheet has no bias any more to show.
    expect(
        workbench.page.locator("number-sheet").get_by_role("button", name="b", exact=True)
    ).to_have_count(0)
    assert len(workbench.sheet()) == 9
    with workbench.other_numbers():
        bias.check()
    assert workbench.page.url == start
    workbench.expect_shown(before)
    expect(workbench.button("Reset")).to_be_disabled()


def test_groups_slider_stops_at_divisors_only(workbench: Workbench) -> None:
    workbench.open_panel(*FAN_IN, "grouped")
    before = workbench.given()
    seen = [workbench.slider_says("Groups")]
    for key in ("Home", "End", "ArrowLeft", "ArrowRight"):
        workbench.turn_slider("Groups", key)
        seen.append(workbench.slider_says("Groups"))
        after = workbench.given()
        assert after.geometry.groups == int(seen[-1])
        assert after.weight.shape[2] * after.geometry.groups == before.geometry.in_channels
    assert seen == ["2", "1", "4", "2", "4"]
    workbench.expect_shown(after)
    # Channels go in steps of the groups.
    workbench.turn_slider("Channels in", "ArrowRight")
    assert workbench.given().geometry.in_channels == 8
    workbench.expect_shown(workbench.given())


def test_step_that_goes_with_the_stride_leads_to_another_of_its_chapter(
    workbench: Workbench,
) -> None:
    workbench.open_panel("grad-input-conv", "dilate", LEFTOVER)
    workbench.page.get_by_role("checkbox", name="each axis and side").uncheck()
    workbench.settle()
    start = workbench.page.url
    workbench.turn_slider("Stride", "ArrowLeft")
    assert workbench.given().geometry.stride == (1, 1)
    chapter, step = workbench.at()
    assert chapter == "grad-input-conv"
    assert step == "pad"
    workbench.expect_shown(workbench.given())
    steps = workbench.page.locator('.steps:visible a[data-to="grad-input-conv/dilate"]')
    expect(steps).to_have_count(0)
    address = workbench.page.url
    workbench.page.reload()
    workbench.ready()
    assert workbench.page.url == address
    workbench.back()
    assert workbench.page.url == start
    assert workbench.at() == ("grad-input-conv", "dilate")
    workbench.expect_shown(workbench.given())


def drag(workbench: Workbench, name: str, *shares: float) -> Iterator[float]:
    """Take a slider by its middle and move it to shares of its way, one by one."""
    slider = workbench.slider(name)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    at, most = int(slider.input_value()), int(slider.get_attribute("max") or 0)
    thumb = 8.0
    y = box["y"] + box["height"] / 2
    way = box["width"] - 2 * thumb
    workbench.page.mouse.move(box["x"] + thumb + way * at / most, y)
    workbench.page.mouse.down()
    for share in shares:
        workbench.page.mouse.move(box["x"] + thumb + way * share, y, steps=4)
        yield share
    workbench.page.mouse.up()


def test_slider_dragged_is_one_entry_in_the_history_and_one_undo(
    workbench: Workbench,
) -> None:
    workbench.open_panel(*SLIDE, "asymmetric-padding")
    start, entries = workbench.page.url, workbench.entries()
    rows = workbench.page.locator('step-board [data-tensor="output"] [role=grid]:visible').first
    before = workbench.given()
    seen = set()
    for _ in drag(workbench, "Input rows", 0.3, 0.15, 0.4, 0.2):
        expect(rows).not_to_have_attribute("aria-rowcount", str(before.geometry.output_size[0]))
        # While it moves the stage follows, and nothing is written down.
        seen.add(workbench.slider_says("Input rows"))
        assert workbench.page.url == start
        assert workbench.entries() == entries
    assert len(seen) > 2
    workbench.page.wait_for_url(re.compile("data="))
    workbench.settle()
    after = workbench.given()
    assert after.geometry.input_size[0] == int(workbench.slider_says("Input rows"))
    assert_kept(after, before)
    workbench.expect_shown(after)
    assert workbench.entries() == entries + 1
    dragged = workbench.page.url
    with workbench.other_numbers():
        workbench.click("Undo")
    assert workbench.page.url == start
    workbench.expect_undo(undo=False, redo=True)
    workbench.expect_shown(before)
    with workbench.other_numbers():
        workbench.click("Redo")
    assert workbench.page.url == dragged
    workbench.expect_undo(undo=True, redo=False)
    workbench.expect_shown(after)


def test_slider_dragged_back_to_where_it_was_leaves_no_trace(workbench: Workbench) -> None:
    workbench.open_panel(*SLIDE, SAME)
    start, entries = workbench.page.url, workbench.entries()
    share = int(workbench.slider("Input size").input_value()) / int(
        workbench.slider("Input size").get_attribute("max") or 0
    )
    for _ in drag(workbench, "Input size", 0.5, share):
        pass
    workbench.idle()
    assert workbench.page.url == start
    workbench.expect_shown(presets.BY_ID[SAME].inputs)
    assert workbench.entries() == entries
    workbench.expect_undo(undo=False, redo=False)
    # The page goes on as before: it checks itself, has its code, and its address follows.
    expect(workbench.page.locator("#checks")).to_be_visible()
    expect(workbench.page.locator("#checks")).to_have_text("✓ checked")
    workbench.click("Code")
    workbench.panel_drawn("code")
    assert workbench.page.locator("code-listing li").count() > 2
    workbench.click("Next cell")
    workbench.page.wait_for_url(re.compile("cell=output"))
