"""MLX's conv1d, conv2d and conv_general: ours, flip, kernel_dilation, padding as low and high."""

from __future__ import annotations

from typing import Any

from gradgrid.app.wire.conventions.courses import NAMES
from gradgrid.app.wire.conventions.pytorch import read_bias
from gradgrid.app.wire.conventions.translation import Translation, axes_of_space, plain

_FORMS = {1: "[[left], [right]]", 2: "[[top, left], [bottom, right]]"}


def translate(t: Translation) -> None:
    """MLX has PyTorch's names, channels last, and OHWI weights."""
    read_bias(t)
    t.adopt(NAMES)
    t.default("layout", "NHWC")
    t.default("weight_layout", "OHWI")
    t.move("flip", "flip_kernel")
    t.move("kernel_dilation", "dilation")
    t.drop(
        "input_dilation",
        [None, 1, [1], [1, 1]],
        'a dilated input makes it a transposed convolution: "operation": "conv_transpose2d"',
    )
    axes = axes_of_space(t)
    if "padding" in t.left and axes:
        t.left["padding"] = _sides(t, plain(t.left["padding"]), axes)


def _sides(t: Translation, padding: Any, axes: int) -> Any:
    """A pair of lists, what is low on each axis and what is high, as one pair for each axis.

    As in MLX, a list of one number stands for all axes.
    """
    if not isinstance(padding, list) or not any(isinstance(each, list) for each in padding):
        return padding
    if len(padding) != 2 or not all(
        isinstance(each, list) and len(each) in (1, axes) for each in padding
    ):
        raise t.fault("padding", f"lists of padding in MLX must be (low, high): {_FORMS[axes]}")
    low, high = (each * axes if len(each) < axes else each for each in padding)
    return [list(sides) for sides in zip(low, high, strict=True)]
