"""The names and forms of other libraries, translated to ours: ``"convention": "onnx"``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gradgrid.app.service.problems import Invalid
from gradgrid.app.wire.conventions import courses, jax, mlx, onnx, pytorch, tensorflow
from gradgrid.app.wire.conventions.translation import Translation
from gradgrid.app.wire.geometry.shapes import Warning

__all__ = ["CONVENTIONS", "Translation", "in_our_names", "names_assumed"]


CONVENTIONS: dict[str, Callable[[Translation], None]] = {
    "torch": pytorch.translate,
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
        if values.keys() >= {"x", "w"} and not {"input", "weight"} & values.keys():
            courses.translate_cs231n(t)
            t.warnings = (_course_warning(values),)
        return t
    name = _ALSO.get(convention.lower(), convention.lower()) if isinstance(convention, str) else ""
    if name not in CONVENTIONS:
        names = ", ".join(CONVENTIONS)
        raise Invalid.at("/convention", f"must be one of {names}")
    t.left["convention"] = name
    CONVENTIONS[name](t)
    return t


def names_assumed(values: Mapping[str, Any]) -> dict[str, str]:
    """By the names of courses that stand in ``values``, ours."""
    return {theirs: ours for theirs, ours in courses.NAMES.items() if theirs in values}


def _course_warning(values: Mapping[str, Any]) -> Warning:
    names = names_assumed(values)
    layout = "" if values.get("layout") else ", in NCHW as in CS231n"
    detail = (
        f"{_listed(names)} were read as {_listed(names.values())}{layout}: "
        'say "convention": "torch" or "cs231n"'
    )
    return Warning("names-assumed", "/x", detail)


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}"
