"""Reads request bodies: checks the media type, limits bytes, time and the sum of all bodies."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from starlette.requests import Request

from gradgrid.app.service.media_types import BYTES, JSON, NPZ, NPZ_TYPES
from gradgrid.app.service.problems import Busy, TooLarge, TooSlow, WrongMediaType
from gradgrid.app.service.settings import Settings

KINDS = {JSON: "JSON", NPZ: "a .npz", BYTES: "the bytes of a file"}


class BodyReader:
    """Reads bodies within the limits; one per server, since it counts the bytes of all requests."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.held_bytes = 0

    @contextmanager
    def quota(self) -> Iterator[UploadQuota]:
        """The quota of one request, released at the end of its ``with`` block."""
        quota = UploadQuota(self)
        try:
            yield quota
        finally:
            self.held_bytes -= quota.size


class Upload(NamedTuple):
    """A body as it came, and what its headers say of it."""

    content: bytes
    media_type: str
    is_gzip: bool


class UploadQuota:
    """The bytes that one request has uploaded, counted against the limit of all."""

    def __init__(self, reader: BodyReader) -> None:
        self._reader = reader
        self.size = 0

    async def read(self, request: Request, media_type: str = JSON) -> bytes:
        """The body of ``request``; a :class:`Problem` if it is of another type, too big or slow."""
        _media_type(request, {media_type: media_type})
        if _is_gzip(request):
            raise _wrong_coding("A compressed body is not supported here: send it uncompressed.")
        return await self._receive(request)

    async def upload(self, request: Request) -> Upload:
        """A body of the API: JSON or a .npz, packed with gzip or not; raises the same."""
        media_type = _media_type(request, {JSON: JSON} | dict.fromkeys(NPZ_TYPES, NPZ))
        is_gzip = _is_gzip(request)
        return Upload(await self._receive(request), media_type, is_gzip)

    async def _receive(self, request: Request) -> bytes:
        settings = self._reader.settings
        declared = request.headers.get("content-length", "0")
        if declared.isdecimal() and (len(declared) > 18 or int(declared) > settings.max_body_bytes):
            raise _too_large(settings.max_body_bytes)
        body = bytearray()
        try:
            async with asyncio.timeout(settings.body_timeout_seconds):
                async for chunk in request.stream():
                    if len(body) + len(chunk) > settings.max_body_bytes:
                        raise _too_large(settings.max_body_bytes)
                    self.charge(len(chunk))
                    body += chunk
        except TimeoutError:
            seconds = settings.body_timeout_seconds
            raise TooSlow(f"The body did not arrive within {seconds:g} seconds.") from None
        return bytes(body)

    def charge(self, size: int) -> None:
        """Count ``size`` more bytes; raises :class:`Busy` when all requests hold too many."""
        settings = self._reader.settings
        if self._reader.held_bytes + size > settings.max_upload_bytes:
            wait = {"Retry-After": str(settings.retry_after_seconds)}
            raise Busy("The server is receiving too many bodies: try again.", headers=wait)
        self._reader.held_bytes += size
        self.size += size


def _media_type(request: Request, read_as: dict[str, str]) -> str:
    """What a body of this Content-Type is read as."""
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if named not in read_as:
        wanted = [*dict.fromkeys(read_as.values())]
        kinds = " or ".join(KINDS[each] for each in wanted)
        raise WrongMediaType(
            f"The body must be {kinds}: set Content-Type: {' or '.join(wanted)}.",
            headers={"Accept-Post": ", ".join(wanted)},
        )
    return read_as[named]


def _is_gzip(request: Request) -> bool:
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", ""):
        raise _wrong_coding("Content-Encoding must be gzip or absent.")
    return coding.endswith("gzip")


def _wrong_coding(detail: str) -> WrongMediaType:
    return WrongMediaType(detail, headers={"Accept-Encoding": "gzip, identity"})


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(f"The body has more than {max_bytes} bytes.")
