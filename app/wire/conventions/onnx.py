"""ONNX's Conv and ConvTranspose: X, W, B, pads, strides, dilations, group, auto_pad."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gradgrid.app.wire.conventions.courses import NAMES
from gradgrid.app.wire.conventions.translation import (
    Translation,
    axes_of_space,
    check_sizes,
    one_for_each_axis,
    plain,
)
from gradgrid.app.wire.formats.tensor import shape_of

_OPERATIONS = {"Conv": "conv2d", "ConvTranspose": "conv_transpose2d"}
# Fields of an ONNX attribute that can hold its value.
_VALUES = ("ints", "i", "s", "value")
_AUTO_PADS = {"SAME_UPPER": "same_upper", "SAME_LOWER": "same_lower", "VALID": "valid"}


def translate(t: Translation) -> None:
    """Rename inputs and attributes; the layout is always NCHW."""
    _unfold_attributes(t)
    for theirs, ours in (
        *(("X", "input"), ("W", "weight"), ("B", "bias"), ("dY", "grad_output")),
        ("group", "groups"),
    ):
        t.move(theirs, ours)
    t.adopt(NAMES)
    for theirs, ours in (("strides", "stride"), ("dilations", "dilation")):
        one_for_each_axis(t, theirs)
        t.move(theirs, ours)
    t.move("op_type", "operation", lambda name: _OPERATIONS.get(str(name), name))
    t.require("layout", "NCHW", "ONNX's tensors are NCHW: leave layout out, or the convention")
    check_sizes(t, "kernel_shape", shape_of(t.values.get("weight"))[2:])
    t.drop("output_shape", [None], "give output_padding: the output's shape follows from it")
    _translate_padding(t)


def _unfold_attributes(t: Translation) -> None:
    """A node's attributes as an object, or listed as the protocol buffer has them."""
    for name in ("attributes", "attribute", "attrs"):
        if name not in t.left:
            continue
        given = t.left.pop(name)
        if isinstance(given, list) and all(
            isinstance(each, dict) and isinstance(each.get("name"), str) for each in given
        ):
            given = {each["name"]: _value_of(each) for each in given}
        if not isinstance(given, dict):
            raise t.fault(
                name, 'must be an object, such as {"pads": [1, 1, 1, 1], "strides": [2, 2]}'
            )
        t.unfold(name, given)


def _value_of(attribute: Mapping[str, Any]) -> Any:
    """The value of one attribute; JSON of a protocol buffer has integers as text."""
    value = next((attribute[key] for key in _VALUES if key in attribute), None)
    return [_whole(each) for each in value] if isinstance(value, list) else _whole(value)


def _whole(value: Any) -> Any:
    is_whole = isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value, re.ASCII)
    return int(value) if is_whole else value


def _translate_padding(t: Translation) -> None:
    given = plain(t.left.pop("auto_pad", None))
    auto = "NOTSET" if given is None else given
    if isinstance(auto, str) and auto in _AUTO_PADS:
        if any(_flat(t.left.pop("pads", None))):
            raise t.fault("pads", "ONNX takes pads or auto_pad: leave one of them out")
        t.put("padding", _AUTO_PADS[auto], "auto_pad")
    elif auto != "NOTSET":
        raise t.fault("auto_pad", f"must be NOTSET, VALID, {' or '.join(list(_AUTO_PADS)[:2])}")
    t.move("pads", "padding", lambda pads: _sides(t, _flat(pads)))


def _flat(pads: Any) -> list[Any]:
    value = plain(pads)
    return value if isinstance(value, list) else [] if value is None else [value]


def _sides(t: Translation, pads: list[Any]) -> object:
    """All the begins, then all the ends."""
    axes = axes_of_space(t)
    if not pads:
        return 0
    if len(pads) == 4 and axes != 1:
        top, left, bottom, right = pads
        return [[top, bottom], [left, right]]
    if len(pads) == 2 and axes != 2:
        return [pads]
    if axes:
        form = "[left, right]" if axes == 1 else "[top, left, bottom, right]"
        rule = f"{form}, with a weight of {axes + 2} axes"
    else:
        rule = "[top, left, bottom, right], or [left, right] in one dimension"
    other = ": a 3-D convolution is not supported" if len(pads) == 6 else ""
    raise t.fault("pads", f"must be {rule}: got {len(pads)} numbers{other}")
