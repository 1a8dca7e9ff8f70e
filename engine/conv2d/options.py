"""Normalises options: an int or a pair becomes (vertical, horizontal)."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from numbers import Integral
from typing import Literal

from gradgrid.engine.errors import OptionError

Pair = tuple[int, int]
Sides = tuple[Pair, Pair]
Size = int | Sequence[int]
NamedPadding = Literal["valid", "same", "same_upper", "same_lower"]
Padding = NamedPadding | int | Sequence[int] | Sequence[Sequence[int]]
LONGEST_BITS = 190


def is_whole(value: object) -> bool:
    """Whether ``value`` is an integer of Python or NumPy; True and False are none.

    >>> is_whole(2), is_whole(2.0), is_whole(True)
    (True, False, False)
    """
    return isinstance(value, Integral) and not isinstance(value, bool)


def shown(value: object) -> str:
    """``value`` as a message has it: at most 60 characters, of a huge integer its magnitude.

    >>> shown((1, "x")), shown(-(10**5000))
    ("(1, 'x')", 'about -10**5000')
    """
    if isinstance(value, int) and value.bit_length() > LONGEST_BITS:
        return f"about {'-' if value < 0 else ''}10**{int(value.bit_length() * log10(2))}"
    try:
        return f"{value!r:.60}"
    except ValueError:  # Python prints no integer of more than 4,300 digits.
        return "numbers too long to print"


def shown_size(rows: int, columns: int) -> str:
    """Rows by columns as a message has them.

    >>> shown_size(2, 3)
    '2x3'
    """
    return f"{shown(rows)}x{shown(columns)}"


def normalise_pair(name: str, value: object) -> Pair:
    """``value`` as (vertical, horizontal), each at least 1; raises :class:`OptionError`.

    >>> normalise_pair("stride", 2), normalise_pair("stride", [1, 3])
    ((2, 2), (1, 3))
    """
    pair = _pair(value, least=1)
    if pair is None:
        raise OptionError(
            name,
            f"{name} must be an integer >= 1, or a pair (vertical, horizontal) of them, "
            f"got {shown(value)}",
        )
    return pair


def normalise_padding(
    padding: object, size: Pair, kernel: Pair, stride: Pair, dilation: Pair
) -> Sides:
    """``padding`` as ((top, bottom), (left, right)); raises :class:`OptionError`.

    ``size`` is that of the input, which "same" depends on where the stride is more than 1.

    >>> normalise_padding([1, 0], (5, 5), (3, 3), (1, 1), (1, 1))
    ((1, 1), (0, 0))
    >>> normalise_padding("same", (5, 5), (2, 3), (1, 1), (1, 1))
    ((0, 1), (1, 1))
    >>> normalise_padding("same_lower", (4, 4), (3, 3), (2, 2), (1, 1))
    ((1, 0), (1, 0))
    """
    if isinstance(padding, str):
        return _named_sides(padding, size, kernel, stride, dilation)
    pair = _pair(padding, least=0)
    if pair is not None:
        vertical, horizontal = pair
        return (vertical, vertical), (horizontal, horizontal)
    if isinstance(padding, Sequence) and len(padding) == 2 and not any(map(is_whole, padding)):
        top_bottom, left_right = (_pair(sides, least=0) for sides in padding)
        if top_bottom is not None and left_right is not None:
            return top_bottom, left_right
    raise OptionError(
        "padding",
        "padding must be an integer >= 0, (vertical, horizontal), ((top, bottom), (left, right)), "
        f'"valid", "same" or "same_lower", got {shown(padding)}',
    )


def _pair(value: object, least: int) -> Pair | None:
    values = [value, value] if is_whole(value) else value
    if not isinstance(values, Sequence) or isinstance(values, (str, bytes)) or len(values) != 2:
        return None
    if not all(is_whole(size) and size >= least for size in values):
        return None
    return int(values[0]), int(values[1])


def _named_sides(padding: str, size: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> Sides:
    name = padding.lower()
    if name == "valid":
        return (0, 0), (0, 0)
    if name not in ("same", "same_upper", "same_lower"):
        raise OptionError(
            "padding",
            'padding by name must be "valid", "same" (the odd zero after) or "same_lower" '
            f'(before), got "{padding:.40}"',
        )
    vertical, horizontal = (
        same_sides(*each, lower=name == "same_lower")
        for each in zip(size, kernel, stride, dilation, strict=True)
    )
    return vertical, horizontal


def same_sides(size: int, kernel: int, stride: int, dilation: int, *, lower: bool) -> Pair:
    """Zeros before and after one axis, so that it has ceil(size / stride) outputs.

    An odd zero goes after the axis, as in TensorFlow, PyTorch and ONNX's SAME_UPPER; before it
    where ``lower``, as in SAME_LOWER.

    >>> same_sides(4, 3, 2, 1, lower=False)
    (0, 1)
    """
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    less, more = total // 2, total - total // 2
    return (more, less) if lower else (less, more)
