"""Ready-made convolutions: small integers, so that every number can be checked by hand.

Grids are written one per channel, as on paper: images[channel], kernels[out channel][in channel].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.schemas import Conv2dRequest

Grid = list[list[int]]


@dataclass(frozen=True, slots=True)
class Preset:
    """A request under a name; ``title`` and ``summary`` hold one text per language."""

    id: str
    title: dict[str, str]
    summary: dict[str, str]
    images: list[Grid]
    kernels: list[list[Grid]]
    bias: list[int]
    grad_output: list[Grid]
    stride: int = 1

    def request(self, language: str = "en") -> dict[str, Any]:
        """The body to post to /api/v1/conv2d/..., channels last, with every option written out."""
        return {
            "id": self.id,
            "title": self.title[language],
            "summary": self.summary[language],
            "layout": "NHWC",
            "dtype": "float64",
            "input": np.array([self.images]).transpose(0, 2, 3, 1).tolist(),
            "weight": np.array(self.kernels).transpose(2, 3, 1, 0).tolist(),
            "bias": self.bias,
            "grad_output": np.array([self.grad_output]).transpose(0, 2, 3, 1).tolist(),
            "stride": self.stride,
            "padding": 0,
            "dilation": 1,
            "groups": 1,
        }

    def convolution(self) -> Conv2dRequest:
        """The same, read and checked."""
        return Conv2dRequest.model_validate(self.request())


PRESETS = (
    Preset(
        id="article-multi-channel",
        title={"en": "Article: three channels in, two out"},
        summary={
            "en": "A 3x3 input with three channels, two 2x2 kernels, stride 1: "
            "the example in which every gradient is written out."
        },
        images=[
            [[1, 2, -1], [3, -2, 1], [2, 1, 4]],
            [[-1, 3, 2], [1, 2, -3], [4, -1, 1]],
            [[2, -3, 1], [-1, 1, 3], [1, 2, -2]],
        ],
        kernels=[
            [[[1, 0], [2, -1]], [[2, -1], [1, 3]], [[-2, 1], [1, 2]]],
            [[[-1, 3], [2, 1]], [[1, 2], [-3, 1]], [[3, -1], [2, -2]]],
        ],
        bias=[1, -2],
        grad_output=[[[2, -1], [3, 1]], [[1, 4], [-2, 2]]],
    ),
    Preset(
        id="article-single-channel",
        title={"en": "One channel: the window by itself"},
        summary={
            "en": "A 3x3 input and one 2x2 kernel, stride 1: the smallest convolution "
            "in which inputs share outputs."
        },
        images=[[[1, 2, -1], [3, -2, 1], [2, 1, 4]]],
        kernels=[[[[1, -1], [2, 3]]]],
        bias=[1],
        grad_output=[[[2, -1], [3, 1]]],
    ),
    Preset(
        id="stride-2-leftover",
        title={"en": "Stride 2: a row is left over"},
        summary={
            "en": "A 5x4 input with two channels, 2x2 kernels, stride 2: the last row is left "
            "over, and its gradient is zero."
        },
        images=[
            [[1, -2, 3, 1], [2, 1, -1, 4], [-3, 2, 1, 2], [1, 3, -2, 1], [4, -1, 2, 3]],
            [[2, 1, -1, 3], [-2, 4, 1, 1], [1, -1, 2, -3], [3, 2, 1, -1], [-1, 1, 4, 2]],
        ],
        kernels=[
            [[[1, 2], [-1, 3]], [[2, -1], [1, 1]]],
            [[[-2, 1], [3, 1]], [[1, 3], [-1, 2]]],
        ],
        bias=[2, -1],
        grad_output=[[[1, -1], [2, 3]], [[3, 2], [-2, 1]]],
        stride=2,
    ),
)

BY_ID = {preset.id: preset for preset in PRESETS}
