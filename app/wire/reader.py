"""What a request means: from values, by field name, to a convolution as the engine takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from pydantic import ValidationError

from app import presenter
from app.convolutions import Arrays, prepare
from app.problems import Invalid
from app.schemas import Conv2dRequest
from app.settings import Settings

Request = TypeVar("Request", bound=Conv2dRequest)


class Warning(NamedTuple):
    """What was taken for granted, at one place of a request."""

    type: str
    pointer: str
    detail: str


@dataclass(frozen=True, slots=True, eq=False)
class Reading(Generic[Request]):
    """A request, what the engine computes for it, and how its answer is written.

    ``request`` has our names and the options as they were given. ``arrays`` are the engine's:
    channels last, four axes. ``roles`` is empty, or says which tensor of the request each of the
    engine's is: a transposed convolution is the gradient of the convolution in ``arrays``, so its
    input is the engine's ``grad_output``.
    """

    request: Request
    arrays: Arrays
    warnings: tuple[Warning, ...] = ()
    operation: str = "conv2d"
    roles: Mapping[str, str] = field(default_factory=dict)

    def answer_tensor(self, name: str, array: np.ndarray) -> np.ndarray:
        """The tensor of the answer called ``name``, from the engine's axes to the request's."""
        return presenter.to_layout(array, name, self.request.layout)

    def about(self) -> dict[str, Any]:
        """What an answer says of its request; ``warnings`` only where there are any."""
        request = self.request
        said: dict[str, Any] = {"layout": request.layout, "dtype": request.dtype}
        if self.warnings:
            said["warnings"] = [warning._asdict() for warning in self.warnings]
        return said if request.id is None else said | {"id": request.id}


def read_request(
    values: Mapping[str, Any],
    settings: Settings,
    *,
    model: type[Request] = Conv2dRequest,  # type: ignore[assignment]
) -> Reading[Request]:
    """The convolution that ``values`` ask for, by field name; raises :class:`Invalid`.

    A value is what JSON has, a :class:`~app.tensors.Tensor`, a NumPy array, or text.
    """
    try:
        request = model.model_validate(values)
    except ValidationError as error:
        raise Invalid.from_pydantic(error) from None
    return reading_of(request, settings)


def reading_of(request: Request, settings: Settings) -> Reading[Request]:
    """The same for values that are a request already; raises :class:`Invalid`."""
    return Reading(request, prepare(request, settings))


def fits(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Which layouts the shapes in ``values`` fit, of "NHWC" and "NCHW"."""
    raise NotImplementedError
