"""Reading a request's body: of the wanted media type, bounded in bytes, in time and in all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request

from app.problems import Busy, TooLarge, TooSlow, WrongMediaType
from app.settings import Settings

JSON = "application/json"
KINDS = {JSON: "JSON", "application/octet-stream": "the bytes of a file"}


class BodyReader:
    """Reads bodies within the limits; one for a server, since it counts what all requests hold."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.held_bytes = 0

    @contextmanager
    def holding(self) -> Iterator[Holding]:
        """What one request holds, given back at the end of its ``with`` block."""
        holding = Holding(self)
        try:
            yield holding
        finally:
            self.held_bytes -= holding.size


class Holding:
    """The bytes that one request holds."""

    def __init__(self, reader: BodyReader) -> None:
        self._reader = reader
        self.size = 0

    async def read(self, request: Request, media_type: str = JSON) -> bytes:
        """The body of ``request``; a :class:`Problem` if it is of another type, too big or slow."""
        settings = self._reader.settings
        _check_headers(request, media_type, settings.max_body_bytes)
        body = bytearray()
        try:
            async with asyncio.timeout(settings.body_timeout_seconds):
                async for chunk in request.stream():
                    if len(body) + len(chunk) > settings.max_body_bytes:
                        raise _too_large(settings.max_body_bytes)
                    self.take(len(chunk))
                    body += chunk
        except TimeoutError:
            seconds = settings.body_timeout_seconds
            raise TooSlow(f"The body did not arrive within {seconds:g} seconds.") from None
        return bytes(body)

    def take(self, size: int) -> None:
        """Count ``size`` more bytes; raises :class:`Busy` when all requests hold too many."""
        settings = self._reader.settings
        if self._reader.held_bytes + size > settings.max_upload_bytes:
            wait = {"Retry-After": str(settings.retry_after_seconds)}
            raise Busy("The server is receiving all it can.", headers=wait)
        self._reader.held_bytes += size
        self.size += size


def _check_headers(request: Request, wanted: str, max_bytes: int) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != wanted:
        raise WrongMediaType(f"The body must be {KINDS[wanted]}: set Content-Type: {wanted}.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongMediaType("A compressed body is not read: send it as it is.")
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and (len(declared) > 18 or int(declared) > max_bytes):
        raise _too_large(max_bytes)


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(f"The body has more than {max_bytes} bytes.")
