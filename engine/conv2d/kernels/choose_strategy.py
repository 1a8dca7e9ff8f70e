"""Which kernel strategy computes a layer: the table that picks one from the geometry.

All of them compute plain sums of products in some order, so small integers come out exact in
float32 and in float64. Numbers are taken to be finite: a strategy may multiply by zeros that it
wrote between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from math import prod

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.kernels.col2im import Col2im
from gradgrid.engine.conv2d.kernels.depthwise import Depthwise
from gradgrid.engine.conv2d.kernels.gather_table import GatherTable
from gradgrid.engine.conv2d.kernels.im2col import Im2col
from gradgrid.engine.conv2d.kernels.strategy import Strategy
from gradgrid.engine.conv2d.kernels.taps import Taps
from gradgrid.engine.conv2d.kernels.weight_bound import WeightBound

# Bytes of the windows of one output row, or of the input rows they read; and of all windows of a
# weight-bound layer. Above these, a layer is computed tap by tap.
MAX_ROW_BYTES = 8 * 1024**2
MAX_WEIGHT_BOUND_BYTES = 32 * 1024**2
# Up to here a call takes microseconds, and a second thread costs more than it saves.
MAX_SMALL_WORK = 30_000
MAX_SMALL_READS = 12_000
# Above this many residue classes of the stride, col2im is faster than one correlation for each.
MAX_RESIDUES = 9


def _is_small(g: ConvGeometry) -> bool:
    positions = max(prod(g.output_shape[:3]), prod(g.input_shape[:3]))
    reads = positions * prod(g.kernel_size) * max(g.in_channels, g.out_channels)
    return g.multiply_adds <= MAX_SMALL_WORK and reads <= MAX_SMALL_READS


def _needs_tap_by_tap(g: ConvGeometry) -> bool:
    """Whether windows by rows would be huge, or grad_input mostly products of zeros."""
    (span_h, span_w), (_, w), (_, ow) = g.kernel_span, g.input_size, g.output_size
    taps, padded_w = prod(g.kernel_size), g.padded_size[1]
    forward = max(ow * taps, span_h * padded_w) * g.in_channels
    backward = max(w * taps / prod(g.stride), span_h * (w + 2 * span_w)) * g.out_channels
    wasted = prod(g.input_size) > 2 * prod(g.stride) * prod(g.output_size)
    return 8 * max(forward, backward) > MAX_ROW_BYTES or wasted


def _is_depthwise(g: ConvGeometry) -> bool:
    return g.groups > 1 and g.group_in_channels == g.group_out_channels == 1


def _is_weight_bound(g: ConvGeometry) -> bool:
    positions = max(prod(g.output_shape[:3]), prod(g.input_shape[:3]))
    windows = positions * prod(g.kernel_size) * max(g.in_channels, g.out_channels)
    is_heavy = prod(g.weight_shape) > prod(g.input_shape) + prod(g.output_shape)
    return g.groups == 1 and is_heavy and 8 * windows <= MAX_WEIGHT_BOUND_BYTES


def _needs_col2im(g: ConvGeometry) -> bool:
    """Few input channels for many outputs, or many residue classes of few taps each."""
    has_few_inputs = g.in_channels <= 4 and g.out_channels >= 8 * g.in_channels
    return g.groups == 1 and (has_few_inputs or prod(g.stride) > MAX_RESIDUES)


def _has_many_residues(g: ConvGeometry) -> bool:
    return g.groups > 1 and prod(g.stride) > MAX_RESIDUES


# The first that applies computes the output and all gradients.
STRATEGIES: tuple[tuple[type[Strategy], Callable[[ConvGeometry], bool]], ...] = (
    (GatherTable, _is_small),  # preparing would take longer than computing
    (Taps, _needs_tap_by_tap),  # rows of windows would take gigabytes, or be mostly zeros
    (Taps, _has_many_residues),  # hundreds of correlations for one grad_input
    (Depthwise, _is_depthwise),  # nothing to multiply as a matrix
    (WeightBound, _is_weight_bound),  # threads share the weights, not the rows
    (Col2im, _needs_col2im),  # grad_input by col2im
    (Im2col, lambda _: True),
)


def strategy_for(g: ConvGeometry) -> Strategy:
    """The strategy of the first row of :data:`STRATEGIES` that applies to ``g``."""
    g = _without_idle_options(g)
    return _kind(g)(g)


@lru_cache(maxsize=256)
def shares_threads(g: ConvGeometry) -> bool:
    """Whether a convolution of this geometry may wait for other computations to end."""
    return _kind(_without_idle_options(g)).shares_threads


def _kind(g: ConvGeometry) -> type[Strategy]:
    return next(strategy for strategy, applies in STRATEGIES if applies(g))


def _without_idle_options(g: ConvGeometry) -> ConvGeometry:
    """The stride of one window and the dilation of one tap do nothing, whatever their size."""
    slack = [size - span for size, span in zip(g.padded_size, g.kernel_span, strict=True)]
    stride = min(g.stride[0], slack[0] + 1), min(g.stride[1], slack[1] + 1)
    high, wide = (d if k > 1 else 1 for d, k in zip(g.dilation, g.kernel_size, strict=True))
    return replace(g, stride=stride, dilation=(high, wide))
