"""Fields that are not ours: what they are called here, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any

from app.problems import MAX_ERRORS, Fault, escaped
from app.wire.not_offered import NOT_OFFERED

# By our name, what others call it. Capitals do not matter.
_ELSEWHERE = {
    "input": "x inputs image images lhs input_data a_prev in1 features inp data activations",
    "weight": "w weights kernel kernels filter filters rhs w_ filt in2 conv_weight k f",
    "bias": "b biases beta_bias",
    "grad_output": "dout dy dz grad grad_out out_backprop cotangent upstream gradoutput "
    "output_grad grad_outputs dl_dy ct",
    "stride": "strides window_strides subsample kernel_stride",
    "padding": "pad pads paddings explicit_paddings zero_padding p",
    "dilation": "dilations rhs_dilation dilation_rate kernel_dilation rate rates atrous_rate "
    "atrous dilate kernel_dilations",
    "groups": "group feature_group_count num_group num_groups ngroups n_groups channel_multiplier",
    "layout": "data_format data_layout dimension_numbers format memory_format tensor_format "
    "input_layout image_data_format",
    "weight_layout": "filter_format kernel_layout weight_format filter_layout",
    "dtype": "data_type preferred_element_type precision type",
    "operation": "op op_type transposed transpose",
    "flip_kernel": "flip flipped true_convolution",
    "output_padding": "out_pad output_paddings adj",
    "padding_mode": "pad_mode border_mode boundary mode",
    "id": "request_id",
    "title": "name",
}
_OURS = {theirs: ours for ours, names in _ELSEWHERE.items() for theirs in names.split()}
# Where a library's names for the rest are taken as well.
_CONVENTIONS = {
    "onnx": {"X", "W", "B", "pads", "strides", "dilations", "group", "op_type"},
    "jax": {"lhs", "rhs", "window_strides", "rhs_dilation", "feature_group_count"}
    | {"dimension_numbers"},
    "tensorflow": {"filters", "data_format", "dilation_rate", "out_backprop", "inputs"},
    "cs231n": {"x", "w", "dout", "pad"},
    "deeplearning.ai": {"A_prev", "dZ"},
    "mlx": {"kernel_dilation", "flip"},
}


def unknown_names(values: Mapping[str, Any], known: Iterable[str]) -> list[Fault]:
    """The fields that are not ``known``, each with the name that it has here."""
    fields = tuple(known)
    unknown = (name for name in values if name not in fields)
    return [
        Fault(f"/{escaped(name)}", sentence(name, fields)) for name in islice(unknown, MAX_ERRORS)
    ]


def sentence(name: str, known: Iterable[str]) -> str:
    """What to do about a field called ``name``.

    >>> sentence("dilation_rate", ["dilation"])
    'here it is dilation; or say "convention": "tensorflow"'
    >>> sentence("stide", ["stride"])
    'did you mean stride?'
    """
    lower, fields = name.lower(), tuple(known)
    if lower in NOT_OFFERED:
        return NOT_OFFERED[lower]
    ours = next((field for field in fields if field.lower() == lower), _OURS.get(lower))
    if ours in fields:
        libraries = [library for library, names in _CONVENTIONS.items() if name in names]
        also = f'; or say "convention": "{libraries[0]}"' if libraries else ""
        return f"here it is {ours}{also}"
    close = get_close_matches(lower, fields, n=1, cutoff=0.7)
    if close:
        return f"did you mean {close[0]}?"
    likely = get_close_matches(lower, _OURS, n=1, cutoff=0.8)
    if likely:
        return f"did you mean {_OURS[likely[0]]}?"
    return "there is no field of this name: /docs lists the fields"


def our_name(name: str) -> str | None:
    """Our field for what others call ``name``; None where there is none.

    >>> our_name("kernel"), our_name("dout"), our_name("A")
    ('weight', 'grad_output', None)
    """
    return _OURS.get(name.lower())
