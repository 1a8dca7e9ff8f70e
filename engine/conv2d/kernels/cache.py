"""Cached geometries and their strategies: a repeated call checks and prepares nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.kernels.choose_strategy import strategy_for
from gradgrid.engine.conv2d.kernels.strategy import Strategy
from gradgrid.engine.conv2d.options import Padding, Size


def plan(
    input_shape: Sequence[int],
    weight_shape: Sequence[int],
    stride: Size,
    padding: Padding,
    dilation: Size,
    groups: int,
) -> tuple[ConvGeometry, Strategy]:
    """The checked geometry and its strategy; both are cached.

    Arguments are those of :meth:`ConvGeometry.of`. Raises :class:`EngineError`.
    """
    asked = input_shape, weight_shape, stride, padding, dilation, groups
    if not all(map(_is_plain, asked)):
        g = _geometry(*asked)
        asked = g.input_shape, g.weight_shape, g.stride, g.padding, g.dilation, g.groups
    return _kept(*asked)


@lru_cache(maxsize=256)
def _kept(*asked: Any) -> tuple[ConvGeometry, Strategy]:
    g = _geometry(*asked)
    return g, strategy_for(g)


def _geometry(
    input_shape: Sequence[int],
    weight_shape: Sequence[int],
    stride: Size,
    padding: Padding,
    dilation: Size,
    groups: int,
) -> ConvGeometry:
    return ConvGeometry.of(
        input_shape,
        weight_shape,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )


def _is_plain(option: object) -> bool:
    """Whether it can be a cache key: 1 == True == 1.0, but True and 1.0 must be refused."""
    kind = type(option)
    if kind is int or kind is str:
        return True
    if not isinstance(option, tuple):
        return False
    return all(type(part) is int or _is_plain(part) for part in option)


def forget() -> None:
    """Empty the cache, to measure how long preparing takes."""
    _kept.cache_clear()
