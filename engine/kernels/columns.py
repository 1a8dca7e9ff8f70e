"""Any convolution without groups: blocks of im2col rows, each multiplied while it is in the cache.

A full im2col matrix is as many times larger than the input as the kernel has taps, and touching that
memory costs more than the product. A block of some megabytes in a workspace that is used again costs
neither. Where channels are few, the windows of neighbouring outputs are read as one: ``fold`` of
them share most cells, and their product is ``fold`` times as wide.
"""

from __future__ import annotations

from math import prod

import numpy as np

from engine.geometry import ConvGeometry
from engine.kernels.blocks import Block, split
from engine.kernels.threads import Workspace, has_unpacked_products, team
from engine.kernels.windows import Windows, folded_length, residues, window_matrix

BLOCK_BYTES = 2 * 1024**2
# Unpacked products: up to so many multiply-adds, and rows, at a time, for so many columns.
UNPACKED_WORK = 1_000_000
UNPACKED_ROWS = (12, 32)
UNPACKED_WIDTH = 96
# Nanoseconds for beginning a run of cells, copying a cell and a multiply-add: they choose a fold.
RUN, COPY, MULTIPLY = 8.0, 0.12, 0.0083
WIDEST_FOLD = 32


class Columns:
    """Forward by im2col, grad_input as the correlation of grad_output with the turned kernel."""

    def __init__(self, g: ConvGeometry) -> None:
        self._g = g
        self._windows = Windows.of(g)
        self._residues = tuple(residues(g))

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        """(N, OH, OW, C_out)."""
        output = np.empty(self._g.output_shape, input.dtype)
        correlate(input, weight, self._windows, output, bias)
        return output

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(N, H, W, C_in)."""
        gradient = np.zeros(self._g.input_shape, weight.dtype)
        for residue in self._residues:
            taps = weight[residue.taps].swapaxes(2, 3)
            correlate(grad_output, taps, residue.windows, gradient[:, *residue.cells])
        return gradient

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(kh, kw, C_in, C_out)."""
        return correlate_gradient(input, grad_output, self._windows)


def correlate(
    source: np.ndarray,
    taps: np.ndarray,
    windows: Windows,
    out: np.ndarray,
    bias: np.ndarray | None = None,
) -> None:
    """out[n,i,j,o] = bias[o] + sum over u,v,c of source[n, window (i, j) at (u, v), c] * taps[u,v,c,o].

    ``out`` is (N, OH, OW, C_out), ``taps`` (kh, kw, C_in, C_out), both possibly strided.
    """
    fold = choose_fold(windows, *taps.shape[2:])
    matrix = weight_matrix(taps, windows, fold)
    addend = None if bias is None else np.tile(bias, fold)

    def work(block: Block, space: Workspace) -> None:
        multiply_block(source, matrix, addend, windows, fold, block, out, space)

    team().share(work, blocks(source, windows, matrix.shape, fold))


def multiply_block(
    source: np.ndarray,
    matrix: np.ndarray,
    bias: np.ndarray | None,
    windows: Windows,
    fold: int,
    block: Block,
    out: np.ndarray,
    space: Workspace,
) -> None:
    """One block of :func:`correlate`; ``matrix`` and ``bias`` are for ``fold`` outputs at once."""
    cells = window_matrix(source, windows, block, fold, space)
    target = block.of(out)
    direct = target.flags.c_contiguous
    shape = len(cells), matrix.shape[1]
    rows = target.reshape(shape) if direct else space.array("product", shape, out.dtype)
    multiply(cells, matrix, rows)
    if bias is not None:
        rows += bias
    if not direct:
        target[...] = rows.reshape(target.shape)


def correlate_gradient(source: np.ndarray, grad_output: np.ndarray, windows: Windows) -> np.ndarray:
    """The gradient of :func:`correlate` with respect to its taps: (kh, kw, C_in, C_out).

    Every thread adds up the blocks that it takes; the sums of all threads are added at the end.
    """
    channels, outputs = source.shape[3], grad_output.shape[3]
    fold = choose_fold(windows, channels, outputs)
    length = folded_length(windows, fold)
    shape = windows.kernel[0] * length * channels, fold * outputs
    sums: dict[Workspace, np.ndarray] = {}

    def work(block: Block, space: Workspace) -> None:
        cells = window_matrix(source, windows, block, fold, space)
        gradient = block.of(grad_output).reshape(-1, shape[1])
        if space in sums:
            product = space.array("product", shape, source.dtype)
            sums[space] += np.matmul(cells.T, gradient, out=product)
        else:
            sums[space] = cells.T @ gradient

    team().share(work, blocks(source, windows, shape, fold))
    first, *others = sums.values()
    for other in others:
        first += other
    total = first.reshape(windows.kernel[0], length, channels, fold, outputs)
    return _unfolded(total, windows) if fold > 1 else total[:, :, :, 0]


def weight_matrix(taps: np.ndarray, windows: Windows, fold: int) -> np.ndarray:
    """(window, fold * C_out): the taps of ``fold`` neighbouring outputs side by side, else zeros."""
    rows, _, channels, outputs = taps.shape
    if fold == 1 and taps.flags.c_contiguous:
        return taps.reshape(-1, outputs)
    length = folded_length(windows, fold)
    make = np.zeros if fold > 1 else np.empty
    if taps.strides[2] >= taps.strides[3]:
        wide = make((rows, length, channels, fold, outputs), taps.dtype)
        for t, part in enumerate(_shifts(windows, fold)):
            wide[:, part, :, t] = taps
        return wide.reshape(-1, fold * outputs)
    # Copied in the order in which they lie, and transposed in BLAS.
    tall = make((fold, outputs, rows, length, channels), taps.dtype)
    for t, part in enumerate(_shifts(windows, fold)):
        tall[t, :, :, part] = taps.transpose(3, 0, 1, 2)
    matrix: np.ndarray = tall.reshape(fold * outputs, -1).T
    return np.ascontiguousarray(matrix) if _unpacked_rows(matrix) else matrix


def multiply(cells: np.ndarray, matrix: np.ndarray, out: np.ndarray) -> None:
    """Out = cells . matrix, in a stack of small products where BLAS has kernels for those."""
    most = _unpacked_rows(matrix)
    rows = next((m for m in range(most, UNPACKED_ROWS[0] - 1, -1) if len(cells) % m == 0), 0)
    if rows:
        stack = cells.reshape(-1, rows, cells.shape[1]), out.reshape(-1, rows, out.shape[1])
        np.matmul(stack[0], matrix, out=stack[1])
    else:
        np.matmul(cells, matrix, out=out)


def choose_fold(windows: Windows, channels: int, outputs: int) -> int:
    """The number of neighbouring windows that is quickest to read and multiply as one."""
    if windows.dilation[1] > 1 or windows.kernel[1] == 1:
        return 1

    def cost(fold: int) -> float:
        cells = folded_length(windows, fold) * channels
        multiply_adds = cells * outputs * (1 + 16 / (fold * outputs))
        return (RUN + cells * COPY) / fold + multiply_adds * MULTIPLY

    width = windows.size[1]
    folds = [fold for fold in range(1, min(width, WIDEST_FOLD) + 1) if width % fold == 0]
    return min(folds, key=cost)


def blocks(source: np.ndarray, windows: Windows, matrix: tuple[int, ...], fold: int) -> list[Block]:
    """All windows of a batch; ``matrix`` is the shape of the weights that multiply their rows."""
    rows, columns = windows.size
    row_bytes = columns // fold * sum(matrix) * source.itemsize
    work = len(source) * rows * columns // fold * prod(matrix)
    return split(len(source), rows, row_bytes, BLOCK_BYTES, work)


def _unpacked_rows(matrix: np.ndarray) -> int:
    if matrix.shape[1] > UNPACKED_WIDTH or not has_unpacked_products():
        return 0
    return min(UNPACKED_ROWS[1], UNPACKED_WORK // matrix.size)


def _shifts(windows: Windows, fold: int) -> list[slice]:
    """Where among the kernel columns of ``fold`` windows those of each window stand."""
    step, columns = windows.stride[1], windows.kernel[1]
    return [slice(t * step, t * step + columns) for t in range(fold)]


def _unfolded(total: np.ndarray, windows: Windows) -> np.ndarray:
    """Each tap's sum over the places that it has in the columns of a folded window."""
    shifts = _shifts(windows, total.shape[3])
    gradient = total[:, shifts[0], :, 0].copy()
    for t, part in enumerate(shifts[1:], 1):
        gradient += total[:, part, :, t]
    return gradient
