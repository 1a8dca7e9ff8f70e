"""Groups: neighbouring ones merged until a product is wide enough, then one after another.

A merged kernel is block-diagonal: it has zeros between channels of different groups.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.geometry import ConvGeometry
from engine.kernels.columns import correlate, correlate_gradient
from engine.kernels.windows import Windows, residues

# A product of fewer channels takes as long as one of so many.
MERGED_CHANNELS = 16


class Grouped:
    """Some groups at a time, each such part like a convolution without groups."""

    def __init__(self, g: ConvGeometry) -> None:
        self._g = g
        self._windows = Windows.of(g)
        self._residues = tuple(residues(g))
        self._together = _groups_together(g)

    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        """(N, OH, OW, C_out)."""
        output = np.empty(self._g.output_shape, input.dtype)
        for read, written in self._parts():
            taps = self._merged(weight[..., written])
            addend = None if bias is None else bias[written]
            correlate(input[..., read], taps, self._windows, output[..., written], addend)
        return output

    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(N, H, W, C_in)."""
        gradient = np.zeros(self._g.input_shape, weight.dtype)
        for read, written in self._parts():
            taps = self._merged(weight[..., written])
            for residue in self._residues:
                part = gradient[:, *residue.cells, read]
                turned = taps[residue.taps].swapaxes(2, 3)
                correlate(grad_output[..., written], turned, residue.windows, part)
        return gradient

    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(kh, kw, C_in/groups, C_out)."""
        gradient = np.empty(self._g.weight_shape, input.dtype)
        for read, written in self._parts():
            merged = correlate_gradient(input[..., read], grad_output[..., written], self._windows)
            for mine, theirs in self._diagonal():
                gradient[..., written][..., theirs] = merged[:, :, mine, theirs]
        return gradient

    def _parts(self) -> Iterator[tuple[slice, slice]]:
        """Input and output channels of the groups that are computed together."""
        g, count = self._g, self._together
        for first in range(0, g.groups, count):
            last = first + count
            yield (
                slice(first * g.group_in_channels, last * g.group_in_channels),
                slice(first * g.group_out_channels, last * g.group_out_channels),
            )

    def _diagonal(self) -> Iterator[tuple[slice, slice]]:
        """Input and output channels of each group within such a part."""
        mine, theirs = self._g.group_in_channels, self._g.group_out_channels
        for k in range(self._together):
            yield slice(k * mine, (k + 1) * mine), slice(k * theirs, (k + 1) * theirs)

    def _merged(self, weight: np.ndarray) -> np.ndarray:
        """(kh, kw, C_in, C_out) of a part, zero where input and output are of different groups."""
        rows, columns, channels, outputs = weight.shape
        merged = np.zeros((rows, columns, channels * self._together, outputs), weight.dtype)
        for mine, theirs in self._diagonal():
            merged[:, :, mine, theirs] = weight[..., theirs]
        return merged


def _groups_together(g: ConvGeometry) -> int:
    """The fewest groups that have enough channels, and that divide all."""
    counts = (count for count in range(1, g.groups) if g.groups % count == 0)
    return next(
        (count for count in counts if count * g.group_in_channels >= MERGED_CHANNELS), g.groups
    )
