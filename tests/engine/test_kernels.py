"""Every strategy on every geometry that it can compute, whichever the table would pick."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given

from engine import ConvGeometry
from engine.kernels import STRATEGIES
from engine.kernels.columns import Columns
from engine.kernels.depthwise import Depthwise
from engine.kernels.heavy import Heavy
from engine.kernels.planned import Planned
from engine.kernels.scatter import Scatter
from engine.kernels.strategy import Strategy
from tests.engine import plain_loops
from tests.engine.geometries import assert_exact, geometries, tensors

CAN_COMPUTE: dict[type[Strategy], Callable[[ConvGeometry], bool]] = {
    Planned: lambda g: True,
    Depthwise: lambda g: g.group_in_channels == g.group_out_channels == 1,
    Heavy: lambda g: g.groups == 1,
    Scatter: lambda g: g.groups == 1,
    Columns: lambda g: True,
}


def compute(strategy: type[Strategy], g: ConvGeometry, dtype: type) -> tuple[np.ndarray, ...]:
    input, weight, bias, grad_output = tensors(g, dtype)
    kernel = strategy(g)
    output = kernel.forward(input, weight, bias)
    grad_weight = kernel.grad_weight(input, grad_output)
    both = kernel.forward_and_grad_weight(input, weight, bias, grad_output)
    assert_exact(both[0], output)
    assert_exact(both[1], grad_weight)
    return output, kernel.grad_input(weight, grad_output), grad_weight


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("strategy", [row for row, _ in STRATEGIES])
@given(geometries())
def test_strategy_any_geometry_equals_plain_loops(
    strategy: type[Strategy], dtype: type, g: ConvGeometry
) -> None:
    assume(CAN_COMPUTE[strategy](g))
    input, weight, bias, grad_output = tensors(g)

    output, grad_input, grad_weight = compute(strategy, g, dtype)

    assert {array.dtype for array in (output, grad_input, grad_weight)} == {np.dtype(dtype)}
    assert_exact(output, plain_loops.forward(input, weight, bias, g))
    assert_exact(grad_input, plain_loops.grad_input(weight, grad_output, g))
    assert_exact(grad_weight, plain_loops.grad_weight(input, grad_output, g))
