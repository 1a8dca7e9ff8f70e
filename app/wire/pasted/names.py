"""Names in prints and lines of code, as ours: ``x`` is the input, ``conv.weight`` the weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np

from gradgrid.app.wire.known_names import bare
from gradgrid.app.wire.spelling import our_name, result_name
from gradgrid.engine.conv2d.inputs import TENSORS

# The names of a course, which the reader of requests knows together.
_COURSE = {"x", "w"}


class Named(NamedTuple):
    """The values by our names where those in the text say enough, and what became of the others."""

    values: dict[str, Any]
    renamed: dict[str, str]
    left_aside: tuple[str, ...]


def named_as_here(values: Mapping[str, Any]) -> Named:
    """Tensors by our names, and results left aside; a name that two values have stays as it is.

    >>> x, w = np.ones((1, 1, 2, 2)), np.ones((1, 1, 1, 1))
    >>> named_as_here({"x": x, "self.conv1.weight": w, "x.grad": x}).renamed
    {'x': 'input', 'self.conv1.weight': 'weight'}
    """
    if values.get("convention") is not None:
        return Named(dict(values), {}, ())
    fields = {name: our_name(name) or "" for name in values}
    aside: list[str] = []
    if any(field in TENSORS for field in fields.values()):
        arrays = (name for name, value in values.items() if isinstance(value, np.ndarray))
        aside = [name for name in arrays if _is_computed(name, values[name])]
    left = {name: value for name, value in values.items() if name not in aside}
    renamed = _renamed(left, fields)
    ours = {renamed.get(name, name): value for name, value in left.items()}
    return Named(ours, renamed, tuple(aside))


def _is_computed(name: str, array: np.ndarray) -> bool:
    """Whether this is a result, or the one number that is printed beside it."""
    return result_name(name) is not None or (bare(name).lower() == "loss" and array.size == 1)


def _renamed(values: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    """Names with a point, which say what they are; others in a whole convolution alone."""
    dotted = _alone([name for name in values if "." in name], values, fields)
    so_far = {dotted.get(name, name) for name in values}
    is_whole = {"input", "weight"} <= {fields.get(name, name) or name for name in so_far}
    if not is_whole or (so_far >= _COURSE and not so_far & {"input", "weight"}):
        return dotted
    arrays = [name for name, value in values.items() if isinstance(value, np.ndarray)]
    named = dotted | _alone(arrays, values, fields)
    return {name: named[name] for name in values if name in named}


def _alone(
    names: Collection[str], values: Mapping[str, Any], fields: Mapping[str, str]
) -> dict[str, str]:
    """The field of each name, of those for which it is the only one."""
    meant = Counter(fields[name] for name in names if name not in TENSORS)
    return {
        name: fields[name]
        for name in names
        if (fields[name] in TENSORS or ("." in name and fields[name] == bare(name)))
        and fields[name] not in values
        and meant[fields[name]] == 1
    }
