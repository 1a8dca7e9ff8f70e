"""BLAS, held to one thread while threads of our own compute.

A worker of a multi-threaded BLAS spins after a product and takes the core from whoever is next, so
the two are never mixed.
"""

from __future__ import annotations

import os
from functools import cache
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController

# Kernels of OpenBLAS for small products, which do not pack their operands.
_UNPACKED = {"SkylakeX", "Cooperlake", "SapphireRapids"}


class SingleBlas:
    """Holds BLAS to one thread from the first caller's entry to the last one's exit."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._before: list[int] = []

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._before = [library.num_threads for library in _libraries()]
                _set([1] * len(self._before))
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                _set(self._before)

    def begin_anew(self) -> None:
        """In a forked process, release the locks of threads that no longer exist."""
        if self._inside:
            _set(self._before)
        self._lock, self._inside = Lock(), 0


def _set(counts: list[int]) -> None:
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


single_blas = SingleBlas()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=single_blas.begin_anew)
