"""Small queries, answered on the event loop.

For a convolution of a few cells, waking a thread and finding the route take several times as long
as the arithmetic. So a body that came whole and asks for little is answered at once, on the event
loop, which it holds for less than a millisecond. All else goes on to the routes, faults included:
they say what is wrong.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gradgrid.app.service.headers import API_HEADERS, RAW_API_HEADERS
from gradgrid.app.service.media_types import JSON
from gradgrid.app.service.settings import Settings

# How long to wait for the body; the routes wait longer.
PATIENCE_SECONDS = 0.02
# Accept headers that plainly admit JSON; the routes parse all others.
ACCEPT_JSON = {
    b"*/*",
    b"application/json",
    b"application/json, */*",
    b"application/json, text/plain, */*",
}
Query = Callable[[bytes, Settings], bytes | None]


class InlineAnswers:
    """Middleware that computes the ``queries``, by path, within the limits of inline requests."""

    def __init__(self, app: ASGIApp, queries: Mapping[str, Query], settings: Settings) -> None:
        self.app = app
        self._queries = queries
        self._settings = settings.for_inline_requests()
        self._most_bytes = min(settings.inline_body_bytes, settings.max_body_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on with what was received."""
        query = self._queries.get(scope["path"]) if scope["type"] == "http" else None
        if query is None or not self._is_small(scope):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                first = await receive()
        except TimeoutError:  # The routes know how long to wait, and what to say then.
            await self.app(scope, receive, send)
            return
        answer = None
        if first["type"] == "http.request" and not first.get("more_body", False):
            with suppress(Exception):
                answer = query(first["body"], self._settings)
        if answer is None:
            await self.app(scope, _again(first, receive), send)
        else:
            await self._respond(answer, scope, receive, send)

    def _is_small(self, scope: Scope) -> bool:
        # The first one counts where a header is repeated, as it does in the routes.
        headers: dict[bytes, bytes] = dict(reversed(list(scope["headers"])))
        declared = headers.get(b"content-length", b"")
        return (
            scope["method"] == "POST"
            and headers.get(b"content-type") == JSON.encode()
            and b"content-encoding" not in headers
            and headers.get(b"accept", b"*/*") in ACCEPT_JSON
            and not scope.get("query_string")
            and declared.isdigit()
            and len(declared) < 18
            and int(declared) <= self._most_bytes
        )

    async def _respond(self, answer: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        least = self._settings.compress_from_bytes
        if len(answer) >= least:
            response = Response(answer, media_type=JSON, headers=API_HEADERS)
            compressed = GZipMiddleware(response, minimum_size=least, compresslevel=6)
            await compressed(scope, receive, send)
            return
        headers = [
            (b"content-length", str(len(answer)).encode()),
            (b"content-type", JSON.encode()),
            *RAW_API_HEADERS,
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


def _again(first: Message, receive: Receive) -> Receive:
    """An ASGI ``receive()`` that replays the message already read."""
    messages = [first]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
