"""Reads a request: from values by field name to the convolution that the engine computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np
from pydantic import ValidationError

from gradgrid.app.service.problems import CANNOT, Fault, Invalid, NotOffered
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire import limits
from gradgrid.app.wire.conventions import in_our_names
from gradgrid.app.wire.geometry.layouts import layouts_of, resolved
from gradgrid.app.wire.geometry.shapes import Asked, Resolved, Warning, in_pairs
from gradgrid.app.wire.geometry.transposed import ROLES
from gradgrid.app.wire.known_names.not_offered import COMPUTED_NOWHERE
from gradgrid.app.wire.requests import Conv2dRequest, as_array
from gradgrid.app.wire.spelling import unknown_names
from gradgrid.engine import Conv2dGradients
from gradgrid.engine.conv2d.inputs import TENSORS, ConvInputs

__all__ = ["Reading", "Request", "Warning", "fits", "read_request", "reading_of", "validated"]

Request = TypeVar("Request", bound=Conv2dRequest)
NO_ROLES: Mapping[str, str] = {}
# A number past the range of float32 becomes infinite, and is refused by name.
DTYPES = {"float64": np.dtype(np.float64), "float32": np.dtype(np.float32)}


@dataclass(frozen=True, slots=True, eq=False)
class Reading(Generic[Request]):
    """A request, the convolution computed for it, and the layout of its answer.

    ``request`` has our names and the options as they were given. ``arrays`` are the engine's:
    channels last, four axes. ``roles`` is empty, or says which tensor of the request each of the
    engine's is: a transposed convolution is the gradient of the convolution in ``arrays``, so its
    input is the engine's ``grad_output``.
    """

    request: Request
    arrays: ConvInputs
    found: Resolved
    bias: np.ndarray | None
    grad_output: np.ndarray
    notes: tuple[Warning, ...] = ()

    @property
    def operation(self) -> str:
        """ "conv2d" or "conv_transpose2d"."""
        return self.request.operation

    @property
    def roles(self) -> Mapping[str, str]:
        """By the engine's name of a tensor, the request's; empty where both are the same."""
        return ROLES if self.found.is_transposed else NO_ROLES

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """Assumptions made while reading, such as a layout."""
        return self.found.warnings + self.notes if self.notes else self.found.warnings

    @property
    def is_computed_as_given(self) -> bool:
        """Whether the engine's tensors are the request's, but for the order of their axes."""
        found = self.found
        return not (found.is_transposed or self.request.flip_kernel or found.frame)

    def results(self, output: np.ndarray, gradients: Conv2dGradients) -> dict[str, np.ndarray]:
        """The tensors of the answer, channels last, of what the engine computed for ``arrays``."""
        grad_input, grad_weight, grad_bias = gradients.input, gradients.weight, gradients.bias
        if self.request.flip_kernel:
            grad_weight = grad_weight[::-1, ::-1]
        if self.found.frame is not None:
            grad_input = self.found.frame.adjoint(grad_input)
        if self.found.is_transposed:
            output, grad_input = grad_input, output
            if self.bias is not None:
                output = output + self.bias
            grad_bias = self.grad_output.sum(axis=(0, 1, 2))
        return {
            "output": output,
            "grad_input": grad_input,
            "grad_weight": grad_weight,
            "grad_bias": grad_bias,
        }

    def answer_tensor(self, name: str, array: np.ndarray) -> np.ndarray:
        """The tensor of the answer called ``name``, from the engine's axes to the request's."""
        return self.found.order.from_engine(array, name)

    def about(self, *, roles: bool = True) -> dict[str, Any]:
        """The fields of an answer that describe its request; most only where they are not defaults.

        ``roles`` belong to an answer that speaks of the engine's tensors or their geometry.
        """
        request, found = self.request, self.found
        said: dict[str, Any] = {"layout": found.order.layout, "dtype": request.dtype}
        if request.id is not None:
            said["id"] = request.id
        if not found.is_plain or request.flip_kernel or request.convention is not None:
            said["read_as"] = _read_as(request, found)
        if found.is_transposed and roles:
            said["roles"] = dict(self.roles)
        if self.warnings:
            said["warnings"] = [warning._asdict() for warning in self.warnings]
        return said


def read_request(
    values: Mapping[str, Any],
    settings: Settings,
    *,
    model: type[Request] = Conv2dRequest,  # type: ignore[assignment]
) -> Reading[Request]:
    """The convolution that ``values`` ask for, by field name; raises :class:`Invalid`.

    A value is what JSON has, a :class:`Tensor`, a NumPy array, or text.
    """
    if values.keys() <= model.model_fields.keys() and values.get("convention") is None:
        return reading_of(validated(model, values), settings)
    translated = in_our_names(values)
    with translated.pointing_at_their_names():
        _check_names(model, translated.values)
        reading = reading_of(validated(model, translated.values), settings)
    return replace(reading, notes=translated.warnings) if translated.warnings else reading


def _check_names(model: type[Request], values: Mapping[str, Any]) -> None:
    """Refuse names that are no fields of ``model``, with all else that is wrong."""
    unknown = unknown_names(values, model.model_fields.keys())
    if unknown:
        faults = [*_faults_of_the_rest(model, values), *unknown]
        is_offered = any(fault.detail not in COMPUTED_NOWHERE for fault in faults)
        raise (Invalid if is_offered else NotOffered)(CANNOT, faults)


def _faults_of_the_rest(model: type[Request], values: Mapping[str, Any]) -> Sequence[Fault]:
    """What else is wrong with values of which some have no field."""
    try:
        validated(model, {name: values[name] for name in values if name in model.model_fields})
    except Invalid as problem:
        return problem.errors
    return ()


def validated(model: type[Request], values: Mapping[str, Any]) -> Request:
    """The values, by our names, as a request; raises :class:`Invalid`."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Invalid.from_pydantic(error) from None


def reading_of(request: Request, settings: Settings) -> Reading[Request]:
    """What a request means; raises :class:`Invalid`."""
    found = resolved(_asked(request), settings.max_option)
    limits.check_geometry(found.geometry, settings)
    given = {}
    for name in TENSORS:
        tensor = getattr(request, name)
        if tensor is not None:
            array = as_array(tensor, request.dtype)
            # As float64 they are finite: whoever read them refused all else.
            if array.dtype != tensor.array.dtype and not np.isfinite(array).all():
                detail = f"a number of {name} is beyond the range of {request.dtype}"
                raise Invalid.at(f"/{name}", detail)
            order = found.grad_order if name == "grad_output" else found.order
            given[name] = order.to_engine(array, name)
    return _reading(request, found, given)


def _reading(request: Request, found: Resolved, given: dict[str, np.ndarray]) -> Reading[Request]:
    input, weight, bias = given["input"], given["weight"], given.get("bias")
    g, is_transposed = found.geometry, found.is_transposed
    grad_output = given.get("grad_output")
    if grad_output is None:
        grad_output = np.ones(_written_shape(found), request.dtype)
    if request.flip_kernel:
        weight = np.ascontiguousarray(weight[::-1, ::-1])
    read, written = (grad_output, input) if is_transposed else (input, grad_output)
    if found.frame is not None:
        read = found.frame.apply(read)
    arrays = ConvInputs(g, read, weight, None if is_transposed else bias, written)
    return Reading(request, arrays, found, bias, grad_output)


def _written_shape(found: Resolved) -> tuple[int, ...]:
    """The shape of the request's output, channels last."""
    g = found.geometry
    if not found.is_transposed:
        return g.output_shape
    size = g.input_size if found.frame is None else found.frame.input_size
    return (g.batch, *size, g.in_channels)


def fits(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Which layouts the shapes in ``values`` fit, of "NHWC" and "NCHW"; raises :class:`Invalid`."""
    translated = in_our_names(values)
    with translated.pointing_at_their_names():
        _check_names(Conv2dRequest, translated.values)
        left = {name: value for name, value in translated.values.items() if name != "layout"}
        return layouts_of(_asked(validated(Conv2dRequest, left)))


def _asked(request: Conv2dRequest) -> Asked:
    bias, grad_output = request.bias, request.grad_output
    return Asked(
        request.operation,
        request.layout if "layout" in request.model_fields_set else None,
        request.weight_layout,
        request.input.array.shape,
        request.weight.array.shape,
        None if bias is None else bias.array.shape,
        None if grad_output is None else grad_output.array.shape,
        request.stride,
        request.padding,
        request.dilation,
        request.groups,
        request.output_padding,
        request.padding_mode,
        request.convention,
    )


def _read_as(request: Conv2dRequest, found: Resolved) -> dict[str, Any]:
    """The options in our names, which stand for those of the request whatever it was called."""
    options: dict[str, Any] = {
        "operation": request.operation,
        "layout": found.order.layout,
        "weight_layout": found.weight_layout,
        "stride": request.stride,
        "padding": request.padding,
        "dilation": request.dilation,
        "groups": request.groups,
        "output_padding": request.output_padding,
        "padding_mode": request.padding_mode,
        "flip_kernel": request.flip_kernel,
    }
    if found.order.dimensions == 2:
        for name in ("stride", "padding", "dilation", "output_padding"):
            options[name] = in_pairs(name, options[name])
    if not found.is_transposed:
        del options["output_padding"]
    said = {} if request.convention is None else {"convention": request.convention}
    return said | options
