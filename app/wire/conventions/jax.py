"""JAX's conv_general_dilated: lhs, rhs, window_strides, rhs_dilation, dimension_numbers."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any

from gradgrid.app.wire.conventions.courses import NAMES
from gradgrid.app.wire.conventions.translation import Translation, one_for_each_axis, plain

_LETTERS = str.maketrans({"b": "N", "f": "C", "o": "O", "i": "I"})
_SPECS = ("lhs_spec", "rhs_spec", "out_spec")


def translate(t: Translation) -> None:
    """Rename arguments; the layouts are those of dimension_numbers, NCHW and OIHW by default."""
    for theirs, ours in (
        *(("lhs", "input"), ("rhs", "weight"), ("cotangent", "grad_output")),
        ("feature_group_count", "groups"),
    ):
        t.move(theirs, ours)
    t.adopt(NAMES)
    one_for_each_axis(t, "padding")
    for theirs, ours in (("window_strides", "stride"), ("rhs_dilation", "dilation")):
        one_for_each_axis(t, theirs)
        t.move(theirs, ours)
    if t.values.get("operation") == "conv_transpose2d":
        raise t.fault(
            "operation",
            "jax.lax.conv_transpose pads differently from PyTorch: leave the convention out, and "
            "give padding and output_padding as for PyTorch",
        )
    t.drop(
        "lhs_dilation",
        [None, 1, [1], [1, 1]],
        "a dilated input makes it a transposed convolution: leave the convention out and send "
        '"operation": "conv_transpose2d" with this number as stride',
    )
    t.drop(
        "batch_group_count",
        [None, 1],
        "batch groups are not supported: send each group as a request",
    )
    for name in ("precision", "preferred_element_type"):
        t.drop(name, [None], 'here it is dtype: "float64" or "float32"')
    numbers = plain(t.left.pop("dimension_numbers", None))
    layout, weight_layout = ("NCHW", "OIHW") if numbers is None else _layouts(t, numbers)
    t.require("layout", layout, "layout follows from dimension_numbers: leave it out")
    t.require("weight_layout", weight_layout, "it follows from dimension_numbers: leave it out")


def _layouts(t: Translation, numbers: Any) -> tuple[str, str]:
    if isinstance(numbers, str):
        numbers = _parts(numbers)
    if isinstance(numbers, dict) and set(numbers) == set(_SPECS):
        numbers = [numbers[name] for name in _SPECS]
    if not isinstance(numbers, list) or len(numbers) != 3:
        raise t.fault(
            "dimension_numbers", 'must be three strings, such as ["NCHW", "OIHW", "NCHW"]'
        )
    lhs, rhs, out = (
        _spelt(t, spec, letters) for spec, letters in zip(numbers, ("NC", "OI", "NC"), strict=True)
    )
    if lhs != out:
        raise t.fault("dimension_numbers", "the output's order must be that of the input here")
    if lhs not in ("NHWC", "NCHW", "NWC", "NCW"):
        raise t.fault("dimension_numbers", "the input must be NHWC or NCHW here: transpose it")
    return ("NCHW" if lhs[1] == "C" else "NHWC"), rhs if "H" in rhs else _with_rows(rhs)


def _parts(text: str) -> list[Any]:
    """The three of a text: as HLO writes them, as a tuple is written, or as JAX prints them.

    >>> _parts("bf01_oi01->bf01"), _parts("('NCHW', 'OIHW', 'NCHW')")
    (['NC01', 'OI01', 'NC01'], ['NCHW', 'OIHW', 'NCHW'])
    >>> _parts("ConvDimensionNumbers(lhs_spec=(0, 2, 1), rhs_spec=(2, 1, 0), out_spec=(0, 2, 1))")
    [[0, 2, 1], [2, 1, 0], [0, 2, 1]]
    """
    if all(spec in text for spec in _SPECS):
        found = (re.search(rf"{spec}=\(([\d, ]*)\)", text) for spec in _SPECS)
        return [[int(each) for each in re.findall(r"\d+", part[1])] for part in found if part]
    return re.findall(r"[A-Za-z0-9]+", text.translate(_LETTERS))


def _spelt(t: Translation, spec: Any, letters: str) -> str:
    """Axes as letters, H and W those of space in their order; ``spec`` may hold positions."""
    if isinstance(spec, str | list) and len(spec) > 4:
        raise t.fault("dimension_numbers", "a 3-D convolution is not supported")
    if spec in ([*each] for rank in (3, 4) for each in permutations(range(rank))):
        # Here spec gives the position of N, C (or O, I) and of each spatial axis.
        names = letters + ("HW" if len(spec) == 4 else "W")
        spec = "".join(names[spec.index(k)] for k in range(len(spec)))
    text = spec if isinstance(spec, str) else ""
    space = [letter for letter in text if letter not in letters]
    if sorted(set(text) & set(letters)) != sorted(letters) or len(space) not in (1, 2):
        raise t.fault(
            "dimension_numbers", 'must be three strings, such as ["NCHW", "OIHW", "NCHW"]'
        )
    if len(space) == 2 and sorted(space) == ["H", "W"] and space != ["H", "W"]:
        raise t.fault("dimension_numbers", "rows must come before columns: transpose the arrays")
    ours = dict(zip(space, "HW" if len(space) == 2 else "W", strict=True))
    return "".join(ours.get(letter, letter) for letter in text)


def _with_rows(spec: str) -> str:
    return spec.replace("W", "HW")
