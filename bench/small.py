"""The article's own example: nine cells, forward and all gradients, in one call."""

from __future__ import annotations

from statistics import median

import numpy as np

from bench.layers import LAYERS, Layer, random_inputs
from bench.timing import seconds
from gradgrid.engine import conv2d_with_gradients
from gradgrid.engine.conv2d.kernels.cache import forget

ARTICLE = next(layer for layer in LAYERS if layer.name == "the article, one channel")
RUNS = 2_000


def planned_and_first(layer: Layer = ARTICLE) -> tuple[float, float]:
    """Median seconds with the plan at hand, and with the plan still to make."""
    arrays = random_inputs(layer, np.float64)
    given = arrays.grad_output, arrays.input, arrays.weight, arrays.bias

    def call() -> None:
        conv2d_with_gradients(*given)

    planned = median(seconds(call, 100) for _ in range(RUNS // 100))
    first = []
    for _ in range(RUNS):
        forget()
        first.append(seconds(call))
    return planned, median(first)
