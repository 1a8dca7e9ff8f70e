"""More than the server takes: refused with 503 and Retry-After, and taken again afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest

from gradgrid.app.api import gradients
from gradgrid.app.service.admission import ComputeQueue
from gradgrid.app.service.problems import Busy
from gradgrid.app.service.request_body import BodyReader
from gradgrid.app.service.settings import Settings
from tests.app.client import JSON, SMALL, Service, assert_problem


class Occupied:
    """A queue with one thread busy until the end of the ``with`` block."""

    def __init__(self, queue: ComputeQueue) -> None:
        self._queue = queue
        self._begun, self._end = Event(), Event()
        self._thread = Thread(target=lambda: asyncio.run(queue.run(self._work)))

    def _work(self) -> None:
        self._begun.set()
        assert self._end.wait(300)

    def __enter__(self) -> None:
        self._thread.start()
        assert self._begun.wait(300)

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(300)


def test_request_beyond_the_queue_is_a_503_until_there_is_room(
    service_with: Callable[..., Service],
) -> None:
    service = service_with(
        max_computing_small=1, max_waiting=0, retry_after_seconds=7, inline_body_bytes=0
    )
    with Occupied(service.client.app.state.queues.small):  # type: ignore[attr-defined]
        for response in (service.post(SMALL), service.client.get("/readyz")):
            assert_problem(response, 503)
            assert response.headers["retry-after"] == "7"
            assert "try again in 7 seconds" in response.json()["detail"]
        assert service.client.get("/healthz").status_code == 200
    assert service.client.get("/readyz").json()["status"] == "ok"
    service.answer(SMALL)


def test_small_request_does_not_wait_behind_large_ones(
    service_with: Callable[..., Service],
) -> None:
    service = service_with(
        max_computing_large=1, max_waiting=0, small_body_bytes=200, inline_body_bytes=0
    )
    with Occupied(service.client.app.state.queues.large):  # type: ignore[attr-defined]
        service.answer(SMALL)
        assert_problem(service.post(SMALL | {"summary": "x" * 200}), 503)
    service.answer(SMALL | {"summary": "x" * 200})


@pytest.mark.parametrize(
    ("lower", "path"),
    [({"small_elements": 15}, "backward"), ({"small_work": 11}, "trace")],
    ids=["elements", "work"],
)
def test_few_bytes_that_ask_for_much_are_computed_as_a_large_request(
    service_with: Callable[..., Service], lower: dict[str, int], path: str
) -> None:
    service = service_with(max_waiting=0, **lower)
    with Occupied(service.client.app.state.queues.large):  # type: ignore[attr-defined]
        assert_problem(service.post(SMALL, path), 503)
    service.answer(SMALL, path)


def test_work_that_fails_leaves_its_place() -> None:
    queue = ComputeQueue(threads=1, waiting=0, retry_after_seconds=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            asyncio.run(queue.run(lambda: 1 // 0))
    queue.check()


def test_client_that_leaves_keeps_its_place_until_the_work_ends() -> None:
    queue = ComputeQueue(threads=1, waiting=0, retry_after_seconds=1)
    begun, end = Event(), Event()

    def work() -> None:
        begun.set()
        end.wait(300)

    async def leave_early() -> None:
        task = asyncio.create_task(queue.run(work))
        await asyncio.to_thread(begun.wait, 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(Busy):
            queue.check()
        end.set()
        for _ in range(200):
            await asyncio.sleep(0.01)
            if queue.is_idle:
                return
        raise AssertionError("the place was not given back")

    asyncio.run(leave_early())


def test_gate_that_was_closed_opens_again() -> None:
    queue = ComputeQueue(threads=1, waiting=0, retry_after_seconds=1)
    assert asyncio.run(queue.run(lambda: 1)) == 1
    queue.close()
    assert asyncio.run(queue.run(lambda: 2)) == 2


def test_bodies_held_are_bounded_in_all_and_given_back() -> None:
    reader = BodyReader(Settings(max_upload_bytes=100))
    with reader.quota() as held:
        held.charge(60)
        with reader.quota() as other, pytest.raises(Busy, match="receiving too many bodies"):
            other.charge(41)
    with reader.quota() as held:
        held.charge(100)


def test_body_past_what_all_may_hold_is_a_503(service_with: Callable[..., Service]) -> None:
    service = service_with(max_upload_bytes=10, inline_body_bytes=0)
    response = service.post(SMALL)
    assert_problem(response, 503)
    assert response.headers["retry-after"] == "2"


def test_bug_in_the_server_is_a_500_without_detail(
    service_with: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_with(inline_body_bytes=0)

    def fail(*_: Any) -> bytes:
        raise LookupError("a secret of the server")

    monkeypatch.setattr(gradients, "conv2d_with_gradients", fail)
    response = service.post(SMALL)
    assert_problem(response, 500)
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["access-control-allow-origin"] == "*"
    page = service.client.post("/api/v1/conv2d/backward", json=SMALL, headers=JSON)
    assert (
        page.json()["detail"]
        == "The server failed: this is a fault of the server, not of the request."
    )
