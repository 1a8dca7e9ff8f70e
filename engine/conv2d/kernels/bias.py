"""grad_bias: sums over batch and positions, in rows wide enough for vector instructions."""

from __future__ import annotations

import numpy as np

from gradgrid.engine.conv2d.kernels.blocks import as_slice, even_ranges
from gradgrid.engine.conv2d.kernels.threads import Workspace, team

# Width of the rows that are summed; with few channels, several positions form one row.
WIDEST = 1024
# Below this, one thread finishes before a second one wakes.
ALONE = 200_000


def grad_bias(grad_output: np.ndarray) -> np.ndarray:
    """(C_out): the sum of the (N, OH, OW, C_out) ``grad_output`` over all but its last axis."""
    channels = grad_output.shape[3]
    rows = grad_output.reshape(-1, channels)
    if len(rows) * channels < ALONE:
        return _sum(rows)
    shares = even_ranges(len(rows), team().size)
    sums = np.empty((len(shares), channels), rows.dtype)

    def work(item: int, _: Workspace) -> None:
        sums[item] = _sum(rows[as_slice(shares[item])])

    team().share(work, range(len(shares)))
    total: np.ndarray = np.add.reduce(sums, 0)
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
