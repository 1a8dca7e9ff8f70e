"""A request as the engine takes it, after every check that its shapes allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from app import limits, presenter
from app.problems import Invalid, Overflow
from app.schemas import Conv2dRequest, as_array
from app.settings import Settings
from engine import ConvGeometry, EngineError
from engine.kernels.plans import plan


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """One convolution as the engine takes it: channels last, one dtype, checked."""

    geometry: ConvGeometry
    input: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    grad_output: np.ndarray


def is_same(one: Arrays, other: Arrays) -> bool:
    """Whether both are the same convolution of the same numbers."""
    if one.geometry != other.geometry or (one.bias is None) != (other.bias is None):
        return False
    return all(
        getattr(one, name) is None or np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("input", "weight", "bias", "grad_output")
    )


def prepare(request: Conv2dRequest, settings: Settings) -> Arrays:
    """The request's arrays, after every check that its shapes allow; raises :class:`Invalid`."""
    geometry = geometry_of(request, settings)
    given = {
        "input": request.input,
        "weight": request.weight,
        "bias": request.bias,
        "grad_output": request.grad_output,
    }
    wanted = {"bias": (geometry.out_channels,), "grad_output": geometry.output_shape}
    arrays: dict[str, np.ndarray] = {}
    for name, tensor in given.items():
        if tensor is None:
            continue
        _check_shape(name, tensor.array.shape, wanted.get(name), request.layout)
        array = as_array(tensor, request.dtype)
        # As float64 they are finite: whoever read them refused all else.
        if array.dtype != tensor.array.dtype and not np.isfinite(array).all():
            raise Invalid.at(f"/{name}", f"a number of {name} is past the range of {request.dtype}")
        arrays[name] = presenter.from_layout(array, name, request.layout)
    if "grad_output" not in arrays:
        arrays["grad_output"] = np.ones(geometry.output_shape, request.dtype)
    return Arrays(geometry, bias=arrays.pop("bias", None), **arrays)


def check_finite(tensors: dict[str, np.ndarray], dtype: str) -> None:
    """Refuse a result past the range of its dtype: JSON has no infinity."""
    for name, array in tensors.items():
        if not np.isfinite(array).all():
            raise Overflow(
                f"{name} overflows {dtype}, and JSON has no infinity: scale the numbers down."
            )


def geometry_of(request: Conv2dRequest, settings: Settings) -> ConvGeometry:
    """The geometry of a request, within the limits; raises :class:`Invalid`."""
    options: dict[str, Any] = {
        "stride": request.stride,
        "padding": request.padding,
        "dilation": request.dilation,
        "groups": request.groups,
    }
    limits.check_options(options, settings)
    shapes = (
        presenter.shape_from_layout(request.input.array.shape, "input", request.layout),
        presenter.shape_from_layout(request.weight.array.shape, "weight", request.layout),
    )
    try:
        geometry, _ = plan(*shapes, **options)
    except EngineError as error:
        raise Invalid.at(f"/{error.argument}", str(error)) from None
    limits.check_geometry(geometry, settings)
    return geometry


def _check_shape(
    name: str, shape: tuple[int, ...], wanted: tuple[int, ...] | None, layout: str
) -> None:
    if wanted is None:
        return
    arranged = presenter.shape_to_layout(wanted, name, layout)
    if shape != arranged:
        raise Invalid.at(f"/{name}", f"{name} has shape {shape}, this convolution needs {arranged}")
