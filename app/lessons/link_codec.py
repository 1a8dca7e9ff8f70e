"""Encodes a convolution for a URL: its request as JSON, deflated, in URL-safe base64.

The text starts with the version, "1". Four bytes of checksum tell a damaged link from another
convolution; the deflated JSON follows them.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Literal

import numpy as np
import orjson

from gradgrid.app.api.queries import parse
from gradgrid.app.service.problems import OverLimit, Problem, TooLarge
from gradgrid.app.service.settings import DEFAULTS, Settings
from gradgrid.app.wire import limits
from gradgrid.app.wire.reader import reading_of
from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.engine.conv2d.inputs import ConvInputs

VERSION = "1"
# Mail and chat programs cut longer links.
MAX_LINK_CHARACTERS = 4_000
MAX_LINK_JSON_BYTES = 1_000_000
CHECKSUM_BYTES = 4
WHOLE = 2.0**53
# Preset dictionary of the deflate stream: text common to all requests. Part of version 1.
DICTIONARY = (
    b'0,1,0,1,-1,-2,-3,-4,-5,-6,-7,-8,-9,1,2,3,4,5,6,7,8,9,0,0,0,0]},"weight":{"shape":[3,3,1,1],'
    b'"data":[1,1,1,1]},"bias":null,"bias":[0,0],"grad_output":{"shape":[1,2,2,1],"data":[1,1,1,1]}'
    b',"stride":[1,1],"padding":[[0,0],[0,0]],"dilation":[1,1],"groups":1}'
    b'{"input":{"shape":[1,3,3,1],"data":[1,2,3'
)


class DamagedError(ValueError):
    """The text does not decode to a convolution."""


class PageRequest(Conv2dRequest):
    """A convolution as pages compute it, whose gradients are held to differences: in float64."""

    dtype: Literal["float64"] = "float64"


def encode(arrays: ConvInputs) -> str:
    """The text of a convolution: the same for the same numbers.

    >>> from gradgrid.engine import ConvGeometry
    >>> x, k = np.ones((1, 1, 2, 1)), np.ones((1, 1, 1, 1))
    >>> g = ConvGeometry.of(x.shape, k.shape)
    >>> len(encode(ConvInputs(g, x, k, None, x))) < 80
    True
    """
    return _squeezed(_written(arrays))


def encode_within(arrays: ConvInputs, most: int) -> str | None:
    """The text of a convolution; None if it is past ``most`` characters, or too large to open.

    A server that takes less than the defaults says so where the link is opened.
    """
    try:
        limits.check_geometry(arrays.geometry, DEFAULTS.for_small_requests())
    except OverLimit:
        return None
    content = _written(arrays)
    text = _squeezed(content) if len(content) < MAX_LINK_JSON_BYTES else ""
    return text if 0 < len(text) <= most else None


def _written(arrays: ConvInputs) -> bytes:
    return orjson.dumps(request_of(arrays), option=orjson.OPT_SERIALIZE_NUMPY)


def _squeezed(content: bytes) -> str:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    deflated = squeezer.compress(content) + squeezer.flush()
    checked = zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "big") + deflated
    return VERSION + urlsafe_b64encode(checked).decode().rstrip("=")


def decode(text: str, settings: Settings) -> ConvInputs:
    """The convolution in ``text``; raises :class:`DamagedError`, and a problem if too large."""
    content = _content(text)
    try:
        return reading_of(parse(PageRequest, content, settings), settings).arrays
    except (OverLimit, TooLarge):
        raise
    except Problem:
        raise DamagedError("it is no convolution") from None


def request_of(arrays: ConvInputs) -> dict[str, object]:
    """The body to post for a convolution, tensors flat, whole numbers written as such."""
    g = arrays.geometry
    return {
        "input": _flat(arrays.input),
        "weight": _flat(arrays.weight),
        "bias": None if arrays.bias is None else _flat(arrays.bias)["data"],
        "grad_output": _flat(arrays.grad_output),
        "stride": g.stride,
        "padding": g.padding,
        "dilation": g.dilation,
        "groups": g.groups,
    }


def _flat(array: np.ndarray) -> dict[str, object]:
    return {"shape": array.shape, "data": as_ints_where_whole(array.reshape(-1))}


def as_ints_where_whole(numbers: np.ndarray) -> np.ndarray | list[int | float]:
    """Whole numbers as integers: shorter in JSON, and the same number in JavaScript."""
    is_whole = (numbers == np.rint(numbers)) & (np.abs(numbers) < WHOLE)
    if is_whole.all():
        return numbers.astype(np.int64)
    if not is_whole.any():
        return numbers
    return [int(x) if whole else float(x) for x, whole in zip(numbers, is_whole, strict=True)]


def _content(text: str) -> bytes:
    if text[:1] != VERSION or len(text) > MAX_LINK_CHARACTERS:
        raise DamagedError("it is cut or of another version")
    encoded = text[1:]
    try:
        checked = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        opener = zlib.decompressobj(-15, DICTIONARY)
        content = opener.decompress(checked[CHECKSUM_BYTES:], MAX_LINK_JSON_BYTES)
    except (Error, ValueError, zlib.error):
        raise DamagedError("it cannot be unpacked") from None
    if (
        not opener.eof
        or zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "big") != checked[:CHECKSUM_BYTES]
    ):
        raise DamagedError("it is incomplete")
    return content
