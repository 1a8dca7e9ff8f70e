"""The options of a request as JSON has them: integers, lists and names, read and spelt one way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic_core import PydanticCustomError

from gradgrid.app.service.problems import NOT_OFFERED

INTEGER_LIMIT = 2**31
# What shapes do not say of a geometry.
GEOMETRY_OPTIONS = ("stride", "padding", "dilation", "groups", "output_padding")
PADDING_NAMES = ("valid", "same", "same_upper", "same_lower")
LAYOUT_NAMES = {
    "NHWC": ("NWC", "NLC", "channels_last"),
    "NCHW": ("NCW", "NCL", "channels_first"),
}
WEIGHT_LAYOUT_NAMES = {
    "HWIO": ("WIO", "LIO", "KIO"),
    "OIHW": ("OIW", "OIL", "OIK"),
    "OHWI": ("OWI", "OLI", "OKI"),
    "IOHW": ("IOW", "IOL", "IOK"),
    "HWOI": ("WOI", "LOI", "KOI"),
}
OTHER_PADDINGS = {
    "full": 'padding "full" is dilation * (kernel - 1) on every side: give it as a number',
    "half": 'padding "half" is kernel // 2 on every side: give it as a number',
    "causal": "causal padding is one-sided: in one dimension, [[dilation * (kernel - 1), 0]]",
    "explicit": "give the padding as [[top, bottom], [left, right]]",
    "notset": "give the padding as [[top, bottom], [left, right]]",
    "zeros": 'give the number of cells: the default "padding_mode" is "zeros"',
    "constant": 'give the number of cells: the default "padding_mode" is "zeros"',
} | {
    name: f'give the number of cells, and "padding_mode": "{name}"'
    for name in ("circular", "reflect", "replicate")
}
_DTYPES = {
    "float16": "half precision is not supported: send float32, and round the answer to compare",
    "bfloat16": "bfloat16 is not supported: send float32, and round the answer to compare",
    "complex": "complex numbers are not supported: a convolution of complex numbers is four of "
    "real ones, of the real and the imaginary parts",
    "int": "integers are computed in float64, exactly up to 2**53: leave dtype out. Quantised "
    "convolutions are not supported: take scale and zero point out first",
}


def wrong(message: str, pointer: str = "") -> PydanticCustomError:
    """A fault of a field, ``pointer`` further inside of it."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "pointer": pointer})


def not_offered(message: str, pointer: str = "") -> PydanticCustomError:
    """The same for what is computed nowhere here."""
    return PydanticCustomError(NOT_OFFERED, "{message}", {"message": message, "pointer": pointer})


def read_layout(value: object) -> str:
    """ "NHWC" or "NCHW", whatever they are called."""
    return _named(value, LAYOUT_NAMES, 'must be "NHWC" (channels last) or "NCHW" (channels first)')


def read_weight_layout(value: object) -> str | None:
    """One of the orders of a weight's axes; null follows from the layout."""
    if value is None:
        return None
    return _named(value, WEIGHT_LAYOUT_NAMES, f"must be one of {', '.join(WEIGHT_LAYOUT_NAMES)}")


def read_dtype(value: object) -> str:
    """ "float64" or "float32"."""
    if value in ("float64", "float32"):
        return str(value)
    known = {"double": "float64", "float": "float32", "single": "float32"}
    text = value.lower() if isinstance(value, str) else ""
    for name, remedy in _DTYPES.items():
        if name in text or (name == "float16" and text == "half"):
            raise not_offered(f'must be "float64" or "float32": {remedy}')
    hint = f': {text} is "{known[text]}" here' if text in known else ""
    raise wrong(f'must be "float64" or "float32"{hint}')


def read_size(value: object) -> object:
    """An integer, or a pair as a tuple; what it means is for the engine to say."""
    return _integers(value, "", depth=1)


def read_padding(value: object) -> object:
    """The same, or a pair of pairs, or a name."""
    if isinstance(value, str):
        name = value.lower()
        if name in PADDING_NAMES:
            return name
        names = '"valid", "same" or "same_lower"'
        raise wrong(OTHER_PADDINGS.get(name, f"must be an integer, a pair, two pairs, {names}"))
    return _integers(value, "", depth=2)


def _named(value: object, names: Mapping[str, tuple[str, ...]], rule: str) -> str:
    for name, others in names.items():
        if value == name or value in others:
            return name
        if isinstance(value, str) and value.upper() == name:
            return name
    raise wrong(rule)


def _integers(value: object, pointer: str, depth: int) -> Any:
    """Integers, in pairs, in pairs of pairs where ``depth`` is 2; lists become tuples."""
    if type(value) is int:
        if not -INTEGER_LIMIT < value < INTEGER_LIMIT:
            raise wrong("an integer of this size cannot be an option", pointer)
        return value
    if isinstance(value, np.integer):
        return int(value)
    if not isinstance(value, (list, tuple)) or depth == 0:
        pair = ", or a pair [vertical, horizontal]" if depth else ""
        raise wrong(f"must be an integer{pair}", pointer)
    if len(value) not in (1, 2):
        raise (not_offered if len(value) == 3 else wrong)(_of_length(value, depth), pointer)
    if len(value) == 2 and len({isinstance(part, (list, tuple)) for part in value}) == 2:
        raise wrong("both elements of a pair must be integers, or both pairs", pointer)
    return tuple(_integers(part, f"{pointer}/{k}", depth - 1) for k, part in enumerate(value))


def _of_length(value: list[Any] | tuple[Any, ...], depth: int) -> str:
    count = len(value)
    if count == 4 and depth == 2 and not isinstance(value[0], (list, tuple)):
        return (
            "must be [[top, bottom], [left, right]], got four numbers in a row: ONNX's order is "
            '[top, left, bottom, right] ("convention": "onnx"), that of F.pad left, right, top, '
            "bottom"
        )
    if count == 4 and depth == 2:
        return "must be [[top, bottom], [left, right]]: leave out the pairs of batch and channels"
    if count == 4:
        return (
            "must be [vertical, horizontal], got 4 numbers: leave out those of batch and channels"
        )
    if count == 3:
        return "must be [vertical, horizontal], got 3 numbers: a 3-D convolution is not supported"
    return f"must be an integer or a pair [vertical, horizontal], got {count} numbers"
