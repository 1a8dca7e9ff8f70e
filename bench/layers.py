"""The layers that are timed: what networks are made of, and two from the lesson."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs


@dataclass(frozen=True, slots=True)
class Layer:
    """One convolution under a name; ``quick`` ones make up the short run."""

    name: str
    geometry: ConvGeometry
    quick: bool = False

    @property
    def numbers(self) -> int:
        """Elements of the input and the output."""
        return prod(self.geometry.input_shape) + prod(self.geometry.output_shape)


def random_inputs(layer: Layer, dtype: type) -> ConvInputs:
    """Random numbers for a layer."""
    g = layer.geometry
    random = np.random.default_rng(0)
    shapes = g.input_shape, g.weight_shape, (g.out_channels,), g.output_shape
    return ConvInputs(g, *(random.standard_normal(shape).astype(dtype) for shape in shapes))


def _layer(
    name: str,
    batch: int,
    size: int,
    channels: int,
    kernel: int,
    outputs: int,
    *,
    quick: bool = False,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
) -> Layer:
    geometry = ConvGeometry.of(
        (batch, size, size, channels),
        (kernel, kernel, channels // groups, outputs),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )
    return Layer(name, geometry, quick)


LAYERS = (
    _layer("LeNet-5, first, batch 64", 64, 28, 1, 5, 6, padding=2, quick=True),
    _layer("LeNet-5, second, batch 64", 64, 14, 6, 5, 16),
    _layer("ResNet-20, 32x32x16, batch 32", 32, 32, 16, 3, 16, padding=1),
    _layer("ResNet-20, 16x16x32, batch 32", 32, 16, 32, 3, 32, padding=1, quick=True),
    _layer("ResNet-20, 8x8x64, batch 32", 32, 8, 64, 3, 64, padding=1),
    _layer("ResNet-50, 56x56x64", 1, 56, 64, 3, 64, padding=1, quick=True),
    _layer("ResNet-50, 28x28x128", 1, 28, 128, 3, 128, padding=1),
    _layer("ResNet-50, 14x14x256", 1, 14, 256, 3, 256, padding=1),
    _layer("ResNet-50, 7x7x512", 1, 7, 512, 3, 512, padding=1, quick=True),
    _layer("ResNet-50, 56x56x64, batch 8", 8, 56, 64, 3, 64, padding=1),
    _layer("ResNet-50, 28x28x128, batch 8", 8, 28, 128, 3, 128, padding=1),
    _layer("ResNet-50, 14x14x256, batch 8", 8, 14, 256, 3, 256, padding=1),
    _layer("ResNet-50, 7x7x512, batch 8", 8, 7, 512, 3, 512, padding=1),
    _layer("stem, 7x7, stride 2, 224x224x3", 1, 224, 3, 7, 64, stride=2, padding=3, quick=True),
    _layer("1x1, 56x56, 64 to 256, batch 8", 8, 56, 64, 1, 256),
    _layer("1x1, 14x14, 1024 to 256, batch 8", 8, 14, 1024, 1, 256, quick=True),
    _layer("stride 2, 56x56x128, batch 8", 8, 56, 128, 3, 128, stride=2, padding=1),
    _layer("dilation 2, 28x28x128, batch 8", 8, 28, 128, 3, 128, dilation=2, padding=2),
    _layer("depthwise, 56x56x144, batch 8", 8, 56, 144, 3, 144, padding=1, groups=144, quick=True),
    _layer("32 groups, 56x56x128, batch 8", 8, 56, 128, 3, 128, padding=1, groups=32),
    _layer("15x15, 64x64x16, batch 8", 8, 64, 16, 15, 16, padding=7),
    _layer("the article, one channel", 1, 3, 1, 2, 1, quick=True),
    _layer("the article, three channels", 1, 3, 3, 2, 2),
)
