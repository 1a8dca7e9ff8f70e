"""JSON as RFC 8259 has it: UTF-8, no NaN, no repeated names; counted before anything is built."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from gradgrid.app.service.problems import MalformedBody, TooLarge
from gradgrid.app.wire.formats.fast_json import read_object

# A request has some twenty names and at most eight objects; the rest is room for what is to come.
MAX_NAMES = 1_000
MAX_OBJECTS = 100


def parse_object(body: bytes, max_elements: int) -> dict[str, Any]:
    """The JSON object in ``body``, tensors as :class:`Tensor` where they are sound.

    Raises :class:`MalformedBody` and :class:`TooLarge`.

    >>> parse_object(b'{"stride": 2}', max_elements=10)
    {'stride': 2}
    """
    _count(body, max_elements)
    sound = read_object(body)
    return parse_slowly(body) if sound is None else sound


def parse_slowly(body: bytes) -> dict[str, Any]:
    """The JSON object in ``body``, with its lists; raises :class:`MalformedBody`, saying where."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedBody(f"the body is not UTF-8: byte {error.start} is invalid") from None
    if text.startswith("\ufeff"):
        raise MalformedBody("the body starts with a byte order mark: leave it out")
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise MalformedBody(f"the body is not JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise MalformedBody("the body is nested too deep") from None
    except ValueError as error:
        if isinstance(error, _RefusedError):
            raise MalformedBody(str(error)) from None
        raise MalformedBody("an integer in the body has too many digits") from None
    if not isinstance(value, dict):
        raise MalformedBody("the body must be a JSON object: {...}")
    return value


class _RefusedError(ValueError):
    """JSON that the standard module reads and the standard does not have."""


def _count(body: bytes, max_elements: int) -> None:
    """Refuse what would take far more memory parsed than it has bytes: ``[]`` takes 64."""
    if body.count(b",") > max_elements + MAX_NAMES or body.count(b"[") > max_elements + MAX_NAMES:
        raise TooLarge(f"the body has more than {max_elements} numbers or lists")
    if body.count(b":") > MAX_NAMES or body.count(b"{") > MAX_OBJECTS:
        raise TooLarge(f"the body has more than {MAX_OBJECTS} objects or {MAX_NAMES} names")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedError("an object in the body has the same name twice")
    return value


def _refuse_constant(_: str) -> NoReturn:
    raise _RefusedError("the body is not JSON: NaN and Infinity are not JSON numbers")
