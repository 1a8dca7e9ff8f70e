"""What the service computes: values in, the bytes of an answer out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gradgrid.app.api.gradients import (
    arrays_of,
    backward,
    backward_at_once,
    backward_npz_of,
    backward_of,
    json_of,
    tensors_of,
)
from gradgrid.app.service.json_response import dump
from gradgrid.app.service.problems import CANNOT, Invalid
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire import present
from gradgrid.app.wire.formats.strict_json import parse_object
from gradgrid.app.wire.names import unknown
from gradgrid.app.wire.overflow import check_finite
from gradgrid.app.wire.reader import Request, read_request, validated
from gradgrid.app.wire.requests import TermsRequest
from gradgrid.app.wire.trace.computed_otherwise import about_trace
from gradgrid.app.wire.trace.derivable import check_is_derived
from gradgrid.app.wire.trace.limits import check_selection, check_terms, check_trace
from gradgrid.app.wire.trace.request_trace import request_trace
from gradgrid.app.wire.trace.selection import TraceRequest, select
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import Conv2dTrace, trace_of_inputs
from gradgrid.engine.rules.trace import Trace

__all__ = [
    "arrays_of",
    "backward",
    "backward_at_once",
    "backward_npz_of",
    "backward_of",
    "json_of",
    "parse",
    "terms_of",
    "trace_of",
    "traced",
]


def trace_of(values: Mapping[str, Any], settings: Settings) -> bytes:
    """The answer of ``POST /api/v1/conv2d/trace`` to ``values``; raises a :class:`Problem`."""
    reading = read_request(values, settings, model=TraceRequest)
    request, arrays = reading.request, reading.arrays
    check_is_derived(reading)
    with np.errstate(over="ignore", invalid="ignore"):
        derived = trace_of_inputs(arrays)
        selection = select(request, derived.derivation)
        if selection is None:
            derived = traced(arrays, settings)
            check_finite(present.trace_values(derived), request.dtype)
            return dump(present.trace_to_wire(derived) | about_trace(reading))
        check_selection(derived.derivation, selection, settings)
        numbers = present.selected_values(derived, selection)
        check_finite(numbers, request.dtype)
        return dump(present.selection_to_wire(derived, selection, numbers) | about_trace(reading))


def terms_of(values: Mapping[str, Any], settings: Settings) -> bytes:
    """The answer of ``POST /api/v1/conv2d/terms`` to ``values``; raises a :class:`Problem`."""
    reading = read_request(values, settings, model=TermsRequest)
    request, order = reading.request, reading.found.order
    limit = check_terms(request.limit, settings)
    is_ours = reading.is_computed_as_given
    derived: Trace = (
        trace_of_inputs(reading.arrays)
        if is_ours
        else request_trace(reading, lambda: tensors_of(reading))
    )
    if request.tensor not in derived.tensors:
        raise Invalid(CANNOT, unknown("/tensor", request.tensor, derived.tensors))
    tensor = derived.tensors[request.tensor]
    _check_index(request, present.index_shape(tensor, order))
    with np.errstate(over="ignore", invalid="ignore"):
        answer = present.terms_to_wire(
            derived,
            request.tensor,
            present.cell_of_index(tensor, tuple(request.index), order),
            zeros=request.zeros,
            offset=request.offset,
            limit=limit,
            layout=order,
        )
    numbers = [answer["value"], *(term["product"] for term in answer["terms"])]
    check_finite({request.tensor: np.array(numbers)}, request.dtype)
    return dump(answer | reading.about(roles=False))


def parse(model: type[Request], body: bytes, settings: Settings) -> Request:
    """The body as ``model``; raises a :class:`Problem`."""
    return validated(model, parse_object(body, settings.max_total_elements))


def traced(arrays: ConvInputs, settings: Settings) -> Conv2dTrace:
    """The derivation of a convolution, its values still to be computed; raises :class:`Invalid`."""
    derived = trace_of_inputs(arrays)
    held = {each.name: each.shape for each in derived.tensors.values() if not each.virtual}
    check_trace(held, settings)
    return derived


def _check_index(request: TermsRequest, shape: tuple[int, ...]) -> None:
    index = request.index
    fits = len(index) == len(shape)
    if not fits or any(at >= size for at, size in zip(index, shape, strict=True)):
        message = f"an index into {request.tensor} lies within {shape}, counted from 0"
        raise Invalid.at("/index", message)
