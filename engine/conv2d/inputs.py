"""One convolution: its geometry, and the four tensors that its gradients are computed from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry

TENSORS = ("input", "weight", "bias", "grad_output")
"""What is given, by name; the bias can be left out."""


@dataclass(frozen=True, slots=True, eq=False)
class ConvInputs:
    """What output and gradients are computed from: channels last, all of one dtype.

    ``input`` (N, H, W, C_in), ``weight`` (kh, kw, C_in/groups, C_out), ``bias`` (C_out,) or None,
    ``grad_output`` (N, OH, OW, C_out).
    """

    geometry: ConvGeometry
    input: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    grad_output: np.ndarray

    @classmethod
    def of(
        cls,
        input: np.ndarray,
        weight: np.ndarray,
        bias: np.ndarray | None,
        grad_output: np.ndarray,
        **options: Any,
    ) -> ConvInputs:
        """The same with the geometry of the shapes and of ``options``; raises `EngineError`.

        >>> x, k, dy = np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1))
        >>> ConvInputs.of(x, k, None, dy).geometry.output_size
        (2, 2)
        """
        geometry = ConvGeometry.of(input.shape, weight.shape, **options)
        return cls(geometry, input, weight, bias, grad_output)

    @property
    def tensors(self) -> dict[str, np.ndarray]:
        """The four by name, or three without a bias."""
        every = {
            "input": self.input,
            "weight": self.weight,
            "bias": self.bias,
            "grad_output": self.grad_output,
        }
        return {name: array for name, array in every.items() if array is not None}

    def astype(self, dtype: type) -> ConvInputs:
        """The same numbers in another dtype."""
        changed: dict[str, Any] = {name: each.astype(dtype) for name, each in self.tensors.items()}
        return replace(self, **changed)

    def equals(self, other: ConvInputs) -> bool:
        """Whether both are the same convolution of the same numbers."""
        one, two = self.tensors, other.tensors
        return (
            self.geometry == other.geometry
            and one.keys() == two.keys()
            and all(np.array_equal(array, two[name]) for name, array in one.items())
        )
