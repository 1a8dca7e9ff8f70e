"""What is refused of the arrays' shapes: each against the convolution it is part of."""

import numpy as np
import pytest

from gradgrid.engine import ShapeError
from tests.engine.refusals import CALLS, assert_refused

pytestmark = pytest.mark.usefixtures("as_users_run_it")


@pytest.mark.parametrize("shape", [(), (1, 1), (2,), (0,)], ids=str)
def test_bias_without_a_number_per_output_channel_is_refused(shape: tuple[int, ...]) -> None:
    text = f"bias has shape {shape}, this convolution needs (1,): change bias or the options"

    assert_refused("conv2d", ShapeError, "bias", text, bias=np.ones(shape))


@pytest.mark.parametrize("kernel", ["grad_input", "grad_weight", "backward"])
@pytest.mark.parametrize(
    "shape", [(2, 2, 2), (1, 2, 2, 1), (2, 3, 2, 1), (2, 2, 1, 1), (2, 2, 2, 2)], ids=str
)
def test_grad_output_of_another_shape_than_the_output_is_refused(
    kernel: str, shape: tuple[int, ...]
) -> None:
    text = (
        f"grad_output has shape {shape}, this convolution needs (2, 2, 2, 1): "
        "change grad_output or the options"
    )

    assert_refused(kernel, ShapeError, "grad_output", text, grad_output=np.ones(shape))


@pytest.mark.parametrize("shape", [(), (2, 2), (1, 2, 2, 1, 1)], ids=str)
def test_grad_bias_without_4_axes_is_refused(shape: tuple[int, ...]) -> None:
    text = f"grad_output must have 4 axes (N, OH, OW, C_out), has {len(shape)}: {shape}"

    assert_refused("grad_bias", ShapeError, "grad_output", text, grad_output=np.ones(shape))


def test_grad_bias_of_nothing_is_refused() -> None:
    text = (
        "every axis of grad_output (N, OH, OW, C_out) must have at least 1 element, "
        "got shape (1, 2, 2, 0)"
    )

    assert_refused("grad_bias", ShapeError, "grad_output", text, grad_output=np.ones((1, 2, 2, 0)))


@pytest.mark.parametrize(
    ("kernel", "name"),
    [
        (kernel, name)
        for kernel, (_, arguments) in CALLS.items()
        for name in ("input", "weight")
        if name in arguments
    ],
    ids=lambda value: value,
)
@pytest.mark.parametrize("shape", [(), (3, 3), (1, 1, 3, 3, 1)], ids=str)
def test_input_and_weight_without_4_axes_are_refused(
    kernel: str, name: str, shape: tuple[int, ...]
) -> None:
    form = {"input": "(N, H, W, C_in)", "weight": "(kh, kw, C_in/groups, C_out)"}[name]
    text = f"{name} must have 4 axes {form}, has {len(shape)}: {shape}"

    assert_refused(kernel, ShapeError, name, text, **{name: np.ones(shape)})


@pytest.mark.parametrize("kernel", ["conv2d", "grad_input", "grad_weight", "backward"])
def test_kernel_that_does_not_fit_is_refused(kernel: str) -> None:
    text = (
        "kernel 4x2 at dilation 1 spans 4x2, the padded input is 3x3: "
        "use a smaller kernel or add padding"
    )
    name = "weight" if "weight" in CALLS[kernel][1] else "weight_shape"
    shape = (4, 2, 1, 1)
    value = np.ones(shape) if name == "weight" else shape

    assert_refused(kernel, ShapeError, "weight", text, **{name: value})
