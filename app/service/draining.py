"""After an early refusal, reads and drops the rest of the body: else the client cannot read it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class DrainRefused:
    """Before an answer of 400 or more starts, takes in and drops what is left of the body.

    A server that closes while its client is still sending resets the connection, and the answer is
    lost. Beyond ``max_bytes`` or ``seconds`` it answers all the same.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and drain where it is called for."""
        if scope["type"] != "http" or not self._is_worth_it(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        more = True

        async def receive_and_watch() -> Message:
            nonlocal more
            message = await receive()
            more = message["type"] == "http.request" and message.get("more_body", False)
            return message

        async def drain() -> None:
            dropped = 0
            while more and dropped <= self.max_bytes:
                dropped += len((await receive_and_watch()).get("body", b""))

        async def send_after_draining(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400 and more:
                await _within(self.seconds, drain())
            await send(message)

        await self.app(scope, receive_and_watch, send_after_draining)

    def _is_worth_it(self, headers: Headers) -> bool:
        declared = headers.get("content-length", "")
        if not declared.isdecimal():
            return "transfer-encoding" in headers
        return len(declared) < 18 and 0 < int(declared) <= self.max_bytes


async def _within(seconds: float, work: Coroutine[Any, Any, None]) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(work, seconds)
