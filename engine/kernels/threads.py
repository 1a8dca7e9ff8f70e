"""Threads of our own, with BLAS held to one thread while they run.

A worker of a multi-threaded BLAS spins after a product and takes the core from whoever is next, so
the two are never mixed: every thread here calls a BLAS of one thread. NumPy lets go of the
interpreter in copies and products, so threads share the work well as long as a block takes some
tens of microseconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import cache, partial
from math import prod
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import ThreadpoolController

from engine.errors import OptionError
from engine.options import is_whole, shown

Item = TypeVar("Item")
Work = Callable[[Item, "Workspace"], None]

# More threads than this wait for the interpreter more than they compute.
MOST_THREADS = 8
# What a workspace keeps of one name from call to call; touching fresh memory costs more than a copy.
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
        self._tasks: SimpleQueue[Callable[[], None]] = SimpleQueue()
        for _ in range(size):
            self._free.put(Workspace())
        for k in range(1, size):
            Thread(target=_helper, args=(self._tasks,), name=f"kernel-{k}", daemon=True).start()

    def share(self, work: Work[Item], items: Sequence[Item]) -> None:
        """``work(item, workspace)`` for every item, by this thread and those that are free.

        It waits while ``size`` threads compute, so N callers never run more than that. What one
        item raises is raised here, when all threads have stopped.
        """
        space = self._free.get()
        try:
            with _single_blas:
                if len(items) == 1 or self.size == 1:
                    for item in items:
                        work(item, space)
                else:
                    self._share(work, items, space)
        finally:
            self._free.put(space)

    def _share(self, work: Work[Item], items: Sequence[Item], space: Workspace) -> None:
        # An iterator of a list hands out each item once, to whichever thread asks.
        queue, faults = iter(items), []
        finished: SimpleQueue[None] = SimpleQueue()

        def drain(space: Workspace) -> None:
            try:
                for item in queue:
                    work(item, space)
            except BaseException as fault:
                faults.append(fault)

        def help(space: Workspace, run: Callable[[Work], None]) -> None:
            run(drain, space)
            self._free.put(space)
            finished.put(None)

        helpers = 0
        while helpers < min(len(items), self.size) - 1:
            try:
                borrowed = self._free.get_nowait()
            except Empty:
                break
            # NumPy's error state is a context variable: an overflow warns, or not, as asked.
            self._tasks.put(partial(help, borrowed, copy_context().run))
            helpers += 1
        drain(space)
        for _ in range(helpers):
            finished.get()
        if faults:
            raise faults[0]


def _helper(tasks: SimpleQueue[Callable[[], None]]) -> None:
    while True:
        tasks.get()()


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
                library.set_num_threads(threads)


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


_single_blas = _SingleBlas()
_team = Team(usable_cores())


def set_threads(count: int) -> None:
    """Compute with at most ``count`` threads in all, from 1; raises :class:`OptionError`.

    It holds for the whole process, and for calls that begin from now on. The default is the number
    of cores, at most 8.

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
