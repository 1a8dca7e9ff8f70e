"""Threads of our own, with BLAS held to one thread while they share work.

NumPy lets go of the interpreter in copies and products, so threads share the work well as long as a
block takes some tens of microseconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from math import prod
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TypeVar
from weakref import finalize

import numpy as np

from gradgrid.engine.conv2d.kernels.blas import single_blas
from gradgrid.engine.conv2d.options import is_whole, shown
from gradgrid.engine.errors import OptionError

Item = TypeVar("Item")
Work = Callable[[Item, "Workspace"], None]
Task = Callable[[], None]

# Default limit: more threads spend their time waiting for the interpreter lock.
MAX_THREADS = 8
# The most that set_threads accepts.
MAX_THREADS_SET = 256
# What a workspace keeps of one name from call to call: fresh memory costs more than a copy into it.
KEPT_BYTES = 8 * 1024**2


class Workspace:
    """Scratch arrays of one running thread, used again by the next."""

    def __init__(self) -> None:
        self._memory: dict[str, np.ndarray] = {}

    def array(self, name: str, shape: Sequence[int], dtype: np.dtype[np.floating]) -> np.ndarray:
        """Uninitialised scratch; the next call with this ``name`` may reuse its memory."""
        size = prod(shape) * dtype.itemsize
        memory = self._memory.get(name)
        if memory is None or memory.size < size:
            memory = np.empty(size, np.uint8)
            if size <= KEPT_BYTES:
                self._memory[name] = memory
        return np.ndarray(tuple(shape), dtype, memory)


class Team:
    """At most ``size`` threads that compute at one time, whoever asks; each has a workspace."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._free: SimpleQueue[Workspace] = SimpleQueue()
        for _ in range(size):
            self._free.put(Workspace())
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._lock = Lock()
        self._helpers = 0
        self._waiting = 0

    def share(self, work: Work[Item], items: Sequence[Item]) -> None:
        """``work(item, workspace)`` for every item, by this thread and those that are free.

        It waits while ``size`` threads compute, so N callers never run more than that; who waits
        gets the place of the next helper that ends an item. What an item raises is raised here,
        when all threads have stopped. ``work`` itself shares nothing.
        """
        space = self._wait_for_space()
        try:
            with single_blas:
                _Sharing(self, work, items).run(space, len(items) - 1)
        finally:
            self._free.put(space)

    def borrow(self, most: int) -> list[Workspace]:
        """Workspaces of threads that may help now; none is waited for."""
        borrowed: list[Workspace] = []
        if most > 0 and self._helpers < self.size - 1:
            # Where no more threads can be had, there are fewer helpers.
            with suppress(RuntimeError):
                self._start()
        with suppress(Empty):
            while len(borrowed) < min(most, self._helpers):
                borrowed.append(self._free.get_nowait())
        return borrowed

    def lend(self, task: Task) -> None:
        """Run ``task`` in a thread of the team; the task returns its workspace."""
        self._tasks.put(task)

    def give_back(self, space: Workspace) -> None:
        """Let another thread compute."""
        self._free.put(space)

    @property
    def is_waited_for(self) -> bool:
        """Whether a caller waits for a workspace."""
        return self._waiting > 0

    def _wait_for_space(self) -> Workspace:
        with suppress(Empty):
            return self._free.get_nowait()
        with self._lock:
            self._waiting += 1
        try:
            return self._free.get()
        finally:
            with self._lock:
                self._waiting -= 1

    def _start(self) -> None:
        """Start the threads, at the first call that needs them."""
        with self._lock:
            if self._helpers == 0:
                # When a team was replaced and its last caller is done, its threads end.
                finalize(self, _dismiss, self._tasks, self.size - 1)
            while self._helpers < self.size - 1:
                name = f"kernel-{self._helpers + 1}"
                Thread(target=_help, args=(self._tasks,), name=name, daemon=True).start()
                self._helpers += 1


class _Sharing:
    """One call of :meth:`Team.share`."""

    def __init__(self, team: Team, work: Work[Item], items: Sequence[Item]) -> None:
        self._team, self._work = team, work
        # An iterator of a list hands out each item once, to whichever thread asks.
        self._queue = iter(list(items))
        self._faults: list[BaseException] = []
        self._ended: SimpleQueue[None] = SimpleQueue()

    def run(self, space: Workspace, most_helpers: int) -> None:
        helpers = self._team.borrow(most_helpers)
        for helper in helpers:
            # NumPy's error state is a context variable: an overflow warns, or not, as asked.
            self._team.lend(partial(copy_context().run, self._help, helper))
        self._drain(space, lambda: False)
        for _ in helpers:
            self._wait()
        if self._faults:
            try:
                raise self._faults[0]
            finally:
                # Break the reference cycle of the exception, its frames and their arrays.
                self._faults.clear()

    def _help(self, space: Workspace) -> None:
        try:
            self._drain(space, lambda: self._team.is_waited_for)
        finally:
            self._team.give_back(space)
            self._ended.put(None)

    def _drain(self, space: Workspace, is_over: Callable[[], bool]) -> None:
        try:
            for item in self._queue:
                self._work(item, space)
                if is_over():
                    return
        except BaseException as fault:
            self._stop(fault)

    def _wait(self) -> None:
        """Wait for one helper to end; an interrupt stops the helpers before it is raised."""
        while True:
            try:
                self._ended.get()
                return
            except BaseException as fault:
                self._stop(fault)

    def _stop(self, fault: BaseException) -> None:
        self._faults.append(fault)
        for _ in self._queue:
            pass


def _help(tasks: SimpleQueue[Task | None]) -> None:
    while (task := tasks.get()) is not None:
        task()
        # Keep no reference to the work while waiting.
        del task


def _dismiss(tasks: SimpleQueue[Task | None], count: int) -> None:
    for _ in range(count):
        tasks.put(None)


def usable_cores() -> int:
    """The cores that this process may run on, at most :data:`MAX_THREADS`."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(cores, MAX_THREADS)


def set_threads(count: int) -> None:
    """Compute with at most ``count`` threads in all, 1 to 256; raises :class:`OptionError`.

    It holds for the whole process, from the next step of any computation on. The default is the
    number of cores, at most 8. Rounding, and so the last digits of sums, may depend on it.

    >>> set_threads(0)
    Traceback (most recent call last):
    gradgrid.engine.errors.OptionError: threads must be an integer from 1 to 256, not 0
    """
    global _team
    if not is_whole(count) or not 1 <= count <= MAX_THREADS_SET:
        message = f"threads must be an integer from 1 to {MAX_THREADS_SET}, not {shown(count)}"
        raise OptionError("threads", message)
    if count != _team.size:
        _team = Team(int(count))


def team() -> Team:
    """The threads that compute now."""
    return _team


def _begin_anew() -> None:
    """A forked process has none of its parent's threads."""
    global _team
    _team = Team(_team.size)


_team = Team(usable_cores())
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
