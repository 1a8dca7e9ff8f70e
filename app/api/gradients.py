"""Output and gradients: values in, the bytes of an answer out; for the service and command line.

The derivation is not imported here: that would double the start of a command.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gradgrid.app.service.json_response import dump
from gradgrid.app.service.media_types import JSON
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire import present
from gradgrid.app.wire.body import values_of
from gradgrid.app.wire.formats.numpy_files import npz_of
from gradgrid.app.wire.overflow import check_finite
from gradgrid.app.wire.reader import Reading, Request, read_request
from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.engine import conv2d_with_gradients
from gradgrid.engine.conv2d.kernels.choose_strategy import shares_threads


def backward(body: bytes, settings: Settings) -> bytes:
    """The answer of ``POST /api/v1/conv2d/backward`` to JSON; raises a :class:`Problem`."""
    return backward_of(values_of(body, JSON, settings), settings)


def backward_of(values: Mapping[str, Any], settings: Settings) -> bytes:
    """The same for values by field name."""
    return json_of(read_request(values, settings))


def backward_npz_of(values: Mapping[str, Any], settings: Settings) -> bytes:
    """The same as a .npz: the tensors, and any warnings as an array of text."""
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
    """As `backward`, on the event loop; None if the kernels use the thread team and could block."""
    reading: Reading[Conv2dRequest] = read_request(values_of(body, JSON, settings), settings)
    return None if shares_threads(reading.arrays.geometry) else json_of(reading)


def json_of(reading: Reading[Conv2dRequest]) -> bytes:
    """The answer to a request as JSON."""
    tensors, answer = _computed(reading)
    text = dump(answer)
    # orjson writes an infinity as null; without "null" there is none, and the check is skipped.
    if b"null" in text:
        check_finite(tensors, reading.request.dtype)
    return text


def tensors_of(reading: Reading[Request]) -> dict[str, np.ndarray]:
    """Output and gradients, channels last, possibly not finite."""
    arrays = reading.arrays
    with np.errstate(over="ignore", invalid="ignore"):
        output, gradients = conv2d_with_gradients(
            arrays.grad_output,
            arrays.input,
            arrays.weight,
            arrays.bias,
            **arrays.geometry.options,
        )
    return reading.results(output, gradients)


def _computed(
    reading: Reading[Conv2dRequest],
) -> tuple[dict[str, np.ndarray], present.Wire]:
    """Output and gradients as the engine has them, and the answer, possibly not finite."""
    arrays, flat = reading.arrays, reading.request.input.flat
    tensors = tensors_of(reading)
    answer: present.Wire = {
        name: present.tensor_to_wire(reading.answer_tensor(name, array), flat=flat)
        for name, array in tensors.items()
    }
    answer["geometry"] = present.geometry_to_wire(arrays.geometry)
    return tensors, answer | reading.about()
