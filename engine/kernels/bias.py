"""The sum over all positions, along rows that are wide enough for the processor."""

from __future__ import annotations

import numpy as np

from engine.kernels.blocks import as_slice, parts
from engine.kernels.threads import Workspace, team

# So many numbers side by side are added at once, instead of one for each channel.
WIDEST = 1024
# Fewer numbers than this are added while a second thread wakes.
ALONE = 200_000


def grad_bias(grad_output: np.ndarray) -> np.ndarray:
    """(C_out): the sum of the (N, OH, OW, C_out) ``grad_output`` over all but its last axis."""
    channels = grad_output.shape[3]
    rows = grad_output.reshape(-1, channels)
    if len(rows) * channels < ALONE:
        return _sum(rows)
    sums: list[np.ndarray] = []

    def work(part: range, _: Workspace) -> None:
        sums.append(_sum(rows[as_slice(part)]))

    team().share(work, parts(len(rows), team().size))
    total: np.ndarray = np.add.reduce(sums)
    return total


def _sum(rows: np.ndarray) -> np.ndarray:
    count, channels = rows.shape
    together = WIDEST // channels
    if together > 1 and count >= 2 * together:
        whole = count - count % together
        wide = np.add.reduce(rows[:whole].reshape(-1, together * channels), 0)
        rows = np.concatenate([wide.reshape(together, channels), rows[whole:]])
    total: np.ndarray = np.add.reduce(rows, 0)
    return total
