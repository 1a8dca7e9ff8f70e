"""Threads of our own, with BLAS held to one thread while they run.

A worker of a multi-threaded BLAS spins after a product and takes the core from whoever is next, so
the two are never mixed: every thread here calls a BLAS of one thread. NumPy lets go of the
interpreter in copies and products, so threads share the work well as long as a block takes some
tens of microseconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from functools import cache, partial
from math import prod
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar
from weakref import finalize

import numpy as np
from threadpoolctl import ThreadpoolController

from engine.errors import OptionError
from engine.options import is_whole, shown

Item = TypeVar("Item")
Work = Callable[[Item, "Workspace"], None]
Task = Callable[[], None]

# More threads than this wait for the interpreter more than they compute.
MOST_THREADS = 8
# What a workspace keeps of one name from call to call: fresh memory costs more than a copy into it.
KEPT_BYTES = 16 * 1024**2
# Kernels of OpenBLAS for small products, which do not pack their operands.
_UNPACKED = {"SkylakeX", "Cooperlake", "SapphireRapids"}


class Workspace:
    """Scratch arrays of one running thread, used again by the next."""

    def __init__(self) -> None:
        self._memory: dict[str, np.ndarray] = {}

    def array(self, name: str, shape: Sequence[int], dtype: np.dtype[np.floating]) -> np.ndarray:
        """An array with anything in it; it is valid until the same name is asked for again."""
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

    def share(self, work: Work[Item], items: Sequence[Item]) -> None:
        """``work(item, workspace)`` for every item, by this thread and those that are free.

        It waits while ``size`` threads compute, so N callers never run more than that. What one
        item raises is raised here, when all threads have stopped. ``work`` itself shares nothing.
        """
        space = self._free.get()
        # An iterator of a list hands out each item once, to whichever thread asks.
        queue = iter(list(items))
        faults: list[BaseException] = []
        finished: SimpleQueue[None] = SimpleQueue()

        def drain(space: Workspace) -> None:
            try:
                for item in queue:
                    work(item, space)
            except BaseException as fault:
                faults.append(fault)
            finally:
                self._free.put(space)

        def help(run: Callable[..., None], space: Workspace) -> None:
            run(drain, space)
            finished.put(None)

        with _single_blas:
            helpers = self._borrow(len(items) - 1)
            for helper in helpers:
                # NumPy's error state is a context variable: an overflow warns, or not, as asked.
                self._tasks.put(partial(help, copy_context().run, helper))
            drain(space)
            for _ in helpers:
                finished.get()
        if faults:
            raise faults[0]

    def _borrow(self, most: int) -> list[Workspace]:
        """Workspaces of threads that may help now; none is waited for."""
        if most > 0 and self._helpers < self.size - 1:
            self._start()
        borrowed: list[Workspace] = []
        with suppress(Empty):
            while len(borrowed) < min(most, self.size - 1):
                borrowed.append(self._free.get_nowait())
        return borrowed

    def _start(self) -> None:
        """The threads themselves, when they are needed for the first time."""
        with self._lock:
            for k in range(self._helpers + 1, self.size):
                Thread(target=_help, args=(self._tasks,), name=f"kernel-{k}", daemon=True).start()
            if self._helpers == 0:
                # When a team was replaced and its last caller is done, its threads end.
                finalize(self, _dismiss, self._tasks, self.size - 1)
            self._helpers = self.size - 1


def _help(tasks: SimpleQueue[Task | None]) -> None:
    while (task := tasks.get()) is not None:
        task()
        # Hold nothing of it while waiting.
        del task


def _dismiss(tasks: SimpleQueue[Task | None], count: int) -> None:
    for _ in range(count):
        tasks.put(None)


class _SingleBlas:
    """Holds BLAS to one thread from the first caller's entry to the last one's exit."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._before: list[int] = []

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before = [library.num_threads for library in _libraries()]
                self._set([1] * len(self._before))

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._set(self._before)

    def _set(self, counts: list[int]) -> None:
        for library, threads in zip(_libraries(), counts, strict=True):
            if library.num_threads != threads:
                # threadpoolctl lets one thread set OpenBLAS; here they do it in turn, under a lock.
                release = getattr(library, "clear_controlling_thread", lambda force: None)
                release(force=True)
                library.set_num_threads(threads)
                release(force=True)


@cache
def _libraries() -> list[Any]:
    """The BLAS libraries of this process, NumPy's among them."""
    controllers: list[Any] = ThreadpoolController().select(user_api="blas").lib_controllers
    return controllers


@cache
def has_unpacked_products() -> bool:
    """Whether BLAS has kernels for small products, as OpenBLAS has for AVX-512."""
    return any(getattr(library, "architecture", None) in _UNPACKED for library in _libraries())


def usable_cores() -> int:
    """The cores that this process may run on, at most :data:`MOST_THREADS`."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(cores, MOST_THREADS)


def set_threads(count: int) -> None:
    """Compute with at most ``count`` threads in all, from 1; raises :class:`OptionError`.

    It holds for the whole process, for calls that begin from now on. The default is the number of
    cores, at most 8.

    >>> set_threads(0)
    Traceback (most recent call last):
    engine.errors.OptionError: threads is a whole number of at least 1, not 0
    """
    global _team
    if not is_whole(count) or count < 1:
        message = f"threads is a whole number of at least 1, not {shown(count)}"
        raise OptionError("threads", message)
    if count != _team.size:
        _team = Team(int(count))


def team() -> Team:
    """The threads that compute now."""
    return _team


def _begin_anew() -> None:
    """A forked process has none of its parent's threads, and its locks as they happened to be."""
    global _team, _single_blas
    _team, _single_blas = Team(_team.size), _SingleBlas()


_team, _single_blas = Team(usable_cores()), _SingleBlas()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
