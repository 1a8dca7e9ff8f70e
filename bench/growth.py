"""How time grows with the batch, the height and the width: over four doublings of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.contestants.gradgrid import CONTESTANTS
from bench.layers import Layer, random_inputs
from bench.timing import interleaved
from gradgrid.engine import ConvGeometry

DOUBLINGS = 4
BATCH, SIZE, CHANNELS = 2, 32, 32
ONE_CALL, _ = CONTESTANTS


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds at each size along one axis, and the exponent of the line through them."""

    axis: str
    sizes: list[int]
    seconds: list[float]

    @property
    def exponent(self) -> float:
        """1 is linear: the slope of log seconds over log size."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.seconds), 1)[0])


def growth(rounds: int = 5) -> list[Growth]:
    """One for each axis, all sizes of an axis timed side by side."""
    return [_along(axis, rounds) for axis in ("batch", "height", "width")]


def _along(axis: str, rounds: int) -> Growth:
    start = {"batch": BATCH, "height": SIZE, "width": SIZE}
    sizes = [start[axis] * 2**k for k in range(DOUBLINGS + 1)]
    calls = {}
    for size in sizes:
        n, h, w = (start | {axis: size}).values()
        g = ConvGeometry.of((n, h, w, CHANNELS), (3, 3, CHANNELS, CHANNELS), padding=1)
        arrays = random_inputs(Layer(axis, g), np.float32)
        calls[str(size)] = ONE_CALL.prepare(g, arrays).call
    found = interleaved(calls, rounds)
    return Growth(axis, sizes, [found[str(size)] for size in sizes])
