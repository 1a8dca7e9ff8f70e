"""TensorFlow's tf.nn.conv2d and Keras's Conv2D: strides, data_format, dilation_rate, "SAME"."""

from __future__ import annotations

from typing import Any

from gradgrid.app.wire.conventions.courses import NAMES
from gradgrid.app.wire.conventions.translation import Translation, check_sizes, plain
from gradgrid.app.wire.formats.tensor import shape_of

_FORMATS = {"NHWC": "NHWC", "NWC": "NHWC", "channels_last": "NHWC"} | {
    "NCHW": "NCHW",
    "NCW": "NCHW",
    "channels_first": "NCHW",
}


def translate(t: Translation) -> None:
    """Rename arguments; the weight is HWIO whatever the layout, HWOI of a transposed one."""
    _translate_tensors(t)
    t.move("data_format", "layout", lambda name: _format(t, name))
    t.default("layout", "NHWC")
    is_transposed = t.values.get("operation") == "conv_transpose2d"
    t.default("weight_layout", "HWOI" if is_transposed else "HWIO")
    t.move("strides", "stride", lambda value: _of_space(t, "strides", value))
    t.move("dilations", "dilation", lambda value: _of_space(t, "dilations", value))
    t.move("dilation_rate", "dilation", lambda value: _of_space(t, "dilation_rate", value))
    _translate_padding(t)
    shape = shape_of(t.values.get("weight"))
    check_sizes(t, "kernel_size", shape[:-2])
    t.drop("use_bias", [None, True, False], "must be true or false")
    t.drop("activation", [None, "linear"], "give as grad_output the gradient before the activation")
    t.drop("output_shape", [None], "give output_padding: the output's shape follows from it")
    t.left.pop("name", None)


def translate_with_groups(t: Translation) -> None:
    """The same for tf.nn.conv2d, whose groups follow from the channels."""
    translate(t)
    input, weight = shape_of(t.values.get("input")), shape_of(t.values.get("weight"))
    if t.values.get("operation") == "conv_transpose2d" or len(input) < 3 or len(weight) < 3:
        return
    channels = input[-1] if t.values["layout"] == "NHWC" else input[len(input) + 1 - len(weight)]
    if weight[-2] and channels % weight[-2] == 0:
        t.default("groups", channels // weight[-2])


def _translate_tensors(t: Translation) -> None:
    t.move("inputs", "input")
    t.move("out_backprop", "grad_output")
    for theirs in ("filters", "filter", "kernel"):
        if len(shape_of(t.left.get(theirs))) > 2:
            t.move(theirs, "weight")
    t.adopt(NAMES)
    check_sizes(t, "filters", shape_of(t.values.get("weight"))[-1:])
    if "depthwise_kernel" in t.left or "depthwise_filter" in t.left:
        name = "depthwise_kernel" if "depthwise_kernel" in t.left else "depthwise_filter"
        raise t.fault(
            name,
            "reshape it to filters of shape (kh, kw, 1, C * multiplier), and say groups C",
        )


def _format(t: Translation, name: Any) -> str:
    if not isinstance(name, str) or name not in _FORMATS:
        raise t.fault("data_format", 'must be "NHWC" or "NCHW", channels_last or channels_first')
    return _FORMATS[name]


def _of_space(t: Translation, theirs: str, value: Any) -> Any:
    """The part of an option that is of space: [1, s, s, 1] is [s, s]."""
    sizes = plain(value)
    rank = len(shape_of(t.values.get("weight")))
    if not isinstance(sizes, list) or len(sizes) != rank:
        return sizes
    is_last = t.values.get("layout") == "NHWC"
    still, space = ([sizes[0], sizes[-1]], sizes[1:-1]) if is_last else (sizes[:2], sizes[2:])
    if still != [1, 1]:
        raise t.fault(theirs, f"{theirs} of batch and channels must be 1")
    return space


def _translate_padding(t: Translation) -> None:
    explicit = plain(t.left.pop("explicit_paddings", None))
    name, given = "padding", plain(t.left.pop("padding", None))
    if explicit not in (None, []):
        if given not in (None, "EXPLICIT"):
            detail = "TensorFlow takes it with padding EXPLICIT alone: leave one of them out"
            raise t.fault("explicit_paddings", detail)
        name, given = "explicit_paddings", explicit
    if given is None:
        return
    if isinstance(given, list) and given and not isinstance(given[0], list) and len(given) == 8:
        given = [given[k : k + 2] for k in range(0, 8, 2)]
    if isinstance(given, list) and given and isinstance(given[0], list):
        given = _of_pairs(t, name, given)
    t.put("padding", given, name)


def _of_pairs(t: Translation, name: str, pairs: list[Any]) -> list[Any]:
    """[[0, 0], [top, bottom], [left, right], [0, 0]] without the pairs of batch and channels."""
    if len(pairs) != len(shape_of(t.values.get("weight"))):
        return pairs
    is_last = t.values.get("layout") == "NHWC"
    still, space = ([pairs[0], pairs[-1]], pairs[1:-1]) if is_last else (pairs[:2], pairs[2:])
    if still != [[0, 0], [0, 0]]:
        raise t.fault(name, "padding of batch and channels must be [0, 0]")
    return space
