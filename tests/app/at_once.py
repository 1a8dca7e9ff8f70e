"""Services that answer small queries at once, or never; and requests message by message."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import numpy as np
from starlette.types import ASGIApp, Message

from gradgrid.app.service.media_types import JSON
from gradgrid.app.service.settings import Settings
from tests.app.client import SMALL, Service

PATH = "/api/v1/conv2d/backward"
BODY = json.dumps(SMALL).encode()
HEADERS = [(b"content-type", JSON.encode()), (b"content-length", str(len(BODY)).encode())]
GONE: Message = {"type": "http.disconnect"}
# What SMALL has: bytes, elements and multiply-adds.
EXACT = {"inline_body_bytes": len(BODY), "inline_elements": 18, "inline_work": 12}
# Small enough, but of a kernel that the threads of the engine share.
SHARED = {"input": np.ones((1, 24, 24, 1)).tolist(), "weight": np.ones((5, 5, 1, 1)).tolist()}


def at_once(**given: Any) -> Service:
    """A service that answers at once, and fails where it would need the route's threads."""
    service = Service(Settings(**given))
    service.client.app.state.queues.run = None  # type: ignore[attr-defined]
    return service


AT_ONCE, EITHER, BY_ROUTE = at_once(), Service(Settings()), Service(Settings(inline_body_bytes=0))


def assert_same(one: Any, other: Any) -> None:
    """Both responses have the same status, headers and bytes."""
    assert one.status_code == other.status_code, one.text[:500]
    assert dict(one.headers) == dict(other.headers)
    assert one.content == other.content


def exchange(
    app: ASGIApp,
    *messages: Message,
    headers: list[tuple[bytes, bytes]] = HEADERS,
    path: str = PATH,
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body that ``app`` sends to a POST that comes in these messages."""
    waiting, sent = [*messages], []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else GONE

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b""}
    asyncio.run(app(scope | {"headers": headers}, receive, send))
    start, *rest = sent
    return start["status"], sorted(start["headers"]), b"".join(each["body"] for each in rest)


def piece(body: bytes, *, more: bool) -> Message:
    """A message with a part of a body."""
    return {"type": "http.request", "body": body, "more_body": more}
