"""How much is computed at once: a few threads, a bounded queue, and 503 beyond it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import ParamSpec, TypeVar

from gradgrid.app.service.problems import Busy, OverLimit, TooLarge
from gradgrid.app.service.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


class ComputeQueue:
    """Runs work off the event loop, ``threads`` at a time, with ``waiting`` behind them."""

    def __init__(self, threads: int, waiting: int, retry_after_seconds: int) -> None:
        self._threads = threads
        self._most = threads + waiting
        self._retry_after = retry_after_seconds
        self._pool: ThreadPoolExecutor | None = None
        self._admitted = 0
        self._lock = Lock()

    def check(self) -> None:
        """Raise :class:`Busy`, with the seconds to wait, if one more would be refused."""
        if self._admitted >= self._most:
            seconds = self._retry_after
            raise Busy(
                f"The server is busy: try again in {seconds} seconds.",
                headers={"Retry-After": str(seconds)},
            )

    @property
    def is_idle(self) -> bool:
        """Whether nothing is computed and nothing waits."""
        return self._admitted == 0

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of ``work``, computed in a thread; raises :class:`Busy` if too many wait."""
        with self._lock:
            self.check()
            self._admitted += 1
            if self._pool is None:
                self._pool = ThreadPoolExecutor(self._threads, "compute")
        future = self._pool.submit(work, *args, **kwargs)
        # In the thread, not after the await: work goes on when its client disconnects.
        future.add_done_callback(lambda _: self._leave())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Drop what waits; what is being computed is left to finish."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _leave(self) -> None:
        with self._lock:
            self._admitted -= 1


class ComputeQueues:
    """Two queues, so that a small request never waits behind a large one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._small_settings = settings.for_small_requests()
        waiting, retry_after = settings.max_waiting, settings.retry_after_seconds
        self.small = ComputeQueue(settings.max_computing_small, waiting, retry_after)
        self.large = ComputeQueue(settings.max_computing_large, waiting, retry_after)

    async def run(self, query: Callable[[bytes, Settings], bytes], body: bytes) -> bytes:
        """The answer to ``body``; a small body that asks for much work goes to the large queue."""
        if len(body) <= self._settings.small_body_bytes:
            try:
                return await self.small.run(query, body, self._small_settings)
            except (OverLimit, TooLarge):
                pass
        return await self.large.run(query, body, self._settings)

    def close(self) -> None:
        """Close both."""
        self.small.close()
        self.large.close()
