"""The bytes of a request as values by name: JSON, or NumPy's .npz, packed with gzip or not."""

from __future__ import annotations

import zlib
from typing import Any

from app.problems import MalformedBody, TooLarge
from app.settings import Settings
from app.strict_json import parse_object
from app.wire.numpy_files import NPY_NAME, array_of_npy, is_npy, is_npz, values_of_npz

JSON = "application/json"
NPZ = "application/x-npz"
# A zip archive of arrays by the names that clients give it.
NPZ_TYPES = (NPZ, "application/zip", "application/x-zip-compressed", "application/octet-stream")
GZIP = b"\x1f\x8b"
# zlib's number for a stream with gzip's header and checksum.
GZIP_WINDOW = 31
# Files packed apart and joined; each takes time, however little is in it.
MAX_GZIP_MEMBERS = 1_000


def values_of(body: bytes, media_type: str | None, settings: Settings) -> dict[str, Any]:
    """The values in ``body``, by name; raises a :class:`Problem`.

    Without a ``media_type``, as with a file, the content says what it is. The one array of a .npy
    is called "array".
    """
    if media_type == JSON:
        return parse_object(body, settings.max_total_elements)
    if media_type is None:
        if body.startswith(GZIP):
            body = ungzipped(body, settings.max_body_bytes)
        if is_npy(body):
            return {NPY_NAME: array_of_npy(body, "this .npy", settings)}
        if not is_npz(body):
            return parse_object(body, settings.max_total_elements)
    elif is_npy(body):
        raise MalformedBody(
            "this is a .npy, which has no names: send a .npz, as numpy.savez writes it"
        )
    return values_of_npz(body, settings)


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
            raise TooLarge(f"The body has more than {max_bytes} bytes once it is unpacked.")
        if not opener.eof:
            raise MalformedBody("the gzip body is cut off")
        body = opener.unused_data
        if not body:
            return bytes(unpacked)
    raise TooLarge(
        f"The body has more than {MAX_GZIP_MEMBERS} parts, each packed apart: join them."
    )
