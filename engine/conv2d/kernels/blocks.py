"""A layer cut into blocks: rows of windows that one thread computes while they are in its cache."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gradgrid.engine.conv2d.kernels.threads import team

# Below this, one thread finishes before a second one wakes.
ALONE = 2_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of windows in some images."""

    images: range
    rows: range

    def of(self, array: np.ndarray) -> np.ndarray:
        """The part of a (parts, N, OH, OW, C) array that belongs to these windows."""
        part: np.ndarray = array[:, as_slice(self.images), as_slice(self.rows)]
        return part


def split(batch: int, rows: int, row_bytes: int, most_bytes: int, work: int) -> list[Block]:
    """All rows of all images in blocks of at most ``most_bytes``, but one row at least.

    Threads get as many blocks one as the other where rows can be cut so, if the ``work``, in
    multiply-adds, is worth waking more than one.

    >>> [(block.images, block.rows) for block in split(2, 6, 100, 300, work=100)]
    [(range(0, 1), range(0, 3)), (range(0, 1), range(3, 6)), (range(1, 2), range(0, 3)), \
(range(1, 2), range(3, 6))]
    """
    threads = team().size if work > ALONE else 1
    most = max(1, most_bytes // row_bytes)
    if most >= rows and batch >= threads:
        count = -(-batch // (most // rows))
        count = min(-(-count // threads) * threads, batch)
        return [Block(images, range(rows)) for images in even_ranges(batch, count)]
    count = min(rows, max(-(-rows // most), -(-threads // batch)))
    while batch * count % threads and batch * count < 4 * threads and count < rows:
        count += 1
    return [
        Block(range(image, image + 1), part)
        for image in range(batch)
        for part in even_ranges(rows, count)
    ]


def lanes(blocks: list[Block]) -> list[list[Block]]:
    """Blocks divided into one lane per thread, so that sums do not depend on scheduling.

    A sum of rounded numbers depends on its order; for one number of threads it is always the same.
    """
    count = min(len(blocks), team().size)
    return [blocks[as_slice(part)] for part in even_ranges(len(blocks), count)]


def even_ranges(size: int, count: int) -> list[range]:
    """0..size in ``count`` ranges that differ by one at most.

    >>> even_ranges(7, 2)
    [range(0, 3), range(3, 7)]
    """
    ends = [size * k // count for k in range(count + 1)]
    return [range(*pair) for pair in pairwise(ends)]


def as_slice(part: range) -> slice:
    """A range of step 1, to index with."""
    return slice(part.start, part.stop)
