"""JSON whose tensors become arrays at once, without a look at each number by itself.

Only what is beyond doubt is read here. Whatever is not a plain request (a name twice, a list that
is not rectangular, text where a number belongs) is left to :mod:`strict_json`, which says what
is wrong with it and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
import orjson

from gradgrid.app.wire.formats.tensor import Tensor
from gradgrid.engine.conv2d.inputs import TENSORS

# Possessive, or every character of a long text would be remembered as a place to go back to.
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"')
_NUMBERS_AND_SPACE = b"0123456789+-.eE \t\r\n"
# No tensor of a request has more; each level is another look at all the lists.
MAX_AXES = 4
# The shapes of lists with fewer brackets and commas than this are kept.
SMALL = 1_000
# orjson reads a larger whole number as a float; as an option it is an integer.
MAX_INTEGER = 2**63


class _DoubtfulError(Exception):
    """Something that is not read here."""


def read_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in ``body``, its tensors as :class:`Tensor`; None where there is any doubt.

    >>> read_object(b'{"stride": 2, "input": [[1, 2.5], [3, 4]]}')["input"].array
    array([[1. , 2.5],
           [3. , 4. ]])
    >>> read_object(b'{"input": [[1, 2], [3]]}') is None
    True
    """
    try:
        document = orjson.loads(body)
        if not isinstance(document, dict):
            return None
        found = structures(body)
        _check_names(document, len(found))
        remaining = iter(found)
        return {name: _value(name, value, remaining) for name, value in document.items()}
    except (_DoubtfulError, orjson.JSONDecodeError):
        return None


def _check_names(document: dict[str, Any], count: int) -> None:
    """``count`` names were read: with fewer in the objects, one came twice."""
    inner = [value for value in document.values() if isinstance(value, dict)]
    if count != len(document) + sum(map(len, inner)):
        raise _DoubtfulError


def _value(name: str, value: Any, structures: Iterator[bytes]) -> Any:
    structure = next(structures)
    if isinstance(value, dict):
        if name not in TENSORS:
            raise _DoubtfulError
        return Tensor(_flat_array(value, structures), flat=True)
    if isinstance(value, list) and name in TENSORS:
        return Tensor(_array(value, structure), flat=False)
    # An object among the lists has colons of its own.
    if b"{" in structure or _has_large_number(value):
        raise _DoubtfulError
    return value


def _has_large_number(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_has_large_number, value))
    return isinstance(value, float) and abs(value) >= MAX_INTEGER


def _flat_array(value: dict[str, Any], structures: Iterator[bytes]) -> np.ndarray:
    """{"shape": [...], "data": [...]}, in either order."""
    inside = {name: next(structures) for name in value}
    if set(inside) != {"shape", "data"}:
        raise _DoubtfulError
    shape, numbers = value["shape"], _array(value["data"], inside["data"])
    if not isinstance(shape, list) or set(map(type, shape)) != {int} or min(shape) < 1:
        raise _DoubtfulError
    if numbers.ndim != 1 or len(numbers) != prod(shape):
        raise _DoubtfulError
    return numbers.reshape(shape)


def _array(value: object, structure: bytes) -> np.ndarray:
    """The numbers, if the lists are all of one length at each level and none is empty."""
    if not isinstance(value, list):
        raise _DoubtfulError
    # What is no number leaves a quote or a letter in the structure, and so has no shape.
    shape = _shape_of_small(structure) if len(structure) < SMALL else _shape(structure)
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except ValueError:  # one list has a number where another has none
        raise _DoubtfulError from None
    if numbers.shape != shape:  # a list of nothing
        raise _DoubtfulError
    return numbers


def structures(body: bytes) -> list[bytes]:
    """Of each value in turn, its brackets and commas: what stands between two colons.

    A text is one quote, that of the next name among them.
    """
    outside_text = _TEXT.sub(b'"', body)
    return outside_text.translate(None, _NUMBERS_AND_SPACE).split(b":")[1:]


def _shape(structure: bytes) -> tuple[int, ...]:
    """The lengths of nested lists, which must be alike at each level.

    >>> _shape(b"[[,,],[,,]],")
    (2, 3)
    """
    lists = structure.rstrip(b',}"')
    depth = len(lists) - len(lists.lstrip(b"["))
    if depth > MAX_AXES:
        raise _DoubtfulError
    shape: list[int] = []
    built = b""
    for level in range(1, depth + 1):
        # The first list of this level ends where as many brackets close at once.
        size = lists.find(b"]" * level) + level - (depth - level)
        shape.insert(0, (size - 1) // (len(built) + 1))
        built = b"[" + ((built + b",") * shape[0])[:-1] + b"]"
    if not shape or built != lists:
        raise _DoubtfulError
    return tuple(shape)


_shape_of_small = lru_cache(maxsize=256)(_shape)
