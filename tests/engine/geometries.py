"""Random convolutions for property tests: geometries of every kind, arrays of integers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import note, settings
from hypothesis import strategies as st

from gradgrid.engine.conv2d.geometry import ConvGeometry

# Where one example takes long: fewer of them, and as many more in a long run as of others.
EVERY_OPTION = ConvGeometry.of(
    (2, 3, 3, 4),
    (2, 2, 2, 2),
    stride=(2, 1),
    padding=((1, 0), (0, 1)),
    dilation=(2, 1),
    groups=2,
)
SOME = settings.default.max_examples // 7

KINDS = {
    "batch": lambda g: g.batch > 1,
    "rectangular input": lambda g: g.input_size[0] != g.input_size[1],
    "rectangular kernel": lambda g: g.kernel_size[0] != g.kernel_size[1],
    "1x1": lambda g: g.kernel_size == (1, 1),
    "stride": lambda g: g.stride[0] == g.stride[1] > 1,
    "stride per axis": lambda g: g.stride[0] != g.stride[1],
    "padding": lambda g: (
        g.padding[0] == g.padding[1] != (0, 0) and g.padding[0][0] == g.padding[0][1]
    ),
    "one-sided padding": lambda g: any(min(sides) == 0 < max(sides) for sides in g.padding),
    "asymmetric padding": lambda g: any(0 < min(sides) < max(sides) for sides in g.padding),
    "padding wider than the kernel": lambda g: any(
        max(sides) > span for sides, span in zip(g.padding, g.kernel_span, strict=True)
    ),
    "kernel larger than the input": lambda g: any(
        span > size for span, size in zip(g.kernel_span, g.input_size, strict=True)
    ),
    "dilation": lambda g: any(d > 1 < k for d, k in zip(g.dilation, g.kernel_size, strict=True)),
    "dilation per axis": lambda g: g.dilation[0] != g.dilation[1],
    "groups": lambda g: g.groups > 1 and g.group_in_channels > 1,
    "depthwise": lambda g: g.groups == g.in_channels > 1,
    "leftover": lambda g: any(g.leftover),
    "several channels": lambda g: g.in_channels > 1 and g.out_channels > 1 == g.groups,
}


def kinds(g: ConvGeometry) -> set[str]:
    """The names in :data:`KINDS` that describe ``g``."""
    return {name for name, holds in KINDS.items() if holds(g)}


def window_options(g: ConvGeometry) -> dict[str, Any]:
    """What im2col and col2im take by keyword: they know no groups."""
    return {name: value for name, value in g.options.items() if name != "groups"}


def identify(g: ConvGeometry) -> str:
    """A readable parameter id: the sizes, then the options that are not the default.

    >>> identify(ConvGeometry.of((1, 5, 5, 2), (3, 3, 1, 2), stride=2, padding=1, groups=2))
    'input1x5x5x2-kernel3x3-stride2-padding1-groups2'
    """
    sides = {side for pair in g.padding for side in pair}
    values = {
        "stride": _short(g.stride),
        "padding": _short(
            [side for pair in g.padding for side in pair] if len(sides) > 1 else [*sides]
        ),
        "dilation": _short(g.dilation),
        "groups": str(g.groups),
    }
    defaults = {"stride": "1", "padding": "0", "dilation": "1", "groups": "1"}
    parts = [
        f"input{'x'.join(map(str, g.input_shape))}",
        f"kernel{'x'.join(map(str, g.kernel_size))}",
    ]
    return "-".join(
        parts + [name + text for name, text in values.items() if text != defaults[name]]
    )


def small_integers(shape: Sequence[int], seed: int, dtype: type = np.float64) -> np.ndarray:
    """Whole numbers from -4 to 4: sums of their products are exact in any order."""
    return np.random.default_rng(seed).integers(-4, 5, tuple(shape)).astype(dtype)


def tensors(g: ConvGeometry, dtype: type = np.float64) -> tuple[np.ndarray, ...]:
    """input, weight, bias and grad_output for ``g``."""
    shapes = (g.input_shape, g.weight_shape, (g.out_channels,), g.output_shape)
    input, weight, bias, grad_output = (
        small_integers(shape, seed, dtype) for seed, shape in enumerate(shapes)
    )
    return input, weight, bias, grad_output


def assert_exact(actual: np.ndarray, expected: np.ndarray) -> None:
    """Same shape, and every number the same: no tolerance."""
    assert actual.shape == expected.shape
    np.testing.assert_array_equal(actual, expected)


def geometries(max_multiply_adds: int = 3000) -> st.SearchStrategy[ConvGeometry]:
    """Valid geometries of every kind in :data:`KINDS`, small enough for the plain loops."""
    return _any_geometry().filter(lambda g: g.multiply_adds <= max_multiply_adds)


@st.composite
def _any_geometry(draw: st.DrawFn) -> ConvGeometry:
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    kernel, dilation, stride = draw(pairs), draw(pairs), draw(pairs)
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    match draw(st.sampled_from(["valid", "same", "numbers", "numbers", "numbers"])):
        case "valid":
            padding = [(0, 0), (0, 0)]
        case "same":
            padding, stride = [((span - 1) // 2, span // 2) for span in spans], (1, 1)
        case _:
            cells = [st.integers(0, span + 2) for span in spans]
            padding = [draw(st.tuples(sides, sides)) for sides in cells]
    least = [max(1, span - sum(sides)) for span, sides in zip(spans, padding, strict=True)]
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    geometry = ConvGeometry(
        batch=draw(st.integers(1, 3)),
        input_size=(draw(_from(least[0])), draw(_from(least[1]))),
        kernel_size=kernel,
        in_channels=groups * draw(st.integers(1, 3)),
        out_channels=groups * draw(st.integers(1, 2)),
        stride=stride,
        padding=(padding[0], padding[1]),
        dilation=dilation,
        groups=groups,
    )
    note(f"{geometry}")
    return geometry


def _from(least: int) -> st.SearchStrategy[int]:
    return st.integers(least, least + 4)


def _short(values: Sequence[int]) -> str:
    return str(values[0]) if len(set(values)) == 1 else "x".join(map(str, values))
