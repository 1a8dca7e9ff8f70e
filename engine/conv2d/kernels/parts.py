"""Groups merged into parts that are wide enough to multiply, and arrays as stacks of parts.

A merged kernel is block-diagonal: it has zeros between channels of different groups. Without groups
there is one part, and nothing here copies.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry

# A matrix product of fewer channels takes as long as one of this many.
MERGED_CHANNELS = 16
# Groups are merged up to this many channels: the zeros between groups grow with the square.
MAX_MERGED = 64


def parts_of(g: ConvGeometry) -> int:
    """How many parts there are: the most that have enough channels each, one at least.

    >>> parts_of(ConvGeometry.of((1, 8, 8, 128), (3, 3, 4, 128), groups=32))
    8
    >>> parts_of(ConvGeometry.of((1, 8, 8, 997), (3, 3, 1, 1994), groups=997))
    997
    """
    channels = g.group_in_channels
    for together in range(1, max(1, MAX_MERGED // channels) + 1):
        if g.groups % together == 0 and together * channels >= MERGED_CHANNELS:
            return g.groups // together
    return 1 if g.in_channels <= MAX_MERGED else g.groups


def stacked(array: np.ndarray, parts: int) -> np.ndarray:
    """(N, H, W, C) as (parts, N, H, W, C/parts): a view."""
    if parts == 1:
        return array[None]
    stack: np.ndarray = array.reshape(*array.shape[:3], parts, -1).transpose(3, 0, 1, 2, 4)
    return stack


def merged(weight: np.ndarray, g: ConvGeometry, parts: int) -> np.ndarray:
    """(kh, kw, C_in/groups, C_out) as (parts, kh, kw, C_in/parts, C_out/parts)."""
    together = g.groups // parts
    if g.groups == 1:
        return weight[None]
    shape = parts, *g.kernel_size, g.in_channels // parts, g.out_channels // parts
    taps = np.zeros(shape, weight.dtype)
    by_group = weight.reshape(*weight.shape[:3], parts, together, -1)
    for k, (read, written) in enumerate(_diagonal(g, together)):
        taps[:, :, :, read, written] = by_group[:, :, :, :, k].transpose(3, 0, 1, 2, 4)
    return taps


def separated(taps: np.ndarray, g: ConvGeometry) -> np.ndarray:
    """(parts, kh, kw, C_in/parts, C_out/parts) as (kh, kw, C_in/groups, C_out)."""
    weight: np.ndarray = taps[0]
    if g.groups == 1:
        return weight
    together = g.groups // len(taps)
    weight = np.empty(g.weight_shape, taps.dtype)
    by_group = weight.reshape(*weight.shape[:3], len(taps), together, -1)
    for k, (read, written) in enumerate(_diagonal(g, together)):
        by_group[:, :, :, :, k] = taps[:, :, :, read, written].transpose(1, 2, 3, 0, 4)
    return weight


def _diagonal(g: ConvGeometry, together: int) -> Iterator[tuple[slice, slice]]:
    """Input and output channels of each group within its part."""
    read, written = g.group_in_channels, g.group_out_channels
    for k in range(together):
        yield slice(k * read, (k + 1) * read), slice(k * written, (k + 1) * written)
