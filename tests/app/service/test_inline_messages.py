"""Small queries as they come in, message by message, and on which thread they are computed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from gradgrid.app.api import queries
from gradgrid.app.service.inline_answers import InlineAnswers
from gradgrid.app.service.settings import DEFAULTS, Settings
from gradgrid.engine.conv2d.kernels import threads
from gradgrid.engine.conv2d.kernels.threads import Team
from tests.app.at_once import (
    AT_ONCE,
    BODY,
    BY_ROUTE,
    EITHER,
    EXACT,
    GONE,
    HEADERS,
    PATH,
    SHARED,
    assert_same,
    exchange,
    piece,
)
from tests.app.client import SMALL, Service

WHOLE = piece(BODY, more=False)
BYTES = [piece(BODY[k : k + 1], more=True) for k in range(len(BODY))]
END = piece(b"", more=False)
MESSAGES = {
    "whole": ([WHOLE], 200),
    "whole-and-then-gone": ([WHOLE, GONE], 200),
    "pieces": ([piece(BODY[:9], more=True), piece(BODY[9:], more=False)], 200),
    "bytes": ([*BYTES, END], 200),
    "whole-and-an-empty-end": ([piece(BODY, more=True), END], 200),
    "nothing-at-first": ([piece(b"", more=True), WHOLE], 200),
    "no-body": ([{"type": "http.request"}], 400),
    "gone-at-once": ([GONE], 400),
    "gone-half-way": ([piece(BODY[:9], more=True), GONE], 400),
}


@pytest.mark.parametrize(("messages", "status"), MESSAGES.values(), ids=MESSAGES)
def test_body_in_any_pieces_is_answered_as_by_the_route(
    messages: list[Message], status: int
) -> None:
    answer = exchange(EITHER.client.app, *messages)
    assert answer[0] == status
    assert answer == exchange(BY_ROUTE.client.app, *messages)


TYPE, LENGTH = HEADERS
TEXT = (b"content-type", b"text/plain")
NAMED = {
    "none": ([], 415),
    "no-length": ([TYPE], 200),
    "chunked": ([TYPE, (b"transfer-encoding", b"chunked")], 200),
    "another-type-first": ([TEXT, TYPE, LENGTH], 415),
    "another-type-second": ([TYPE, TEXT, LENGTH], 200),
    "length-of-no-number": ([TYPE, (b"content-length", b"-1")], 200),
    "length-of-5000-digits": ([TYPE, (b"content-length", b"9" * 5_000)], 413),
}


@pytest.mark.parametrize(("headers", "status"), NAMED.values(), ids=NAMED)
def test_headers_of_any_kind_are_read_as_by_the_route(
    headers: list[tuple[bytes, bytes]], status: int
) -> None:
    answer = exchange(EITHER.client.app, WHOLE, headers=headers)
    assert answer[0] == status
    assert answer == exchange(BY_ROUTE.client.app, WHOLE, headers=headers)


class Route:
    """An app behind :class:`InlineAnswers`: what arrived there, and what was computed before it."""

    def __init__(self, query: Callable[..., bytes | None], **given: int) -> None:
        self.arrived: list[bytes] = []
        self.computed: list[threading.Thread] = []
        self._query = query
        self.app = InlineAnswers(self._answer, {PATH: self._watched}, Settings(**given))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.arrived.append(await Request(scope, receive).body())
        await Response("by the route")(scope, receive, send)

    def _watched(self, body: bytes, settings: Settings) -> bytes | None:
        answer = self._query(body, settings)
        self.computed.append(threading.current_thread())
        return answer


def test_query_at_the_inline_limits_is_computed_on_the_thread_of_the_event_loop() -> None:
    route = Route(queries.backward_at_once, **EXACT)
    assert exchange(route.app, WHOLE)[2] == queries.backward(BODY, DEFAULTS)
    assert route.computed == [threading.current_thread()]
    assert route.arrived == []


@pytest.mark.parametrize("limit", EXACT)
def test_query_past_an_inline_limit_goes_on_to_the_route_as_it_came(limit: str) -> None:
    route = Route(queries.backward_at_once, **EXACT | {limit: EXACT[limit] - 1})
    assert exchange(route.app, WHOLE)[2] == b"by the route"
    assert route.computed == []
    assert route.arrived == [BODY]


@pytest.mark.parametrize("limit", EXACT)
def test_query_past_an_inline_limit_is_answered_by_a_thread_of_the_gate(limit: str) -> None:
    service = Service(Settings(**EXACT | {limit: EXACT[limit] - 1}))
    queues = service.client.app.state.queues  # type: ignore[attr-defined]
    names: list[str] = []

    async def run(query: Callable[..., bytes], body: bytes) -> bytes:
        def watched(*arguments: Any) -> bytes:
            names.append(threading.current_thread().name)
            return query(*arguments)

        answer: bytes = await type(queues).run(queues, watched, body)
        return answer

    queues.run = run
    assert_same(service.post(SMALL), AT_ONCE.post(SMALL))
    assert [name.partition("_")[0] for name in names] == ["compute"]


def test_query_that_fails_goes_on_to_the_route_as_it_came() -> None:
    def fail(*_: Any) -> bytes:
        raise LookupError("a mistake of ours")

    route = Route(fail)
    assert exchange(route.app, WHOLE)[2] == b"by the route"
    assert route.arrived == [BODY]


@pytest.mark.parametrize("path", [PATH + "/", PATH.upper(), "/", PATH.replace("backward", "trace")])
def test_other_path_goes_on_to_the_route(path: str) -> None:
    route = Route(queries.backward_at_once)
    assert exchange(route.app, WHOLE, path=path)[2] == b"by the route"
    assert route.computed == []


def test_query_for_the_threads_of_the_engine_is_answered_by_the_route() -> None:
    body = json.dumps(SHARED).encode()
    assert queries.backward_at_once(body, DEFAULTS.for_inline_requests()) is None
    assert AT_ONCE.post(SHARED).status_code == 500
    assert_same(EITHER.post(SHARED), BY_ROUTE.post(SHARED))


def test_small_query_does_not_wait_while_all_threads_of_the_engine_compute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crew = Team(1)
    monkeypatch.setattr(threads, "_team", crew)
    begun, end = threading.Event(), threading.Event()

    def work(*_: object) -> None:
        begun.set()
        assert end.wait(300)

    busy = threading.Thread(target=crew.share, args=(work, [1]))
    busy.start()
    assert begun.wait(300)
    try:
        assert AT_ONCE.post(SMALL).status_code == 200
        body = json.dumps(SHARED).encode()
        assert queries.backward_at_once(body, DEFAULTS.for_inline_requests()) is None
        assert busy.is_alive()
    finally:
        end.set()
        busy.join(300)
