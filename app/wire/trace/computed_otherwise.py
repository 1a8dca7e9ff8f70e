"""Warnings where a trace shows the engine's tensors, which are not the request's own."""

from __future__ import annotations

from typing import Any

from gradgrid.app.wire.geometry.shapes import Warning
from gradgrid.app.wire.reader import Reading, Request

TRANSPOSED = (
    "the trace is that of the convolution whose gradient this is: roles says which tensor is "
    "which, and a bias is not in it"
)
FLIPPED = (
    "the trace is that of the cross-correlation with the flipped kernel: its weight and "
    "grad_weight are flipped"
)


def about_trace(reading: Reading[Request]) -> dict[str, Any]:
    """What a trace says of its request, with a warning where its tensors are not the request's."""
    said = reading.about()
    warnings = [warning._asdict() for warning in _differences(reading)]
    return said | {"warnings": said.get("warnings", []) + warnings} if warnings else said


def _differences(reading: Reading[Request]) -> list[Warning]:
    differs = {
        ("/operation", TRANSPOSED): reading.found.is_transposed,
        ("/flip_kernel", FLIPPED): reading.request.flip_kernel,
    }
    return [Warning("computed-otherwise", *each) for each, holds in differs.items() if holds]
