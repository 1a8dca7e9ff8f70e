"""However many requests are computed at once, so many threads compute: no more than was set."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from httpx2 import ASGITransport, AsyncClient
from threadpoolctl import ThreadpoolController, threadpool_limits

from gradgrid.app.app import create_app
from gradgrid.app.service.settings import Settings
from gradgrid.engine import ConvGeometry, conv2d, set_threads
from gradgrid.engine.conv2d.kernels import sweep
from gradgrid.engine.conv2d.kernels.choose_strategy import strategy_for
from gradgrid.engine.conv2d.kernels.im2col import Im2col
from gradgrid.engine.conv2d.kernels.threads import Team, Workspace, team
from tests.app.client import JSON

MANY = 12
LAYER = ConvGeometry.of((1, 60, 60, 16), (3, 3, 16, 16))
# Longer than any machine takes to start a thread.
PATIENCE = 60
TASKS = "/proc/self/task"
BLAS = ThreadpoolController().select(user_api="blas")


class Watch:
    """The most that goes on inside the kernels: threads at one time, BLAS's own, tasks in all."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._now = 0
        self.awaited = 1
        """Work goes on once so many threads have been at it: a busy machine starts them late."""
        self.most = self.most_blas = self.most_blocks = self.most_tasks = 0

    def share(self, crew: Team, work: Callable[..., None], items: Sequence[Any]) -> None:
        """Instead of :meth:`Team.share`, the same."""

        def watched(item: Any, space: Workspace) -> None:
            with self._lock:
                self._now += 1
                self.most = max(self.most, self._now)
                self.most_blas = max(self.most_blas, blas_threads())
                self.most_tasks = max(self.most_tasks, tasks())
                self._lock.notify_all()
                self._lock.wait_for(lambda: self.most >= self.awaited, PATIENCE)
            # Long enough for whoever else may compute.
            time.sleep(0.002)
            try:
                work(item, space)
            finally:
                with self._lock:
                    self._now -= 1

        self.most_blocks = max(self.most_blocks, len(items))
        share(crew, watched, items)


share = Team.share


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Kernels that are watched, on blocks as many as those of large layers.

    What a server sets for the whole process is set back.
    """
    watch, size, thresholds = Watch(), team().size, gc.get_threshold()
    monkeypatch.setattr(Team, "share", lambda *arguments: watch.share(*arguments))
    monkeypatch.setattr(sweep, "BLOCK_BYTES", 200_000)
    yield watch
    set_threads(size)
    gc.collect()
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def tasks() -> int:
    """The threads of this process that the operating system knows of."""
    return len(os.listdir(TASKS)) if os.path.isdir(TASKS) else 0


def blas_threads() -> int:
    """The threads that a product would be computed with now."""
    return max((library.num_threads for library in BLAS.lib_controllers), default=1)


def body() -> bytes:
    numbers = np.random.default_rng(3)
    input = numbers.integers(-3, 4, LAYER.input_shape).tolist()
    weight = numbers.integers(-3, 4, LAYER.weight_shape).tolist()
    return json.dumps({"input": input, "weight": weight}).encode()


def answers(count: int, **given: int) -> set[bytes]:
    """The different answers to so many requests at one time, from a server that has started."""

    async def ask() -> set[bytes]:
        app = create_app(Settings(max_waiting=MANY, **given))
        client = AsyncClient(transport=ASGITransport(app), base_url="http://test", headers=JSON)
        async with app.router.lifespan_context(app), client:
            path, headers = "/api/v1/conv2d/backward", {"Accept-Encoding": "identity"}
            posts = (client.post(path, content=sent, headers=headers) for _ in range(count))
            responses = await asyncio.gather(*posts)
        assert {response.status_code for response in responses} == {200}
        return {response.content for response in responses}

    sent, before = body(), {*threading.enumerate()}
    found = asyncio.run(ask())
    for thread in {*threading.enumerate()} - before:
        if thread.name.startswith("compute"):
            thread.join(300)
    return found


@pytest.mark.parametrize("size", [1, 2])
def test_requests_of_any_number_never_run_more_threads_than_are_set(
    watch: Watch, size: int
) -> None:
    assert isinstance(strategy_for(LAYER), Im2col)
    watch.awaited = size

    (answer,) = answers(MANY, threads=size, max_computing_large=MANY)

    assert team().size == size
    assert watch.most == size
    assert watch.most_blocks > 4
    assert json.loads(answer)["geometry"]["output_size"] == [58, 58]


def test_one_request_is_computed_by_all_threads_that_are_set(watch: Watch) -> None:
    watch.awaited = 2
    answers(1, threads=2)

    assert watch.most == 2


def test_blas_has_one_thread_whichever_thread_computes(watch: Watch) -> None:
    with threadpool_limits(2, user_api="blas"):
        conv2d(np.ones(LAYER.input_shape), np.ones(LAYER.weight_shape))
        answers(MANY, threads=1, max_computing_large=MANY)

    assert watch.most_blas == 1


@pytest.mark.skipif(not os.path.isdir(TASKS), reason="no list of tasks")
def test_process_has_no_thread_for_each_request_that_waits(watch: Watch) -> None:
    before = tasks()

    answers(MANY, threads=2, max_computing_large=3)

    # Those of the queue, and the one that helps them.
    assert watch.most_tasks - before <= 3 + 1
