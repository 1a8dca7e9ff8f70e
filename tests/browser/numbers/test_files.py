"""Numbers from files: arrays, tables, and a state that was saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.guard import Guard
from tests.browser.numbers.given import (
    MATRICES,
    MATRIX,
    RAMP,
    REFUSED_BY_SERVER,
    SLIDE,
    choose_layout,
    npy,
    npz,
)
from tests.browser.workbench import GIVEN, Workbench

pytestmark = pytest.mark.browser


# Arrays and tables.


@pytest.mark.parametrize("way", ["choose_file", "drop"])
def test_npy_of_a_tensor_is_taken_for_the_one_on_the_sheet(workbench: Workbench, way: str) -> None:
    take: Callable[[str, bytes], None] = getattr(workbench, way)
    with workbench.other_numbers():
        take("x.npy", npy(RAMP[None].astype(np.float32)))
        choose_layout(workbench, "TensorFlow")
    np.testing.assert_array_equal(workbench.given().input, RAMP[None])
    kernel = np.arange(24).reshape(2, 2, 3, 2)
    workbench.show_tensor("K")
    with workbench.other_numbers():
        take("k.npy", npy(np.asfortranarray(kernel)))
    after = workbench.given()
    np.testing.assert_array_equal(after.weight, kernel)
    np.testing.assert_array_equal(after.input, RAMP[None])
    workbench.expect_shown(after)


@pytest.mark.parametrize("outputs", [4, 2], ids=["4-channels-out", "2-channels-out"])
def test_npz_of_a_whole_convolution_is_taken_with_its_sizes(
    workbench: Workbench, outputs: int
) -> None:
    start, entries = workbench.page.url, workbench.entries()
    weight, grad_output = (2, 3, 2, outputs), (1, 3, 3, outputs)
    arrays: dict[str, np.ndarray] = {
        "input": np.arange(40.0).reshape(1, 4, 5, 2) - 20,
        "weight": np.arange(float(np.prod(weight))).reshape(weight) - 12,
        "bias": np.arange(float(outputs)) - 1,
        "grad_output": np.arange(float(np.prod(grad_output))).reshape(grad_output) - 4,
    }
    workbench.choose_file("all.npz", npz(**arrays))
    workbench.idle()
    expect(workbench.notice()).to_be_hidden()
    after = workbench.given()
    for name, array in arrays.items():
        np.testing.assert_array_equal(getattr(after, name), array)
    workbench.expect_shown(after)
    assert workbench.entries() == entries + 1
    with workbench.other_numbers():
        workbench.press("Control+z")
    assert workbench.page.url == start


def test_npz_of_the_same_sizes_fills_every_tensor(workbench: Workbench) -> None:
    before = workbench.given()
    arrays = {name: 2 * getattr(before, name) + 1 for name in GIVEN}
    with workbench.other_numbers():
        workbench.drop("all.npz", npz(**arrays))
    for name, array in arrays.items():
        np.testing.assert_array_equal(getattr(workbench.given(), name), array)
    workbench.expect_shown(workbench.given())


def test_npz_of_an_input_alone_keeps_what_fits_of_the_rest(workbench: Workbench) -> None:
    before = workbench.given()
    with workbench.other_numbers():
        workbench.drop("x.npz", npz(input=np.ones((1, 4, 4, 3))))
    after = workbench.given()
    assert after.geometry.input_size == (4, 4)
    np.testing.assert_array_equal(after.weight, before.weight)
    np.testing.assert_array_equal(after.grad_output[:, :2, :2], before.grad_output)
    workbench.expect_shown(after)
    expect(workbench.notice()).to_contain_text("grad_output 1×2×2×2 → 1×3×3×2.")


def test_files_that_cannot_be_read_are_refused_in_words(
    workbench: Workbench, guard: Guard, tmp_path: Path
) -> None:
    guard.allow(REFUSED_BY_SERVER)
    objects = BytesIO()
    np.save(objects, np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    large = tmp_path / "large.npy"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with workbench.same_numbers():
        for name, content, said in (
            ("objects.npy", objects.getvalue(), "Python objects"),
            ("cut.npy", npy(RAMP)[:-9], "not as long as its header says"),
            ("head.npy", npy(RAMP)[:20], "damaged or cut off"),
            ("text.npy", b"one two", "is not a number"),
            ("cut.npz", npz(input=RAMP[None])[:-40], "damaged or cut off"),
            ("others.npz", npz(p=RAMP, q=RAMP), "The file contains p, q."),
            ("nan.npy", npy(np.full((3, 3), np.nan)), "nan"),
            ("words.txt", b"one two", "“one” (row 1, column 1) is not a number"),
            ("ragged.csv", b"1,2\n3", "row 2 has 1, the first 2"),
            ("shape.npy", npy(np.zeros((2, 2, 2, 2, 2))), "axes"),
        ):
            workbench.choose_file(name, content)
            expect(workbench.notice()).to_contain_text(said, ignore_case=True)
            expect(workbench.notice()).to_have_role("alert")
        workbench.page.get_by_label("File or image…").set_input_files(large)
        expect(workbench.notice()).to_contain_text("at most")
        expect(workbench.notice()).to_contain_text("50 MB")
        workbench.click("Dismiss")
    # The next good one is taken, and the word goes.
    workbench.choose_file("cut.npy", npy(RAMP)[:-9])
    expect(workbench.notice()).to_be_visible()
    with workbench.other_numbers():
        workbench.choose_file("x.npy", npy(RAMP[0]))
    expect(workbench.notice()).to_be_hidden()


def test_table_dropped_as_text_goes_to_the_grid_on_the_sheet(workbench: Workbench) -> None:
    for channel, (name, content) in enumerate(
        (
            ("table.csv", MATRICES["csv"]),
            ("table.txt", MATRICES["tabs"]),
            ("table.json", MATRICES["json"]),
        )
    ):
        workbench.show_grid(f"X[{channel + 1}]")
        with workbench.other_numbers():
            workbench.drop(name, content.encode(), "text/plain")
        np.testing.assert_array_equal(
            workbench.given().input[0, :, :, channel], MATRIX, err_msg=name
        )
        expect(workbench.page.locator("body.dropping")).to_have_count(0)


# A saved state.


def test_state_saved_and_dropped_again_gives_the_same_page(
    workbench: Workbench, context: BrowserContext, address: str
) -> None:
    workbench.open_panel(
        "grad-weight", "multiply", "batch-2", show="numbers", zeros="hidden", order="last"
    )
    workbench.press("ArrowRight", "ArrowRight")
    with workbench.other_numbers():
        workbench.fill_with("Random", 5)
    workbench.page.wait_for_url(re.compile("cell="))
    saved_at, saved = workbench.page.url, workbench.given()
    workbench.click("Share")
    with workbench.page.expect_download() as download:
        workbench.button("Save as a file").click()
    assert download.value.suggested_filename == "gradgrid.json"
    content = download.value.path().read_bytes()
    other = Workbench(context.new_page(), address)
    other.open_panel(*SLIDE, "batch-2")
    with other.other_numbers():
        other.drop("gradgrid.json", content, "application/json")
    other.idle()
    other.page.wait_for_timeout(300)
    assert other.at() == ("grad-weight", "multiply")
    np.testing.assert_array_equal(other.given().input, saved.input)
    other.expect_shown(saved)
    assert other.look().grids == workbench.look().grids
    assert other.page.url == saved_at
    with other.other_numbers():
        other.press("Control+z")
    assert "data=" not in other.page.url
