"""Matrices of weights for one window or several side by side, and products that suit BLAS."""

from __future__ import annotations

import numpy as np

from gradgrid.engine.conv2d.kernels.blas import has_unpacked_products
from gradgrid.engine.conv2d.kernels.windows import Windows, joined_length, shifts

# Products that BLAS does not pack: up to so many multiply-adds and rows each, for so many columns.
UNPACKED_WORK = 1_000_000
UNPACKED_ROWS = (12, 32)
UNPACKED_WIDTH = 96


def weight_matrix(taps: np.ndarray, windows: Windows, joined: int) -> np.ndarray:
    """(parts, kh, kw, C, O) as (parts, window, joined * O).

    The taps of ``joined`` neighbouring outputs stand side by side, each where its window lies in
    the common one, with zeros around.
    """
    parts, rows, _, channels, outputs = taps.shape
    if joined == 1 and taps.flags.c_contiguous:
        return taps.reshape(parts, -1, outputs)
    length = joined_length(windows, joined)
    if taps.strides[3] >= taps.strides[4]:
        wide = np.zeros((parts, rows, length, channels, joined, outputs), taps.dtype)
        for k, part in enumerate(shifts(windows, joined)):
            wide[:, :, part, :, k] = taps
        return wide.reshape(parts, -1, joined * outputs)
    # Copied in the order in which they lie, and transposed in BLAS.
    tall = np.zeros((parts, joined, outputs, rows, length, channels), taps.dtype)
    for k, part in enumerate(shifts(windows, joined)):
        tall[:, k, :, :, part] = taps.transpose(0, 4, 1, 2, 3)
    matrix = tall.reshape(parts, joined * outputs, -1).swapaxes(1, 2)
    return np.ascontiguousarray(matrix) if _most_rows(matrix) else matrix


def tap_gradient(total: np.ndarray, windows: Windows, channels: int, joined: int) -> np.ndarray:
    """The gradient of :func:`weight_matrix`'s taps, given that of its result.

    Each tap has ``joined`` places in the matrix, and collects what all of them got.
    """
    rows, length = windows.kernel[0], joined_length(windows, joined)
    matrix = total.reshape(len(total), rows, length, channels, joined, -1)
    if joined == 1:
        return matrix[..., 0, :]
    first, *others = shifts(windows, joined)
    gradient = matrix[:, :, first, :, 0].copy()
    for k, part in enumerate(others, 1):
        gradient += matrix[:, :, part, :, k]
    return gradient


def multiply(cells: np.ndarray, matrix: np.ndarray, out: np.ndarray) -> None:
    """Out = cells . matrix for each part, by small products where BLAS has kernels for those."""
    parts, count, width = cells.shape
    most, least = _most_rows(matrix), UNPACKED_ROWS[0]
    rows = next((m for m in range(most, least - 1, -1) if count % m == 0), 0)
    if rows:
        stack = cells.reshape(parts, -1, rows, width)
        np.matmul(stack, matrix[:, None], out=out.reshape(parts, -1, rows, out.shape[2]))
    else:
        np.matmul(cells, matrix, out=out)


def _most_rows(matrix: np.ndarray) -> int:
    if matrix.shape[2] > UNPACKED_WIDTH or not has_unpacked_products():
        return 0
    rows: int = min(UNPACKED_ROWS[1], UNPACKED_WORK // (matrix.shape[1] * matrix.shape[2]))
    return rows
