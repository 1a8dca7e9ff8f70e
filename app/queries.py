"""What the service computes: values in, the bytes of an answer out; also for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
from pydantic import ValidationError

from app import limits, presenter
from app.convolutions import Arrays, check_finite
from app.problems import CANNOT, Invalid
from app.responses import dump
from app.schemas import Conv2dRequest, TermsRequest
from app.settings import Settings
from app.strict_json import parse_object
from app.wire.bodies import JSON, values_of
from app.wire.computed_otherwise import about_trace
from app.wire.derivable import check_is_derived, check_terms_are_derived
from app.wire.names import unknown
from app.wire.numpy_files import npz_of
from app.wire.reader import Reading, read_request
from app.wire.request_trace import request_trace
from app.wire.selection import TraceRequest, select
from engine import conv2d_with_gradients
from engine.kernels import shares_threads
from engine.trace import Trace, build_trace

Request = TypeVar("Request", bound=Conv2dRequest)


def backward(body: bytes, settings: Settings) -> bytes:
    """The answer of ``POST /api/v1/conv2d/backward`` to JSON; raises a :class:`Problem`."""
    return backward_of(values_of(body, JSON, settings), settings)


def backward_of(values: Mapping[str, Any], settings: Settings) -> bytes:
    """The same for values by field name."""
    return json_of(read_request(values, settings))


def backward_npz_of(values: Mapping[str, Any], settings: Settings) -> bytes:
    """The same as a .npz: the tensors, and what was taken for granted as an array of text."""
    return npz_of(arrays_of(read_request(values, settings)))


def arrays_of(reading: Reading[Conv2dRequest]) -> dict[str, np.ndarray]:
    """What such a .npz holds, by name."""
    tensors, _ = _computed(reading)
    check_finite(tensors, reading.request.dtype)
    arrays = {name: reading.answer_tensor(name, array) for name, array in tensors.items()}
    if reading.warnings:
        arrays["warnings"] = np.array([warning.detail for warning in reading.warnings])
    return arrays


def backward_at_once(body: bytes, settings: Settings) -> bytes | None:
    """The same; None where the kernels would wait while all their threads compute."""
    reading: Reading[Conv2dRequest] = read_request(values_of(body, JSON, settings), settings)
    return None if shares_threads(reading.arrays.geometry) else json_of(reading)


def trace_of(values: Mapping[str, Any], settings: Settings) -> bytes:
    """The answer of ``POST /api/v1/conv2d/trace`` to ``values``; raises a :class:`Problem`."""
    reading = read_request(values, settings, model=TraceRequest)
    request, arrays = reading.request, reading.arrays
    check_is_derived(reading)
    with np.errstate(over="ignore", invalid="ignore"):
        derived = lazy_trace(arrays)
        selection = select(request, derived.derivation)
        if selection is None:
            derived = traced(arrays, settings)
            check_finite(presenter.trace_values(derived), request.dtype)
            return dump(presenter.trace_to_wire(derived) | about_trace(reading))
        limits.check_selection(derived.derivation, selection, settings)
        numbers = presenter.selected_values(derived, selection)
        check_finite(numbers, request.dtype)
        return dump(presenter.selection_to_wire(derived, selection, numbers) | about_trace(reading))


def terms_of(values: Mapping[str, Any], settings: Settings) -> bytes:
    """The answer of ``POST /api/v1/conv2d/terms`` to ``values``; raises a :class:`Problem`."""
    reading = read_request(values, settings, model=TermsRequest)
    check_terms_are_derived(reading)
    request, order = reading.request, reading.found.order
    limit = limits.check_terms(request.limit, settings)
    is_ours = reading.is_computed_as_given
    derived = lazy_trace(reading.arrays) if is_ours else request_trace(reading)
    if request.tensor not in derived.tensors:
        raise Invalid(CANNOT, unknown("/tensor", request.tensor, derived.tensors))
    tensor = derived.tensors[request.tensor]
    _check_index(request, presenter.index_shape(tensor, order))
    with np.errstate(over="ignore", invalid="ignore"):
        answer = presenter.terms_to_wire(
            derived,
            request.tensor,
            presenter.cell_of_index(tensor, tuple(request.index), order),
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
    value = parse_object(body, settings.max_total_elements)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid.from_pydantic(error) from None


def _computed(
    reading: Reading[Conv2dRequest],
) -> tuple[dict[str, np.ndarray], presenter.Wire]:
    """Output and gradients as the engine has them, and the answer, possibly not finite."""
    arrays, flat = reading.arrays, reading.request.input.flat
    with np.errstate(over="ignore", invalid="ignore"):
        output, gradients = conv2d_with_gradients(
            arrays.grad_output,
            arrays.input,
            arrays.weight,
            arrays.bias,
            **arrays.geometry.options,
        )
    tensors = reading.results(output, gradients)
    answer: presenter.Wire = {
        name: presenter.tensor_to_wire(reading.answer_tensor(name, array), flat=flat)
        for name, array in tensors.items()
    }
    answer["geometry"] = presenter.geometry_to_wire(arrays.geometry)
    return tensors, answer | reading.about()


def traced(arrays: Arrays, settings: Settings) -> Trace:
    """The derivation of a convolution, its values still to be computed; raises :class:`Invalid`."""
    derived = lazy_trace(arrays)
    held = {each.name: each.shape for each in derived.tensors.values() if not each.virtual}
    limits.check_trace(held, settings)
    return derived


def lazy_trace(arrays: Arrays) -> Trace:
    """The derivation of a convolution; a number is computed as soon as it is asked for."""
    return build_trace(
        arrays.geometry, arrays.input, arrays.weight, arrays.bias, arrays.grad_output
    )


def json_of(reading: Reading[Conv2dRequest]) -> bytes:
    """The answer to a request as JSON."""
    tensors, answer = _computed(reading)
    text = dump(answer)
    # An infinity is written as null, and nothing else is; most answers need no other look.
    if b"null" in text:
        check_finite(tensors, reading.request.dtype)
    return text


def _check_index(request: TermsRequest, shape: tuple[int, ...]) -> None:
    index = request.index
    fits = len(index) == len(shape)
    if not fits or any(at >= size for at, size in zip(index, shape, strict=True)):
        message = f"an index into {request.tensor} lies within {shape}, counted from 0"
        raise Invalid.at("/index", message)
