"""Layers of networks at their full size: pictures, filters and gradients by formula.

All numbers are small integers, so that every result is exact in float32 as well.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gradgrid.app.presets.preset import Preset
from gradgrid.engine.conv2d.inputs import ConvInputs

SEVEN = (
    "................",
    "................",
    "..############..",
    "..############..",
    "...........##...",
    "..........##....",
    "..........##....",
    ".........##.....",
    ".........##.....",
    "........##......",
    "........##......",
    ".......##.......",
    ".......##.......",
    "......##........",
    "......##........",
    "................",
)


@cache
def lenet5_conv1(**options: Any) -> ConvInputs:
    """A drawn seven, 32x32, under six 5x5 filters."""
    drawn = np.array([[cell == "#" for cell in line] for line in SEVEN])
    image = np.kron(drawn, np.ones((2, 2), int)) * 4
    return ConvInputs.of(
        image[None, :, :, None],
        _filters(5, 1, 6),
        np.arange(6) - 2,
        _sparse((1, 28, 28, 6), every=5),
        **options,
    )


@cache
def resnet_stage(**options: Any) -> ConvInputs:
    """A 3x3 layer of the first stage: 64 channels of 56x56 in, as many out.

    Each channel has rings about a centre of its own; like what a ReLU lets through, nothing is
    below zero.
    """
    y, x, c = np.ogrid[:56, :56, :64]
    distance = np.sqrt((y - 7 * (c % 8)) ** 2 + (x - 7 * (c // 8)) ** 2).astype(int)
    maps = distance // 2 % 4
    return ConvInputs.of(
        maps[None],
        _filters(3, 64, 64),
        np.arange(64) % 5 - 2,
        _sparse((1, 56, 56, 64), every=11),
        **options,
    )


@cache
def alexnet_conv1(**options: Any) -> ConvInputs:
    """A picture of 227x227 in three colours under 96 filters of 11x11.

    Its grain repeats every three cells and not every four, the stride: so neighbours always differ,
    and so do the windows, and still the page compresses well.
    """
    y, x = np.ogrid[:227, :227]
    disc = (y - 90) ** 2 + (x - 100) ** 2 < 60**2
    bar = (abs(y + x // 2 - 230) < 14).astype(int)
    sky = y // 40
    red = sky + 3 * disc + (x - y) % 3
    green = 2 * bar + (x + y) % 3
    blue = 7 - sky - disc - (x + 2) % 3
    picture = np.stack([red, green, blue], axis=-1)
    return ConvInputs.of(
        picture[None],
        _filters(11, 3, 96),
        np.arange(96) % 7 - 3,
        _sparse((1, 55, 55, 96), every=13),
        **options,
    )


def _filters(size: int, c_in: int, c_out: int) -> np.ndarray:
    """Edges of -1, 0 and 1 at angles that turn with the channels; (size, size, c_in, c_out).

    They turn faster with the input channel, so that exchanging the channel axes shows.
    """
    u, v, c, o = np.ogrid[:size, :size, :c_in, :c_out]
    angle = np.pi * (o + 3 * c) / 8
    along = (u - size // 2) * np.cos(angle) + (v - size // 2) * np.sin(angle)
    filters: np.ndarray = np.rint(np.clip(along, -1, 1)).astype(int)
    return filters * np.where((c + o) % 3 == 2, -1, 1)


def _sparse(shape: tuple[int, ...], *, every: int) -> np.ndarray:
    """A gradient that is zero but for one position in ``every``, there 1, 2 or -1."""
    n, i, j, o = np.ogrid[tuple(slice(size) for size in shape)]
    chosen = (7 * i + 3 * j + o + n) % every == 0
    gradient: np.ndarray = chosen * np.array([1, 2, -1])[(i + j + o) % 3]
    return gradient


LAYERS = (
    Preset(
        id="lenet5-conv1",
        title={"en": "LeNet-5 conv1: 32×32 → 6", "zh-CN": "LeNet-5 conv1：32×32 → 6"},
        summary={
            "en": "The first layer of LeNet-5: a handwritten digit, six 5x5 kernels.",
            "zh-CN": "LeNet-5 的第一层：一个手写数字，六个 5x5 卷积核，每个输出 28x28。",
        },
        numbers=lenet5_conv1,
    ),
    Preset(
        id="resnet-stage",
        title={"en": "ResNet 3×3: 56×56×64 → 64", "zh-CN": "ResNet 3×3：56×56×64 → 64"},
        summary={
            "en": "A 3x3 layer of the first stage of a ResNet, with 64 channels.",
            "zh-CN": "ResNet 第一阶段的一个 3x3 层，64 个通道。",
        },
        numbers=resnet_stage,
        padding=1,
    ),
    Preset(
        id="alexnet-conv1",
        title={"en": "AlexNet conv1: 227×227×3 → 96", "zh-CN": "AlexNet conv1：227×227×3 → 96"},
        summary={
            "en": "The first layer of AlexNet at full size, stride 4: its im2col matrix has 3025 "
            "rows and 363 columns.",
            "zh-CN": "AlexNet 第一层，原始尺寸，步长 4：它的 im2col 矩阵有 3025 行、363 列。",
        },
        numbers=alexnet_conv1,
        stride=4,
    ),
)
