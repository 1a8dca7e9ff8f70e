"""Tensors from parsed JSON: nested lists, or {"shape": [...], "data": [...]}.

A million numbers are checked by the set of their types, row upon row; only where that set is wrong
is the element at fault looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import prod
from typing import Any

import numpy as np

NUMBERS = {int, float}
MANY = 10**15
NO_NUMBER = "must be a number, not true, null or text"


class TensorError(ValueError):
    """A tensor that cannot be read; ``pointer`` says where inside it, as a JSON pointer."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """A float64 array, and whether it came as flat data with a shape."""

    array: np.ndarray
    flat: bool

    def listed(self) -> object:
        """The same as lists, in the form that it came in."""
        if self.flat:
            return {"shape": [*self.array.shape], "data": self.array.reshape(-1).tolist()}
        return self.array.tolist()


def parse_tensor(value: object, axes: Sequence[str]) -> Tensor:
    """``value`` as a tensor with one axis per name in ``axes``, no axis empty, all numbers finite.

    >>> parse_tensor([[1, 2], [3, 4.5]], ("rows", "columns")).array
    array([[1. , 2. ],
           [3. , 4.5]])
    >>> parse_tensor({"shape": [1, 2], "data": [1, 2]}, ("rows", "columns")).array.shape
    (1, 2)
    >>> parse_tensor([[1, 2], [3]], ("rows", "columns"))
    Traceback (most recent call last):
    gradgrid...TensorError: lists of one level must be equally long: this one has 1, the first has 2
    """
    if isinstance(value, dict):
        return Tensor(_parse_flat(value, axes), flat=True)
    if not isinstance(value, list):
        raise TensorError('must be nested lists, or an object with "shape" and "data"')
    shape, numbers = _flatten(value, axes)
    return Tensor(_to_array(numbers, shape, ""), flat=False)


def tensor_of_array(array: np.ndarray, axes: Sequence[str]) -> Tensor:
    """``array`` by the same rules as :func:`parse_tensor`."""
    form = f"({', '.join(axes)})"
    if array.ndim != len(axes):
        raise TensorError(f"must have {len(axes)} axes {form}, the array has {array.ndim}")
    if 0 in array.shape:
        raise TensorError(f"axis {axes[array.shape.index(0)]} must have at least 1 element")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise TensorError("every number must be finite: there is an infinity or a NaN")
    return Tensor(numbers, flat=False)


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of a tensor in any form, going by the first element of each list."""
    if isinstance(value, Tensor):
        return tuple(value.array.shape)
    if isinstance(value, np.ndarray):
        return tuple(value.shape)
    if isinstance(value, dict):
        sizes = value.get("shape")
        return tuple(sizes) if isinstance(sizes, list) else ()
    shape = []
    while isinstance(value, (list, tuple)):
        shape.append(len(value))
        value = value[0] if value else None
    return tuple(shape)


def _flatten(value: list[Any], axes: Sequence[str]) -> tuple[tuple[int, ...], list[Any]]:
    level: list[Any] = [value]
    shape: list[int] = []
    for depth in range(len(axes)):
        lengths = set(map(len, level))
        if lengths == {0}:
            at = _pointer(0, shape)
            raise TensorError(f"axis {axes[depth]} must have at least 1 element", at)
        if len(lengths) > 1:
            first = len(level[0])
            odd = next(k for k, row in enumerate(level) if len(row) != first)
            message = "lists of one level must be equally long: "
            message += f"this one has {len(level[odd])}, the first has {first}"
            raise TensorError(message, _pointer(odd, shape))
        shape.append(lengths.pop())
        level = list(chain.from_iterable(level))
        _check_types(level, shape, axes)
    return tuple(shape), level


def _check_types(level: list[Any], shape: list[int], axes: Sequence[str]) -> None:
    """All lists where axes are left, all numbers at the last one."""
    last = len(shape) == len(axes)
    types = set(map(type, level))
    if types <= NUMBERS if last else types == {list}:
        return
    allowed = NUMBERS if last else {list}
    odd = next(k for k, element in enumerate(level) if type(element) not in allowed)
    form = f"({', '.join(axes)})"
    if last and type(level[odd]) is list:
        message = f"must have {len(axes)} axes {form}, the lists go deeper"
    elif last:
        message = NO_NUMBER
    elif type(level[odd]) in NUMBERS:
        message = f"must have {len(axes)} axes {form}, the lists end after {len(shape)}"
    else:
        message = f"must be a list: the tensor has {len(axes)} axes {form}"
    raise TensorError(message, _pointer(odd, shape))


def _parse_flat(value: dict[str, Any], axes: Sequence[str]) -> np.ndarray:
    if set(value) != {"shape", "data"}:
        raise TensorError('a flat tensor must have exactly the fields "shape" and "data"')
    shape, numbers = value["shape"], value["data"]
    form = f"({', '.join(axes)})"
    if type(shape) is not list or any(type(size) is not int for size in shape):
        raise TensorError("shape must be a list of integers", "/shape")
    if len(shape) != len(axes):
        raise TensorError(f"must have {len(axes)} axes {form}, got {len(shape)}", "/shape")
    if min(shape) < 1:
        odd = next(k for k, size in enumerate(shape) if size < 1)
        raise TensorError(f"axis {axes[odd]} must have at least 1 element", f"/shape/{odd}")
    if type(numbers) is not list:
        raise TensorError("data must be a flat list of numbers", "/data")
    wanted = prod(shape)
    if wanted != len(numbers):
        count = wanted if wanted < MANY else "more than 10^15"
        raise TensorError(f"the shape needs {count} numbers, data has {len(numbers)}", "/data")
    if not set(map(type, numbers)) <= NUMBERS:
        odd = next(k for k, number in enumerate(numbers) if type(number) not in NUMBERS)
        raise TensorError(NO_NUMBER, f"/data/{odd}")
    return _to_array(numbers, tuple(shape), "/data")


def _to_array(numbers: list[Any], shape: tuple[int, ...], prefix: str) -> np.ndarray:
    try:
        array = np.array(numbers, np.float64)
    except OverflowError:  # a whole number past the range of float64
        array = np.array([_as_float(number) for number in numbers])
    finite = np.isfinite(array)
    if not finite.all():
        odd = int(np.argmin(finite))
        at = f"/{odd}" if prefix else _pointer(odd, shape)
        raise TensorError("a number beyond the range of float64 (about 1.8e308)", prefix + at)
    return array.reshape(shape)


def _as_float(number: int | float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf")


def _pointer(position: int, shape: Sequence[int]) -> str:
    """The JSON pointer of the element at ``position`` of the flattened ``shape``.

    >>> _pointer(5, (2, 3))
    '/1/2'
    """
    parts: list[str] = []
    for size in reversed(shape):
        position, index = divmod(position, size)
        parts.insert(0, f"/{index}")
    return "".join(parts)
