"""The names of courses: x, w, b, dout and conv_param; A_prev, W, b, dZ and hparameters."""

from __future__ import annotations

from typing import Any

from gradgrid.app.wire.conventions.translation import Translation, plain
from gradgrid.app.wire.formats.tensor import shape_of

# Tensor names in course code, and in any code that writes x and w.
NAMES = {"x": "input", "w": "weight", "b": "bias", "dout": "grad_output"}


def translate_cs231n(t: Translation) -> None:
    """Stanford's CS231n: NCHW."""
    for theirs, ours in NAMES.items():
        t.move(theirs, ours)
    _translate_parameters(t, "conv_param")
    t.default("layout", "NCHW")


def translate_deeplearning(t: Translation) -> None:
    """DeepLearning.AI's course: NHWC, the bias of shape (1, 1, 1, n_C)."""
    for theirs, ours in (("A_prev", "input"), ("W", "weight"), ("dZ", "grad_output")):
        t.move(theirs, ours)
    t.move("b", "bias", _in_one_axis)
    _translate_parameters(t, "hparameters")
    t.default("layout", "NHWC")


def _translate_parameters(t: Translation, name: str) -> None:
    inside = t.left.pop(name, None)
    if inside is not None and not isinstance(inside, dict):
        raise t.fault(name, 'must be an object with "stride" and "pad"')
    for theirs, value in (inside or {}).items():
        ours = {"pad": "padding", "stride": "stride"}.get(theirs)
        if ours is None:
            raise t.fault(name, f'{name} has "stride" and "pad"')
        t.put(ours, plain(value), f"{name}/{theirs}")
    t.move("pad", "padding", plain)


def _in_one_axis(bias: Any) -> Any:
    value = plain(bias)
    while isinstance(value, list) and len(value) == 1 and len(shape_of(value)) > 1:
        value = value[0]
    return value
