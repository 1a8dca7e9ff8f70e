"""What a preset is: a ready-made convolution of small integers under a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.options import Padding, Size

Grid = Sequence[Sequence[int]]

# Larger tensors are sent flat: nobody reads nested lists of that size.
MAX_NESTED_NUMBERS = 4_000


@dataclass(frozen=True, slots=True)
class Preset:
    """A request under a name; ``title`` and ``summary`` hold one text per language.

    ``numbers`` makes its integers, given the options.
    """

    id: str
    title: dict[str, str]
    summary: dict[str, str]
    numbers: Callable[..., ConvInputs]
    stride: Size = 1
    padding: Padding = 0
    dilation: Size = 1
    groups: int = 1

    @property
    def geometry(self) -> ConvGeometry:
        """Its sizes."""
        return self.integers.geometry

    @property
    def integers(self) -> ConvInputs:
        """Its numbers as they were written."""
        return self.numbers(
            stride=self.stride, padding=self.padding, dilation=self.dilation, groups=self.groups
        )

    @property
    def inputs(self) -> ConvInputs:
        """Its numbers as the engine takes them."""
        return self.integers.astype(float)

    def request(self, language: str = "en") -> dict[str, Any]:
        """The body to post to /api/v1/conv2d/..., channels last, with every option written out."""
        given = self.integers
        return {
            "id": self.id,
            "title": self.title[language],
            "summary": self.summary[language],
            "layout": "NHWC",
            "dtype": "float64",
            "input": _listed(given.input),
            "weight": _listed(given.weight),
            "bias": None if given.bias is None else given.bias.tolist(),
            "grad_output": _listed(given.grad_output),
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    def convolution(self) -> Conv2dRequest:
        """The same, read and checked."""
        return Conv2dRequest.model_validate(self.request())


def written(
    images: Sequence[Sequence[Grid]],
    kernels: Sequence[Sequence[Grid]],
    bias: Sequence[int] | None,
    grad_output: Sequence[Sequence[Grid]],
) -> Callable[..., ConvInputs]:
    """Tensors from grids as on paper: images[n][channel], kernels[out channel][in channel]."""
    return partial(
        ConvInputs.of,
        np.array(images).transpose(0, 2, 3, 1),
        np.array(kernels).transpose(2, 3, 1, 0),
        None if bias is None else np.array(bias),
        np.array(grad_output).transpose(0, 2, 3, 1),
    )


def _listed(array: np.ndarray) -> Any:
    if array.size <= MAX_NESTED_NUMBERS:
        return array.tolist()
    return {"shape": list(array.shape), "data": array.ravel().tolist()}
