"""Convolutions to be packed, and a text that once was."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradgrid.app.service.settings import DEFAULTS
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

SETTINGS = DEFAULTS.for_small_requests()
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# Links with this text were sent: whatever is changed later, they open.
GOLDEN = (
    "12FuyRH2RYQ6AIAhGD5Q5QNRxln57jO4eUpua2T-HDD7eWzSyo9ZYcaWKDnw0jlj2AOAEIKMIRc4MIuyVdtnqz8wVtagh9"
    "WLNwA6jw_QN2bAM64P5u2Xa3Mb70GjgkeI_6PGcbtj6PXigtwd8PNDkgToPdF4"
)


def assert_same(actual: ConvInputs, expected: ConvInputs) -> None:
    """One geometry, and bit by bit one set of numbers; of the two zeros there may be the other."""
    assert actual.geometry == expected.geometry
    assert (actual.bias is None) == (expected.bias is None)
    for name in ("input", "weight", "bias", "grad_output"):
        one, other = getattr(actual, name), getattr(expected, name)
        if other is not None:
            assert (one.shape, one.dtype) == (other.shape, np.float64)
            assert (one + 0.0).tobytes() == (other + 0.0).tobytes()


def constant(columns: int, number: float) -> ConvInputs:
    """A 1x1 kernel on one long row: the JSON has twice as many numbers, the limits count four."""
    g = ConvGeometry.of((1, 1, columns, 1), (1, 1, 1, 1))
    row = np.full(g.input_shape, number)
    return ConvInputs(g, row, np.ones(g.weight_shape), None, row)


def golden() -> ConvInputs:
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
    return ConvInputs(
        g,
        input.reshape(g.input_shape),
        (np.arange(8.0) - 3).reshape(g.weight_shape),
        np.array([7, -0.125]),
        (np.arange(16.0) % 5 - 2).reshape(1, 2, 4, 2),
    )


def random_geometry(rng: np.random.Generator) -> ConvGeometry:
    """A small convolution of any kind."""
    while True:
        groups = int(rng.integers(1, 3))
        inside, outside = (int(n) * groups for n in rng.integers(1, 3, 2))
        shape = (int(rng.integers(1, 3)), *map(int, rng.integers(1, 6, 2)), inside)
        kernel = (*map(int, rng.integers(1, 4, 2)), inside // groups, outside)
        padding = tuple(tuple(map(int, pair)) for pair in rng.integers(0, 3, (2, 2)))
        options: dict[str, Any] = {
            "stride": tuple(map(int, rng.integers(1, 4, 2))),
            "dilation": tuple(map(int, rng.integers(1, 3, 2))),
            "padding": padding,
            "groups": groups,
        }
        try:
            return ConvGeometry.of(shape, kernel, **options)
        except ValueError:
            continue


def random_arrays(rng: np.random.Generator) -> ConvInputs:
    """Its numbers: whole ones, fractions, large and small ones."""
    g = random_geometry(rng)

    def numbers(shape: tuple[int, ...]) -> np.ndarray:
        whole = rng.integers(-99, 100, shape).astype(float)
        kind = rng.integers(0, 4)
        if kind == 0:
            return whole / 8
        return whole * 10.0 ** rng.integers(-9, 9) if kind == 1 else whole

    bias = numbers((g.out_channels,)) if rng.random() < 0.7 else None
    return ConvInputs(
        g, numbers(g.input_shape), numbers(g.weight_shape), bias, numbers(g.output_shape)
    )
