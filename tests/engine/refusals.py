"""A valid call of each kernel, and assertions that changes to it are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradgrid.engine import (
    ConvGeometry,
    EngineError,
    col2im,
    conv2d,
    conv2d_backward,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_weight,
    im2col,
)

X = np.ones((2, 3, 3, 1))
K = np.ones((2, 2, 1, 1))
B = np.ones(1)
DY = np.ones((2, 2, 2, 1))
COLUMNS = np.ones((2, 4, 4))

CALLS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "geometry": (ConvGeometry.of, {"input_shape": X.shape, "weight_shape": K.shape}),
    "conv2d": (conv2d, {"input": X, "weight": K, "bias": B}),
    "grad_input": (
        conv2d_grad_input,
        {"input_shape": X.shape, "weight": K, "grad_output": DY},
    ),
    "grad_weight": (
        conv2d_grad_weight,
        {"input": X, "weight_shape": K.shape, "grad_output": DY},
    ),
    "grad_bias": (conv2d_grad_bias, {"grad_output": DY}),
    "backward": (conv2d_backward, {"grad_output": DY, "input": X, "weight": K}),
    "im2col": (im2col, {"input": X, "kernel_size": 2}),
    "col2im": (col2im, {"columns": COLUMNS, "input_size": (3, 3), "kernel_size": 2}),
}


def assert_refused(
    kernel: str, error: type[EngineError], argument: str, text: str, **changed: Any
) -> None:
    """The valid call with the changes raises ``error`` in these words, all of them."""
    function, arguments = CALLS[kernel]
    with pytest.raises(error) as caught:
        function(**(arguments | changed))
    assert str(caught.value) == text
    assert caught.value.argument == argument
    assert isinstance(caught.value, ValueError)


def assert_first_fault(kernel: str, argument: str, **changed: Any) -> None:
    """Of several faults in the call, the one of ``argument`` is named."""
    function, arguments = CALLS[kernel]
    with pytest.raises(EngineError) as caught:
        function(**(arguments | changed))
    assert caught.value.argument == argument
