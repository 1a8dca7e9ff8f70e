"""What im2col and col2im refuse, always in the names of their own parameters."""

import numpy as np
import pytest

from gradgrid.engine import OptionError, ShapeError
from tests.engine.refusals import assert_refused

pytestmark = pytest.mark.usefixtures("as_users_run_it")

PAIR_RULE = "must be an integer >= 1, or a pair (vertical, horizontal) of them, got"


@pytest.mark.parametrize("size", [0, True, (2,), (2, 0), "22", None], ids=repr)
def test_kernel_size_not_a_positive_size_is_refused(size: object) -> None:
    text = f"kernel_size {PAIR_RULE} {size!r}"

    assert_refused("im2col", OptionError, "kernel_size", text, kernel_size=size)
    assert_refused("col2im", OptionError, "kernel_size", text, kernel_size=size)


@pytest.mark.parametrize("size", [0, (3,), (3, 0), (1, 3, 3), None], ids=repr)
def test_input_size_not_a_positive_size_is_refused(size: object) -> None:
    text = f"input_size {PAIR_RULE} {size!r}"

    assert_refused("col2im", OptionError, "input_size", text, input_size=size)


@pytest.mark.parametrize("order", ["channel_first", "", None, [], {}], ids=repr)
def test_patch_order_unknown_is_refused(order: object) -> None:
    text = f"patch_order must be one of channel_major, channel_last, not {order!r}"

    assert_refused("im2col", OptionError, "patch_order", text, patch_order=order)
    assert_refused("col2im", OptionError, "patch_order", text, patch_order=order)


def test_kernel_that_does_not_fit_is_refused_as_kernel_size() -> None:
    text = (
        "kernel 2x2 at dilation 3 spans 4x4, the padded input is 3x3: "
        "lower the dilation or add padding"
    )

    assert_refused("im2col", ShapeError, "kernel_size", text, dilation=3)
    assert_refused("col2im", ShapeError, "kernel_size", text, dilation=3)


def test_im2col_input_without_channels_is_refused() -> None:
    text = (
        "every axis of input (N, H, W, C_in) must have at least 1 element, got shape (1, 3, 3, 0)"
    )

    assert_refused("im2col", ShapeError, "input", text, input=np.ones((1, 3, 3, 0)))


@pytest.mark.parametrize(
    "shape", [(), (4, 8), (1, 1, 4, 8), (0, 4, 8), (1, 0, 8), (1, 4, 0)], ids=str
)
def test_col2im_columns_without_3_filled_axes_are_refused(shape: tuple[int, ...]) -> None:
    text = (
        f"columns must have 3 axes (N, windows, patch) of at least 1 element, the shape is {shape}"
    )

    assert_refused("col2im", ShapeError, "columns", text, columns=np.ones(shape))


@pytest.mark.parametrize("patch", [3, 9])
def test_col2im_columns_of_broken_patches_are_refused(patch: int) -> None:
    text = f"{patch} columns are not a multiple of 2x2 patches: change columns or kernel_size"

    assert_refused("col2im", ShapeError, "columns", text, columns=np.ones((1, 4, patch)))


@pytest.mark.parametrize("rows", [1, 3, 5, 9])
def test_col2im_columns_of_other_windows_are_refused(rows: int) -> None:
    text = f"columns has {rows} rows, 2x2 windows need 4: change columns or the options"

    assert_refused("col2im", ShapeError, "columns", text, columns=np.ones((1, rows, 8)))
