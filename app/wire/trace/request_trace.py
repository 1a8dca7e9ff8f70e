"""The trace of a request's own tensors where the engine computes another convolution for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from gradgrid.app.wire.reader import Reading, Request
from gradgrid.app.wire.requests import as_array
from gradgrid.engine.conv2d.direct_rules import DirectRules
from gradgrid.engine.rules.trace import Trace


def request_trace(
    reading: Reading[Request], results: Callable[[], Mapping[str, np.ndarray]]
) -> Trace:
    """Input, weight, bias, output and gradients of the request, by rules of its own.

    ``results`` computes the tensors of its answer, which is faster for a cell of very many terms.
    """
    request, found, arrays = reading.request, reading.found, reading.arrays
    g, frame = found.geometry, found.frame
    crops = ((0, 0), (0, 0)) if frame is None else frame.sides
    (top, left), (crop_top, crop_left) = (
        tuple(side[0] for side in sides) for sides in (g.padding, crops)
    )
    derivation = DirectRules(
        g,
        g.input_size if frame is None else frame.input_size,
        (top + crop_top, left + crop_left),
        borders=(None, None) if frame is None else frame.borders,
        flip_kernel=request.flip_kernel,
        is_transposed=found.is_transposed,
        has_bias=reading.bias is not None,
    ).derivation()
    weight = arrays.weight[::-1, ::-1] if request.flip_kernel else arrays.weight
    input = found.order.to_engine(as_array(request.input, request.dtype), "input")
    values = {"input": input, "weight": weight, "grad_output": reading.grad_output}
    if reading.bias is not None:
        values["bias"] = reading.bias
    shapes, computed = derivation.shapes, cache(results)
    return Trace(
        derivation,
        {name: np.ascontiguousarray(array).reshape(shapes[name]) for name, array in values.items()},
        {name: lambda name=name: computed()[name] for name in derivation.answers},  # type: ignore[misc]
    )
