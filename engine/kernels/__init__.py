"""The kernels: one strategy a file, and the table that picks one from the geometry.

All of them compute plain sums of products in some order, so small integers come out exact in
float32 and in float64. Numbers are taken to be finite: a strategy may multiply by zeros that it
wrote between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod

from engine.geometry import ConvGeometry
from engine.kernels.columns import Columns
from engine.kernels.depthwise import Depthwise
from engine.kernels.heavy import Heavy
from engine.kernels.planned import Planned
from engine.kernels.scatter import Scatter
from engine.kernels.strategy import Strategy


def _is_small(g: ConvGeometry) -> bool:
    return g.multiply_adds <= 30_000 and _reads(g) <= 3_000


def _is_heavy(g: ConvGeometry) -> bool:
    return prod(g.weight_shape) > prod(g.input_shape) + prod(g.output_shape)


def _scatters(g: ConvGeometry) -> bool:
    """Few input channels, or a stride that leaves few taps to each residue class."""
    return (g.in_channels <= 4 and g.out_channels >= 8 * g.in_channels) or prod(g.stride) > 9


def _reads(g: ConvGeometry) -> int:
    """Positions read by all outputs, or that all inputs are read by."""
    return prod(g.kernel_size) * max(prod(g.output_shape[:3]), prod(g.input_shape[:3]))


# The first that applies computes the output and all gradients.
STRATEGIES: tuple[tuple[type[Strategy], Callable[[ConvGeometry], bool]], ...] = (
    (Planned, _is_small),
    (Depthwise, lambda g: g.groups > 1 and g.group_in_channels == g.group_out_channels == 1),
    (Heavy, lambda g: g.groups == 1 and _is_heavy(g)),
    (Scatter, lambda g: g.groups == 1 and _scatters(g)),
    (Columns, lambda _: True),
)


def strategy_for(g: ConvGeometry) -> Strategy:
    """The strategy of the first row of :data:`STRATEGIES` that applies to ``g``."""
    g = _without_idle_options(g)
    return next(strategy for strategy, applies in STRATEGIES if applies(g))(g)


def _without_idle_options(g: ConvGeometry) -> ConvGeometry:
    """The stride of one window and the dilation of one tap do nothing, whatever their size."""
    slack = [size - span for size, span in zip(g.padded_size, g.kernel_span, strict=True)]
    stride = min(g.stride[0], slack[0] + 1), min(g.stride[1], slack[1] + 1)
    high, wide = (d if k > 1 else 1 for d, k in zip(g.dilation, g.kernel_size, strict=True))
    return replace(g, stride=stride, dilation=(high, wide))
