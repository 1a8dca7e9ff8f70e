"""Convolutions to be packed, and a text that once was."""

from __future__ import annotations

import numpy as np

from app.convolutions import Arrays
from app.settings import DEFAULTS
from engine import ConvGeometry

SETTINGS = DEFAULTS.for_small_requests()
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# Links with this text were sent: whatever is changed later, they open.
GOLDEN = (
    "12FuyRH2RYQ6AIAhGD5Q5QNRxln57jO4eUpua2T-HDD7eWzSyo9ZYcaWKDnw0jlj2AOAEIKMIRc4MIuyVdtnqz8wVtagh9"
    "WLNwA6jw_QN2bAM64P5u2Xa3Mb70GjgkeI_6PGcbtj6PXigtwd8PNDkgToPdF4"
)


def assert_same(actual: Arrays, expected: Arrays) -> None:
    """One geometry, and bit by bit one set of numbers; of the two zeros there may be the other."""
    assert actual.geometry == expected.geometry
    assert (actual.bias is None) == (expected.bias is None)
    for name in ("input", "weight", "bias", "grad_output"):
        one, other = getattr(actual, name), getattr(expected, name)
        if other is not None:
            assert (one.shape, one.dtype) == (other.shape, np.float64)
            assert (one + 0.0).tobytes() == (other + 0.0).tobytes()


def constant(columns: int, number: float) -> Arrays:
    """A 1x1 kernel on one long row: the JSON has twice as many numbers, the limits count four."""
    g = ConvGeometry.of((1, 1, columns, 1), (1, 1, 1, 1))
    row = np.full(g.input_shape, number)
    return Arrays(g, row, np.ones(g.weight_shape), None, row)


def golden() -> Arrays:
    g = ConvGeometry.of(
        (1, 3, 4, 2),
        (2, 2, 1, 2),
        stride=(2, 1),
        padding=((1, 0), (0, 2)),
        dilation=(1, 2),
        groups=2,
    )
    input = np.arange(24.0) - 7
    input[[3, 5, 6, 7]] = 0.5, -1e-300, 2.0**53 + 2, 1e300
    return Arrays(
        g,
        input.reshape(g.input_shape),
        (np.arange(8.0) - 3).reshape(g.weight_shape),
        np.array([7, -0.125]),
        (np.arange(16.0) % 5 - 2).reshape(1, 2, 4, 2),
    )
