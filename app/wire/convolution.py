"""One convolution as the engine takes it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradgrid.app.service.problems import Overflow
from gradgrid.engine import ConvGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """One convolution as the engine takes it: channels last, one dtype, checked."""

    geometry: ConvGeometry
    input: np.ndarray
    weight: np.ndarray
    bias: np.ndarray | None
    grad_output: np.ndarray


def is_same(one: Arrays, other: Arrays) -> bool:
    """Whether both are the same convolution of the same numbers."""
    if one.geometry != other.geometry or (one.bias is None) != (other.bias is None):
        return False
    return all(
        getattr(one, name) is None or np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("input", "weight", "bias", "grad_output")
    )


def check_finite(tensors: dict[str, np.ndarray], dtype: str) -> None:
    """Refuse a result past the range of its dtype: JSON has no infinity."""
    for name, array in tensors.items():
        if not np.isfinite(array).all():
            raise Overflow(
                f"{name} overflows {dtype}, and JSON has no infinity: scale the numbers down."
            )
