"""Our engine, by the one call that gives all, and by two."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.contestants.contestant import Contestant, Run
from gradgrid.engine import ConvGeometry, conv2d, conv2d_backward, conv2d_with_gradients
from gradgrid.engine.conv2d.inputs import ConvInputs


def _together(g: ConvGeometry, a: ConvInputs) -> Run:
    options = g.options
    return Run(
        lambda: conv2d_with_gradients(a.grad_output, a.input, a.weight, a.bias, **options), _read
    )


def _apart(g: ConvGeometry, a: ConvInputs) -> Run:
    options = g.options

    def call() -> Any:
        output = conv2d(a.input, a.weight, a.bias, **options)
        return output, conv2d_backward(a.grad_output, a.input, a.weight, **options)

    return Run(call, _read)


def _read(result: Any) -> tuple[np.ndarray, ...]:
    output, gradients = result
    return output, gradients.input, gradients.weight, gradients.bias


CONTESTANTS = (
    Contestant("Gradgrid", "gradgrid", _together),
    Contestant("Gradgrid, two calls", "gradgrid", _apart),
)
