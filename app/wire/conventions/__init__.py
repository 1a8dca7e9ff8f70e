"""The names and forms of other libraries, translated to ours: ``"convention": "onnx"``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.problems import Invalid
from app.tensors import shape_of
from app.wire.conventions import courses, jax, mlx, onnx, tensorflow
from app.wire.conventions.translation import Translation, check_sizes, plain
from app.wire.shapes import Warning

__all__ = ["CONVENTIONS", "Translation", "in_our_names"]

_COURSE = {"x", "w"}


def _translate_torch(t: Translation) -> None:
    """PyTorch's names are ours; its layout is NCHW, and a module has sizes that shapes repeat."""
    t.default("layout", "NCHW")
    shape = shape_of(t.values.get("weight"))
    check_sizes(t, "kernel_size", shape[2:])
    is_transposed = t.values.get("operation") == "conv_transpose2d"
    groups = plain(t.values.get("groups", 1))
    if len(shape) > 2 and type(groups) is int:
        # Of a module: one of the two is an axis of the weight, the other follows from groups.
        first, second = shape[0], shape[1] * groups
        check_sizes(t, "in_channels", [first if is_transposed else second])
        check_sizes(t, "out_channels", [second if is_transposed else first])
    if t.left.get("bias") is False:
        t.left["bias"] = None
    t.drop("device", [None, "cpu"], "leave it out: numbers are sent as they are")


CONVENTIONS: dict[str, Callable[[Translation], None]] = {
    "torch": _translate_torch,
    "onnx": onnx.translate,
    "jax": jax.translate,
    "tensorflow": tensorflow.translate_with_groups,
    "keras": tensorflow.translate,
    "mlx": mlx.translate,
    "cs231n": courses.translate_cs231n,
    "deeplearning.ai": courses.translate_deeplearning,
}
_ALSO = {"pytorch": "torch", "tf": "tensorflow", "course": "cs231n"}


def in_our_names(values: Mapping[str, Any]) -> Translation:
    """The values by our names, as their ``convention`` has it; raises :class:`Invalid`."""
    convention = values.get("convention")
    t = Translation(values)
    if convention is None:
        if values.keys() >= _COURSE and not {"input", "weight"} & values.keys():
            courses.translate_cs231n(t)
            t.warnings = (_course_warning(t),)
        return t
    name = _ALSO.get(convention.lower(), convention.lower()) if isinstance(convention, str) else ""
    if name not in CONVENTIONS:
        names = ", ".join(CONVENTIONS)
        raise Invalid.at("/convention", f"must be one of {names}")
    t.left["convention"] = name
    CONVENTIONS[name](t)
    return t


def _course_warning(t: Translation) -> Warning:
    layout = t.values["layout"]
    detail = (
        f"x, w, b and dout were read as input, weight, bias and grad_output, in {layout} as in "
        'CS231n: say "convention": "cs231n"'
    )
    return Warning("names-assumed", "/x", detail)
