"""Arrays as Python text: nested lists as one would type them, wrapped to the width of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from gradgrid.engine.conv2d.inputs import ConvInputs

WIDTH = 88
# Brackets help the eye up to here; past it they only make the text longer.
MAX_NESTED_NUMBERS = 4_000


def constants(arrays: ConvInputs, nested: str, flat: str) -> str:
    """The four arrays, each assigned to its name.

    ``nested`` is a call of the library with LIST in the place of the list, and ``flat`` the same
    for a long list without inner brackets, with SHAPE for the sizes in brackets. A convolution
    without a bias has one of zeros, which changes nothing and has a gradient all the same.
    """
    bias = np.zeros(arrays.geometry.out_channels) if arrays.bias is None else arrays.bias
    given = {"input": arrays.input, "weight": arrays.weight, "bias": bias}
    given["grad_output"] = arrays.grad_output
    return "\n".join(
        _assigned(name, array, nested if array.size <= MAX_NESTED_NUMBERS else flat)
        for name, array in given.items()
    )


def _assigned(name: str, array: np.ndarray, form: str) -> str:
    numbers = array if array.size <= MAX_NESTED_NUMBERS else array.ravel()
    before, after = f"{name} = {form.replace('SHAPE', str(array.shape))}".split("LIST")
    return before + listed(numbers.tolist(), len(before), len(after)) + after


def listed(nested: Sequence[Any], before: int, after: int) -> str:
    """A nested list as text, on one line if it fits between so many other characters.

    >>> listed([[1.0, 0.5], [-2.0, 3.0]], before=8, after=1)
    '[[1, 0.5], [-2, 3]]'
    """
    line = _line(nested)
    if before + len(line) + after <= WIDTH:
        return line
    return "\n".join(["[", *_lines(nested, "    "), "]"])


def _lines(nested: Sequence[Any], indent: str) -> Iterable[str]:
    words = [_line(each) for each in nested]
    fits = max(map(len, words)) + len(indent) < WIDTH
    if _depth(nested) == 1 or (_depth(nested) == 2 and fits):
        yield from _wrapped(words, indent)
        return
    for each, word in zip(nested, words, strict=True):
        if len(indent) + len(word) < WIDTH:
            yield f"{indent}{word},"
        else:
            yield f"{indent}["
            yield from _lines(each, indent + "    ")
            yield f"{indent}],"


def _wrapped(words: Iterable[str], indent: str) -> Iterable[str]:
    line = indent
    for word in words:
        if len(line) + len(word) + 2 > WIDTH:
            yield line.rstrip()
            line = indent
        line += f"{word}, "
    yield line.rstrip()


def _depth(nested: Sequence[Any]) -> int:
    return 1 + (_depth(nested[0]) if isinstance(nested[0], list) else 0)


def _line(nested: Sequence[Any] | float) -> str:
    if not isinstance(nested, list):
        return number(float(nested))  # type: ignore[arg-type]
    return f"[{', '.join(map(_line, nested))}]"


def number(value: float) -> str:
    """A float so that it reads back as the same one; a whole number without its ".0".

    >>> number(3.0), number(0.1), number(1e300)
    ('3', '0.1', '1e+300')
    """
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
