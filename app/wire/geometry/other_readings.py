"""How else the shapes of a request could be read, and how the request would say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gradgrid.app.service.problems import Invalid
from gradgrid.app.wire.geometry.axis_order import TRANSPOSED_WEIGHT, WEIGHT, AxisOrder
from gradgrid.app.wire.geometry.shapes import TRANSPOSED, Asked, MisfitError, Resolved, in_layout
from gradgrid.engine.conv2d.layouts import LAYOUTS

# Other orders of a weight's axes, the likeliest first.
OTHER_WEIGHTS = {"NHWC": ("OHWI", "OIHW", "IOHW", "HWOI"), "NCHW": ("IOHW", "HWIO", "OHWI", "HWOI")}
# What an option is called where a library calls it otherwise.
_WORDS = {
    "onnx": {"groups": "group"},
    "jax": {"groups": "feature_group_count"},
    "tensorflow": {"layout": "data_format"},
    "keras": {"layout": "data_format"},
}
# Libraries whose layout is always the same.
_ONE_LAYOUT = {"onnx"}


class Other(NamedTuple):
    """One more way to read a request; what is None or empty is read as it was asked for."""

    layout: str
    weight_layouts: tuple[str, ...] = ()
    groups: int | None = None


def fitting(asked: Asked, layout: str, weight_layout: str | None) -> Resolved | None:
    """What the shapes mean in this layout; None where they do not fit."""
    try:
        return in_layout(asked, layout, weight_layout)
    except (MisfitError, Invalid):
        return None


def remedies(asked: Asked) -> tuple[str, ...]:
    """What to say for shapes that do not fit as asked for; nothing where they fit no other way.

    Groups that follow from the channels are named with what else there is.
    """
    others = _others(asked)
    first = next(others, None)
    if first is None:
        return ()
    said = f"these shapes fit {_words(first)}: say {_options(asked, first)}"
    second = None if first.groups is None else next((o for o in others if o.groups is None), None)
    if second is None:
        return (said,)
    words = _words(second).removeprefix(f"as {first.layout} ")
    return said, f"or {words}: {_options(asked, second)}"


def _words(other: Other) -> str:
    """The axes and groups of a reading.

    >>> _words(Other("NCHW", ("IOHW", "HWOI")))
    'as NCHW with a weight in IOHW or HWOI'
    """
    words = f"as {other.layout}"
    if other.groups is not None:
        words += f" with {other.groups} group{'s' if other.groups > 1 else ''}"
    if other.weight_layouts:
        joined = "and" if other.groups is not None else "with"
        words += f" {joined} a weight in {' or '.join(other.weight_layouts[:2])}"
    return words


def _options(asked: Asked, other: Other) -> str:
    """What a request says for a reading, in the words of its convention."""
    return ", ".join(_each_option(asked, other))


def _each_option(asked: Asked, other: Other) -> Iterator[str]:
    names = _WORDS.get(asked.convention or "", {})
    said = {}
    if other.layout != (asked.layout or "NHWC"):
        said["layout"] = other.layout
    if other.weight_layouts:
        said["weight_layout"] = other.weight_layouts[0]
    if asked.convention == "jax" and said:
        weight = said.get("weight_layout") or asked.weight_layout or WEIGHT[other.layout]
        three = (other.layout, weight, other.layout)
        is_row = len(asked.weight) == 3
        listed = ", ".join(f'"{each.replace("H", "") if is_row else each}"' for each in three)
        yield f'"dimension_numbers": [{listed}]'
        said = {}
    yield from (f'"{names.get(name, name)}": "{value}"' for name, value in said.items())
    if other.groups is not None:
        yield f'"{names.get("groups", "groups")}": {other.groups}'


def _others(asked: Asked) -> Iterator[Other]:
    """Readings that the shapes fit, the likeliest first."""
    first = asked.layout or "NHWC"
    layouts = (first, *(layout for layout in LAYOUTS if layout != first))
    if asked.convention in _ONE_LAYOUT:
        layouts = (first,)
    if asked.layout is not None:
        yield from _with_groups(asked, layouts[:1])
    for layout in layouts[1:]:
        own = _own_weight(asked, layout)
        if fitting(asked, layout, asked.weight_layout) is not None:
            yield Other(layout)
        elif asked.weight_layout is not None and fitting(asked, layout, own) is not None:
            yield Other(layout, (own,))
    yield from _with_groups(asked, layouts if asked.layout is None else layouts[1:])
    if asked.weight_layout is not None:
        own = _own_weight(asked, first)
        if fitting(asked, first, own) is not None:
            yield Other(first, (own,))
    for layout in layouts:
        yield from _with_other_weights(asked, layout)


def _with_groups(asked: Asked, layouts: tuple[str, ...]) -> Iterator[Other]:
    """With the groups that the channels of input and weight leave room for."""
    for layout in layouts:
        named = asked.weight_layout or _own_weight(asked, layout)
        groups, _ = _groups(asked, layout, named)
        if groups is not None:
            yield Other(layout, groups=groups)


def _with_other_weights(asked: Asked, layout: str) -> Iterator[Other]:
    """With the weight's axes in another order, one kernel for each channel before others."""
    named = asked.weight_layout or _own_weight(asked, layout)
    orders = tuple(each for each in OTHER_WEIGHTS[layout] if each != named)
    for each in orders:
        groups, channels = _groups(asked, layout, each)
        if groups is not None and channels == 1:
            yield Other(layout, (each,), groups)
    found = tuple(each for each in orders if fitting(asked, layout, each))
    if found:
        yield Other(layout, found)


def _own_weight(asked: Asked, layout: str) -> str:
    return (TRANSPOSED_WEIGHT if asked.operation == TRANSPOSED else WEIGHT)[layout]


def _groups(asked: Asked, layout: str, weight_layout: str) -> tuple[int | None, int]:
    """Other groups with which the shapes fit, and the weight's channels in.

    A transposed convolution's groups do not show in the weight's channels.
    """
    dimensions, axes = len(asked.weight) - 2, len(asked.input)
    if asked.operation == TRANSPOSED or axes not in (dimensions + 1, dimensions + 2):
        return None, 0
    order = AxisOrder(layout, weight_layout, dimensions, axes == dimensions + 2)
    channels = order.shape_to_engine(asked.input, "input")[3]
    inside = order.shape_to_engine(asked.weight, "weight")[2]
    groups, left = divmod(channels, inside)
    if left or groups == asked.groups:
        return None, inside
    fits = fitting(asked._replace(groups=groups), layout, weight_layout)
    return (None if fits is None else groups), inside
