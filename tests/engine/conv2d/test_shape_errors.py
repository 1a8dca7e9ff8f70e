"""What is refused of shapes: rank, empty axes, channels, and a kernel that does not fit."""

from typing import Any

import pytest

from gradgrid.engine import ShapeError
from tests.engine.refusals import assert_refused

pytestmark = pytest.mark.usefixtures("as_users_run_it")


@pytest.mark.parametrize("shape", [(), (3, 3), (3, 3, 1), (1, 1, 3, 3, 1)], ids=len)
def test_shapes_without_4_axes_are_refused(shape: tuple[int, ...]) -> None:
    count = f"has {len(shape)}: {shape}"
    text = f"input must have 4 axes (N, H, W, C_in), {count}"
    assert_refused("geometry", ShapeError, "input", text, input_shape=shape)
    text = f"weight must have 4 axes (kh, kw, C_in/groups, C_out), {count}"
    assert_refused("geometry", ShapeError, "weight", text, weight_shape=shape)


@pytest.mark.parametrize("size", [0, -1, 1.5, True], ids=repr)
@pytest.mark.parametrize("axis", range(4))
def test_shapes_with_an_empty_axis_are_refused(axis: int, size: Any) -> None:
    shape = tuple(size if place == axis else 1 for place in range(4))
    rule = f"must have at least 1 element, got shape {shape}"
    text = f"every axis of input (N, H, W, C_in) {rule}"
    assert_refused("geometry", ShapeError, "input", text, input_shape=shape)
    text = f"every axis of weight (kh, kw, C_in/groups, C_out) {rule}"
    assert_refused("geometry", ShapeError, "weight", text, weight_shape=shape)


@pytest.mark.parametrize(
    ("c_in", "c_out"), [(3, 4), (4, 3), (3, 3)], ids=["input", "output", "both"]
)
def test_groups_that_do_not_divide_the_channels_are_refused(c_in: int, c_out: int) -> None:
    text = (
        f"2 groups must divide both {c_in} input channels and {c_out} output channels: "
        "choose a common divisor"
    )
    shapes = {"input_shape": (1, 3, 3, c_in), "weight_shape": (2, 2, c_in, c_out)}
    assert_refused("geometry", ShapeError, "groups", text, groups=2, **shapes)


@pytest.mark.parametrize(("groups", "needed"), [(1, 4), (2, 2)])
def test_weight_of_other_channels_than_the_input_is_refused(groups: int, needed: int) -> None:
    text = (
        f"weight has 3 input channels, but 4 input channels in {groups} group(s) need {needed}: "
        "change the weight, the input or groups"
    )
    shapes = {"input_shape": (1, 3, 3, 4), "weight_shape": (2, 2, 3, 2)}
    assert_refused("geometry", ShapeError, "weight", text, groups=groups, **shapes)


@pytest.mark.parametrize(
    ("options", "kernel", "dilation", "span", "padded"),
    [
        pytest.param({}, (4, 2), "1", "4x2", "3x3", id="tall"),
        pytest.param({}, (2, 4), "1", "2x4", "3x3", id="wide"),
        pytest.param({"dilation": 2, "padding": 2}, (5, 5), "2", "9x9", "7x7", id="dilated"),
        pytest.param({"dilation": (1, 4)}, (2, 2), "(1, 4)", "2x5", "3x3", id="dilated-one-way"),
        pytest.param({"padding": ((0, 0), (1, 0))}, (1, 5), "1", "1x5", "3x4", id="one-sided"),
    ],
)
def test_kernel_that_does_not_fit_is_refused(
    options: dict[str, Any], kernel: tuple[int, int], dilation: str, span: str, padded: str
) -> None:
    remedy = "use a smaller kernel" if dilation == "1" else "lower the dilation"
    text = (
        f"kernel {kernel[0]}x{kernel[1]} at dilation {dilation} spans {span}, the padded input "
        f"is {padded}: {remedy} or add padding"
    )
    assert_refused("geometry", ShapeError, "weight", text, weight_shape=(*kernel, 1, 1), **options)


def test_kernel_too_long_to_print_that_does_not_fit_is_refused() -> None:
    text = (
        "kernel 2x2 at dilation about 10**5000 spans about 10**5000xabout 10**5000, the padded "
        "input is 3x3: lower the dilation or add padding"
    )
    assert_refused("geometry", ShapeError, "weight", text, dilation=10**5000)


def test_groups_too_long_to_print_are_refused() -> None:
    text = (
        "about 10**5000 groups must divide both 1 input channels and 1 output channels: "
        "choose a common divisor"
    )
    assert_refused("geometry", ShapeError, "groups", text, groups=10**5000)


@pytest.mark.parametrize("shape", [3, None, 2.5], ids=repr)
def test_shapes_that_are_no_sequence_are_refused(shape: Any) -> None:
    text = f"the shape of input must be (N, H, W, C_in), got {shape!r}"
    assert_refused("geometry", ShapeError, "input", text, input_shape=shape)
    assert_refused("grad_input", ShapeError, "input", text, input_shape=shape)
    text = f"the shape of weight must be (kh, kw, C_in/groups, C_out), got {shape!r}"
    assert_refused("geometry", ShapeError, "weight", text, weight_shape=shape)
    assert_refused("grad_weight", ShapeError, "weight", text, weight_shape=shape)
