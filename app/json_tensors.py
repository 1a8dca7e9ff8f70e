"""JSON whose tensors become arrays without an object for each number.

Only what is beyond doubt is read here. Whatever is not a plain request (a name twice, a list that
is not rectangular, text where a number belongs) is left to :mod:`app.strict_json`, which says what
is wrong with it and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
import simdjson

from app.tensors import Tensor

TENSORS = {"input", "weight", "bias", "grad_output"}
# Possessive, or every character of a long text would be remembered as a place to go back to.
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"')
_NUMBERS_AND_SPACE = b"0123456789+-.eE \t\r\n"
# No tensor of a request has more; each level is another look at all the lists.
MOST_AXES = 4
# The shapes of lists with fewer brackets and commas than this are kept.
SMALL = 1_000
# What simdjson raises: malformed, too large a whole number, not UTF-8, not all numbers.
_REFUSALS = (ValueError, RuntimeError, TypeError)


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
        document = simdjson.Parser().parse(body)
        if body.startswith(b"\xef\xbb\xbf") or not isinstance(document, simdjson.Object):
            return None
        structures = _structures(body)
        return {name: _value(name, document[name], structures) for name in _names(document)}
    except (_DoubtfulError, *_REFUSALS):
        return None


def _value(name: str, value: Any, structures: Iterator[bytes]) -> Any:
    structure = next(structures)
    if isinstance(value, simdjson.Object):
        if name not in TENSORS:
            raise _DoubtfulError
        return Tensor(_flat_array(value, structures), flat=True)
    if not isinstance(value, simdjson.Array):
        return value
    if name in TENSORS:
        return Tensor(_array(value, structure), flat=False)
    # An object among the lists has colons of its own.
    if b"{" in structure:
        raise _DoubtfulError
    return value.as_list()


def _flat_array(value: simdjson.Object, structures: Iterator[bytes]) -> np.ndarray:
    """{"shape": [...], "data": [...]}, in either order."""
    inside = {name: next(structures) for name in _names(value)}
    if set(inside) != {"shape", "data"}:
        raise _DoubtfulError
    sizes, numbers = value["shape"], _array(value["data"], inside["data"])
    shape: list[Any] = sizes.as_list() if isinstance(sizes, simdjson.Array) else []
    if numbers.ndim != 1 or set(map(type, shape)) != {int} or min(shape) < 1:
        raise _DoubtfulError
    return numbers.reshape(shape)


def _array(value: object, structure: bytes) -> np.ndarray:
    """The numbers, if the lists are all of one length at each level and none is empty."""
    if not isinstance(value, simdjson.Array):
        raise _DoubtfulError
    numbers = np.frombuffer(value.as_buffer(of_type="d"))
    shape = _shape_of_small(structure) if len(structure) < SMALL else _shape(structure)
    if len(numbers) != prod(shape):
        raise _DoubtfulError
    return numbers.reshape(shape)


def _names(value: simdjson.Object) -> list[str]:
    names = list(value.keys())
    # simdjson looks a name up only as far as its first NUL.
    if len(set(names)) != len(names) or any("\0" in name for name in names):
        raise _DoubtfulError
    return names


def _structures(body: bytes) -> Iterator[bytes]:
    """Of each value in turn, its brackets and commas: what stands between two colons."""
    outside_text = _TEXT.sub(b"", body)
    return iter(outside_text.translate(None, _NUMBERS_AND_SPACE).split(b":")[1:])


def _shape(structure: bytes) -> tuple[int, ...]:
    """The lengths of nested lists, which must be alike at each level.

    >>> _shape(b"[[,,],[,,]],")
    (2, 3)
    """
    lists = structure.rstrip(b",}")
    depth = len(lists) - len(lists.lstrip(b"["))
    if depth > MOST_AXES:
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
