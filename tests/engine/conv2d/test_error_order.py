"""Which of several faults is named: dtype, then option, then rank, channels, fit, shape."""

from typing import Any

import numpy as np
import pytest

from gradgrid.engine import conv2d
from tests.engine.refusals import CALLS, DY, B, K, X, assert_first_fault

pytestmark = pytest.mark.usefixtures("as_users_run_it")


@pytest.mark.parametrize("kernel", CALLS)
def test_kernel_valid_call_is_not_refused(kernel: str) -> None:
    function, arguments = CALLS[kernel]

    assert function(**arguments) is not None


def test_geometry_several_faults_are_refused_in_order_options_rank_channels_fit() -> None:
    faults: dict[str, Any] = {
        "stride": 0,
        "dilation": 0,
        "groups": 0,
        "input_shape": (3, 3),
        "weight_shape": (9, 9),
        "padding": "all",
    }
    mended: dict[str, Any] = {
        "stride": 1,
        "dilation": 1,
        "groups": 2,
        "input_shape": (1, 3, 3, 3),
        "weight_shape": (9, 9, 1, 2),
        "padding": 0,
    }
    for argument in ("stride", "dilation", "groups", "input", "weight", "padding"):
        assert_first_fault("geometry", argument, **faults)
        name = argument if argument in faults else f"{argument}_shape"
        faults[name] = mended[name]
    assert_first_fault("geometry", "groups", **faults)
    assert_first_fault("geometry", "weight", **(faults | {"groups": 1}))


def test_conv2d_several_faults_are_refused_in_order_dtype_option_rank_fit_shape() -> None:
    faults: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("bias", {"bias": B.astype(complex)}, {"bias": np.ones(5)}),
        ("stride", {"stride": 0}, {"stride": 1}),
        ("input", {"input": np.ones((3, 3))}, {"input": X}),
        ("weight", {"weight": np.ones((4, 4, 1, 1))}, {"weight": K}),
        ("bias", {}, {"bias": B}),
    ]
    call: dict[str, Any] = {}
    for _, fault, _ in reversed(faults):
        call |= fault
    for argument, _, mended in faults:
        assert_first_fault("conv2d", argument, **call)
        call |= mended
    assert conv2d(**call).shape == DY.shape
