"""Options as people write them, and the pairs that they mean: (vertical, horizontal)."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Literal

from engine.errors import OptionError

Pair = tuple[int, int]
Sides = tuple[Pair, Pair]
Size = int | Sequence[int]
Padding = Literal["valid", "same"] | int | Sequence[int] | Sequence[Sequence[int]]


def is_whole(value: object) -> bool:
    """Whether ``value`` is an integer of Python or NumPy; True and False are none.

    >>> is_whole(2), is_whole(2.0), is_whole(True)
    (True, False, False)
    """
    return isinstance(value, Integral) and not isinstance(value, bool)


def normalise_pair(name: str, value: object, least: int = 1) -> Pair:
    """``value`` as (vertical, horizontal), each at least ``least``; raises :class:`OptionError`.

    >>> normalise_pair("stride", 2), normalise_pair("stride", [1, 3])
    ((2, 2), (1, 3))
    """
    values = [value, value] if is_whole(value) else value
    if (
        not isinstance(values, Sequence)
        or isinstance(values, (str, bytes))
        or len(values) != 2
        or not all(is_whole(size) and size >= least for size in values)
    ):
        raise OptionError(
            name,
            f"{name} is a whole number or a pair (vertical, horizontal) of at least {least}, "
            f"not {_shown(value)}",
        )
    return int(values[0]), int(values[1])


def normalise_padding(padding: object, kernel: Pair, stride: Pair, dilation: Pair) -> Sides:
    """``padding`` as ((top, bottom), (left, right)); raises :class:`OptionError`.

    >>> normalise_padding([1, 0], (3, 3), (1, 1), (1, 1))
    ((1, 1), (0, 0))
    >>> normalise_padding("same", (2, 3), (1, 1), (1, 1))
    ((0, 1), (1, 1))
    """
    if isinstance(padding, str):
        return _named_sides(padding, kernel, stride, dilation)
    if (
        isinstance(padding, Sequence)
        and len(padding) == 2
        and all(isinstance(sides, Sequence) and not isinstance(sides, str) for sides in padding)
    ):
        top_bottom, left_right = padding
        return (
            normalise_pair("padding", top_bottom, least=0),
            normalise_pair("padding", left_right, least=0),
        )
    vertical, horizontal = normalise_pair("padding", padding, least=0)
    return (vertical, vertical), (horizontal, horizontal)


def _named_sides(padding: str, kernel: Pair, stride: Pair, dilation: Pair) -> Sides:
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding != "same":
        raise OptionError(
            "padding", f'padding by name is "valid" or "same", not "{padding:.40}": name one'
        )
    if stride != (1, 1):
        raise OptionError(
            "padding",
            f'padding "same" keeps the size only at stride 1, the stride is {stride}: '
            "give the padding as numbers",
        )
    total_h, total_w = (d * (k - 1) for d, k in zip(dilation, kernel, strict=True))
    return (total_h // 2, total_h - total_h // 2), (total_w // 2, total_w - total_w // 2)


def _shown(value: object) -> str:
    try:
        return f"{value!r:.60}"
    except ValueError:  # Python prints no integer of more than 4,300 digits.
        return "a number too long to print"
