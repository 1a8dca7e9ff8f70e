"""The bytes of a request as values by name: JSON, or NumPy's .npz, packed with gzip or not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any, Literal

from gradgrid.app.service.media_types import JSON
from gradgrid.app.service.problems import MalformedBody, TooLarge
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.formats.npy_array import is_npy
from gradgrid.app.wire.formats.numpy_files import (
    NPY_NAME,
    array_of_npy,
    is_npz,
    refuse_pickle,
    values_of_npz,
)
from gradgrid.app.wire.formats.strict_json import parse_object

# JSON, not the print of a Python dict, which starts with another quote.
JSON_OBJECT = re.compile(rb"\s*\{\s*(?:\"|\})")
GZIP = b"\x1f\x8b"
# zlib's number for a stream with gzip's header and checksum.
GZIP_WINDOW = 31
# Members of one gzip stream; each costs time, even if it is empty.
MAX_GZIP_MEMBERS = 1_000


def values_of(body: bytes, media_type: str | None, settings: Settings) -> dict[str, Any]:
    """The values in ``body``, by name; raises a :class:`Problem`.

    Without a ``media_type``, as with a file, the content says what it is. The one array of a .npy
    is called "array".
    """
    if media_type is None:
        body = unpacked(body, settings)
        return READERS[kind_of(body)](body, settings)
    if media_type == JSON:
        return _of_json(body, settings)
    if is_npy(body):
        raise MalformedBody(
            "this is a .npy, which has no names: send a .npz, as numpy.savez writes it"
        )
    return values_of_npz(body, settings)


Kind = Literal["npz", "npy", "json", "text"]


def kind_of(body: bytes) -> Kind:
    """What the bytes of a file are; text is whatever is nothing else.

    >>> kind_of(b' {"input": 1}'), kind_of(b"tensor([1.])")
    ('json', 'text')
    """
    if is_npz(body):
        return "npz"
    if is_npy(body):
        return "npy"
    return "json" if JSON_OBJECT.match(body) else "text"


def unpacked(body: bytes, settings: Settings) -> bytes:
    """The bytes of a file, unpacked where they are packed with gzip."""
    return ungzipped(body, settings.max_body_bytes) if body.startswith(GZIP) else body


def _of_json(body: bytes, settings: Settings) -> dict[str, Any]:
    return parse_object(body, settings.max_total_elements)


def _of_npy(body: bytes, settings: Settings) -> dict[str, Any]:
    return {NPY_NAME: array_of_npy(body, "this .npy", settings)}


def _of_text(body: bytes, settings: Settings) -> dict[str, Any]:
    from gradgrid.app.wire.pasted.text import values_of_text

    return values_of_text(text_of(body), settings)


def text_of(body: bytes) -> str:
    """The bytes of a file as text; raises :class:`MalformedBody`, as for a pickle or a picture."""
    refuse_pickle(body)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedBody(
            "this is not JSON, .npz, .npy or text in UTF-8: save arrays with numpy.savez"
        ) from None


READERS: dict[Kind, Callable[[bytes, Settings], dict[str, Any]]] = {
    "npz": values_of_npz,
    "npy": _of_npy,
    "json": _of_json,
    "text": _of_text,
}


def ungzipped(body: bytes, max_bytes: int) -> bytes:
    """What was packed with gzip; raises :class:`TooLarge` as soon as it is past ``max_bytes``.

    >>> import gzip
    >>> ungzipped(gzip.compress(b"{}"), 2)
    b'{}'
    """
    unpacked = bytearray()
    for _ in range(MAX_GZIP_MEMBERS):
        opener = zlib.decompressobj(GZIP_WINDOW)
        try:
            unpacked += opener.decompress(body, max_bytes - len(unpacked) + 1)
        except zlib.error:
            raise MalformedBody("the body is not gzip, or it is damaged") from None
        if len(unpacked) > max_bytes:
            raise TooLarge(f"The body has more than {max_bytes} bytes when decompressed.")
        if not opener.eof:
            raise MalformedBody("the gzip body is cut off")
        body = opener.unused_data
        if not body:
            return bytes(unpacked)
    raise TooLarge(f"The body has more than {MAX_GZIP_MEMBERS} gzip members: compress it as one.")
