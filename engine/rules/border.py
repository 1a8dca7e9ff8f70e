"""The cells past the ends of an axis that is padded circular, reflect or replicate, or cropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gradgrid.engine.shapes import Int

# By mode: the cell of an axis of n cells that a position past its ends shows.
_CELLS: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "circular": lambda at, n: at % n,
    "replicate": lambda at, n: np.clip(at, 0, n - 1),
    "reflect": lambda at, n: n - 1 - np.abs(n - 1 - np.abs(at)),
}


class Run(NamedTuple):
    """``length`` positions: start, start + step, ..."""

    start: int
    step: int
    length: int


@dataclass(frozen=True, slots=True)
class Border:
    """An axis of ``size`` cells with ``before`` and ``after`` more; below zero they crop.

    ``mode`` is "circular", "reflect" or "replicate". Positions count from the first cell of the
    axis: those of the padded one run from -before to size + after - 1. With circular padding there
    are at most ``size`` cells on a side, with reflected one less.
    """

    mode: str
    size: int
    before: int
    after: int

    def cells(self, at: Int[np.ndarray, ...]) -> Int[np.ndarray, ...]:
        """The cell that stands at each position.

        >>> Border("reflect", 3, 2, 2).cells(np.arange(-2, 5))
        array([2, 1, 0, 1, 2, 1, 0])
        """
        return _CELLS[self.mode](at, self.size)

    def runs(self, cell: int) -> tuple[Run, ...]:
        """The positions at which ``cell`` stands, rising; none where it is cropped.

        >>> Border("circular", 3, 1, 1).runs(2)
        (Run(start=-1, step=3, length=2),)
        >>> Border("replicate", 3, 2, 0).runs(0)
        (Run(start=-2, step=1, length=3),)
        >>> [run.start for run in Border("reflect", 3, 1, 1).runs(1)]
        [-1, 1, 3]
        """
        first, last = -self.before, self.size + self.after - 1
        if self.mode == "reflect":
            found = sorted({-cell, cell, 2 * (self.size - 1) - cell})
            return tuple(Run(at, 1, 1) for at in found if first <= at <= last)
        if self.mode == "circular":
            start = cell - (cell - first) // self.size * self.size
            run = Run(start, self.size, (last - start) // self.size + 1)
        else:
            start = first if cell == 0 else max(cell, first)
            end = last if cell == self.size - 1 else min(cell, last)
            run = Run(start, 1, end - start + 1)
        return (run,) if run.length > 0 else ()
