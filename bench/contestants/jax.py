"""JAX on the CPU, compiled."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from jax import lax

from bench.contestants.contestant import Contestant, Run
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

jax.config.update("jax_enable_x64", True)


def _prepare(g: ConvGeometry, arrays: ConvInputs) -> Run:
    def forward(x: Any, w: Any, b: Any) -> Any:
        output = lax.conv_general_dilated(
            x,
            w,
            g.stride,
            g.padding,
            rhs_dilation=g.dilation,
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
            feature_group_count=g.groups,
            precision=lax.Precision.HIGHEST,
        )
        return output + b

    @jax.jit
    def everything(x: Any, w: Any, b: Any, grad: Any) -> Any:
        output, pull = jax.vjp(forward, x, w, b)
        return output, *pull(grad)

    given = [
        jax.device_put(array)
        for array in (arrays.input, arrays.weight, arrays.bias, arrays.grad_output)
    ]
    return Run(
        lambda: jax.block_until_ready(everything(*given)),
        lambda results: tuple(map(np.asarray, results)),
    )


CONTESTANTS = (Contestant("JAX", "jax", _prepare),)
