"""The windows of a correlation: the cells they read, and those cells as a matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import gcd, prod

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.kernels.blocks import Block, as_slice
from gradgrid.engine.conv2d.kernels.threads import Workspace
from gradgrid.engine.conv2d.options import Pair


@dataclass(frozen=True, slots=True)
class Windows:
    """Window (i, j) reads, at tap (u, v), the source at row start + i*stride + u*dilation.

    The columns likewise; all pairs are (vertical, horizontal). Outside, the source is zero.
    """

    start: Pair
    stride: Pair
    dilation: Pair
    kernel: Pair
    size: Pair

    @classmethod
    def of(cls, g: ConvGeometry) -> Windows:
        """The windows of the forward pass."""
        (top, _), (left, _) = g.padding
        return cls((-top, -left), g.stride, g.dilation, g.kernel_size, g.output_size)

    def reach(self, axis: int, windows: range) -> tuple[int, int]:
        """Where along an axis these windows begin to read, and where they have ended."""
        first = self.start[axis] + windows[0] * self.stride[axis]
        span = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        return first, first + (len(windows) - 1) * self.stride[axis] + span


@dataclass(frozen=True, slots=True)
class Residue:
    """The input cells that the same taps reach: one residue class modulo the stride.

    Their gradient is a correlation of grad_output, at stride 1, with these taps turned by 180
    degrees; ``taps`` turns them.
    """

    cells: tuple[slice, slice]
    taps: tuple[slice, slice]
    windows: Windows


@dataclass(frozen=True, slots=True)
class _AxisResidue:
    cells: slice
    count: int
    taps: slice
    tap_count: int
    start: int
    dilation: int


def residues(g: ConvGeometry) -> Iterator[Residue]:
    """The classes that any tap reaches; at stride 1 there is one, and it is the whole input."""
    for rows, columns in product(_axis_residues(g, 0), _axis_residues(g, 1)):
        windows = Windows(
            start=(rows.start, columns.start),
            stride=(1, 1),
            dilation=(rows.dilation, columns.dilation),
            kernel=(rows.tap_count, columns.tap_count),
            size=(rows.count, columns.count),
        )
        yield Residue((rows.cells, columns.cells), (rows.taps, columns.taps), windows)


def _axis_residues(g: ConvGeometry, axis: int) -> Iterator[_AxisResidue]:
    """Cell y is read by window i at tap u where y + p = i*s + u*d.

    So the taps of one class have the same u*d modulo s, and they lie s/gcd(s, d) apart.
    """
    stride, dilation, before = g.stride[axis], g.dilation[axis], g.padding[axis][0]
    size, step = g.input_size[axis], stride // gcd(stride, dilation)
    for first_tap in range(min(step, g.kernel_size[axis])):
        taps = range(first_tap, g.kernel_size[axis], step)
        first = (first_tap * dilation - before) % stride
        if first < size:
            yield _AxisResidue(
                cells=slice(first, None, stride),
                count=len(range(first, size, stride)),
                taps=slice(taps[-1], first_tap - 1 if first_tap else None, -step),
                tap_count=len(taps),
                start=(first + before - taps[-1] * dilation) // stride,
                dilation=step * dilation // stride,
            )


def band(source: np.ndarray, windows: Windows, block: Block, space: Workspace) -> np.ndarray:
    """The cells that the windows of ``block`` read, padding included.

    ``source`` is (parts, N, H, W, C), the result (parts, images, rows, columns, C). It is a view
    where there are no zeros to add and no channels left out.
    """
    top, bottom = windows.reach(0, block.rows)
    left, right = windows.reach(1, range(windows.size[1]))
    parts, _, height, width, channels = source.shape
    images = source[:, as_slice(block.images)]
    inside = min(top, left) >= 0 and bottom <= height and right <= width
    if inside and images.strides[3] == channels * images.strides[4]:
        return images[:, :, top:bottom, left:right]
    shape = (parts, len(block.images), bottom - top, right - left, channels)
    padded = space.array("band", shape, source.dtype)
    rows, columns = _within(top, bottom, height), _within(left, right, width)
    padded[:, :, : rows.start] = 0
    padded[:, :, rows.stop :] = 0
    padded[:, :, rows, : columns.start] = 0
    padded[:, :, rows, columns.stop :] = 0
    padded[:, :, rows, columns] = images[
        :, :, rows.start + top : rows.stop + top, columns.start + left : columns.stop + left
    ]
    return padded


def window_matrix(
    source: np.ndarray, windows: Windows, block: Block, joined: int, space: Workspace
) -> np.ndarray:
    """For each part one row for every ``joined`` neighbouring windows: the cells that they reach.

    With ``joined`` 1 it is im2col, columns in the order (u, v, c). Every row consists of runs that
    lie together in the source, and ``joined`` windows share most of theirs.
    """
    cells = band(source, windows, block, space)
    shape, strides = _window_view(cells, windows, len(block.rows), joined)
    view = as_strided(cells, shape, strides)
    if not view.flags.c_contiguous:
        matrix = space.array("columns", shape, source.dtype)
        np.copyto(matrix, view)
        view = matrix
    return view.reshape(len(source), prod(shape[1:4]), -1)


def joined_length(windows: Windows, joined: int) -> int:
    """Kernel columns of ``joined`` windows side by side."""
    return (joined - 1) * windows.stride[1] + windows.kernel[1]


def shifts(windows: Windows, joined: int) -> list[slice]:
    """Where among the kernel columns of ``joined`` windows those of each one stand."""
    step, columns = windows.stride[1], windows.kernel[1]
    return [slice(k * step, k * step + columns) for k in range(joined)]


def _window_view(
    cells: np.ndarray, windows: Windows, rows: int, joined: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Shape and strides of (parts, images, rows, columns, u, v and c)."""
    parts, images, _, _, channels = cells.shape
    part, image, row, pixel, item = cells.strides
    (down, across), (high, wide) = windows.stride, windows.dilation
    kernel_rows, kernel_columns = windows.kernel
    shape = (parts, images, rows, windows.size[1] // joined, kernel_rows)
    strides = (part, image, down * row, joined * across * pixel, high * row)
    if wide == 1 or kernel_columns == 1:
        return (*shape, joined_length(windows, joined) * channels), (*strides, item)
    return (*shape, kernel_columns, channels), (*strides, wide * pixel, item)


def _within(first: int, end: int, size: int) -> slice:
    """The part of first..end that lies in 0..size, counted from ``first``."""
    start = min(max(-first, 0), end - first)
    return slice(start, max(start, min(size, end) - first))
