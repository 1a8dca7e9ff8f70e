"""Numbers in brackets: lists of JSON and Python, arrays as libraries print them, MATLAB's matrices.

An array of any depth is read in one pass and without recursion. What cannot be read is refused;
nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np

from gradgrid.app.wire.pasted.plain_text import CALL, printed_by, unwrapped
from gradgrid.app.wire.unreadable import Unreadable, clipped

MAX_AXES = 4
# The JSON and the prints of a million numbers; past it the request's own limit speaks.
MAX_NUMBERS = 4_000_000
CLOSES = {"[": "]", "(": ")", "{": "}", CALL: ")"}
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)", re.IGNORECASE)
_ELIDED = re.compile(r"\.\.\.|[…⋮⋯]")
_TOKEN = re.compile(rf"\[([^\[\](){{}}{CALL}]*)\]|([\[\](){{}},{CALL}])|([^\s\[\](){{}},{CALL}]+)")
# What float() reads of these characters is a number in all of these spellings.
_PLAIN_ROW = re.compile(r"[-+0-9.eE\s,]*", re.ASCII)


def array_of_text(text: str, most: int = MAX_NUMBERS) -> np.ndarray:
    """The numbers of one list, print or table; raises :class:`Unreadable`.

    >>> array_of_text("tensor([[ 1., -2.], [ 3.,  4.]], requires_grad=True)")
    array([[ 1., -2.],
           [ 3.,  4.]])
    """
    library = printed_by(text)
    whole = unwrapped(text)
    if whole[:1] not in ("[", "(", "{", CALL):
        return _array_of_table(whole, most, library)
    if whole[0] == "[" and ";" in whole:
        if not whole.endswith("]"):
            raise Unreadable("brackets", text="[", row=1)
        return _array_of_table(whole[1:-1], most, library)
    reader = _Reader(most, library)
    for found in _TOKEN.finditer(whole):
        row, mark, token = found.groups()
        if row is not None:
            reader.whole_row(row)
        elif token is not None:
            reader.number(token)
        elif mark == ",":
            reader.comma()
        elif mark in CLOSES:
            reader.open(mark)
        else:
            reader.close(mark)
    return reader.array()


def _number_of(token: str, row: int, column: int, library: str) -> float:
    if _NUMBER.fullmatch(token) and isfinite(value := float(token)):
        return value + 0.0  # a zero of a minus zero
    if _ELIDED.fullmatch(token):
        fault = "elided_torch" if library == "torch" else "elided"
        raise Unreadable(fault, row=row, column=column)
    fault = "range" if _NUMBER.fullmatch(token) else "number"
    if _NOT_FINITE.fullmatch(token):
        fault = "notfinite"
    raise Unreadable(fault, text=clipped(token), row=row, column=column)


def _array_of_table(text: str, most: int, library: str) -> np.ndarray:
    """Rows end at lines and semicolons, cells at commas and spaces."""
    rows: list[list[float]] = []
    for line in text.replace(";", "\n").split("\n"):
        cells = [cell.strip() for cell in line.strip().rstrip(",").split(",")]
        if cells == [""]:
            continue
        row = len(rows) + 1
        if "" in cells:
            raise Unreadable("blank", row=row, column=cells.index("") + 1)
        tokens = [token for cell in cells for token in cell.split()]
        rows.append([_number_of(token, row, at, library) for at, token in enumerate(tokens, 1)])
        if len(rows[-1]) != len(rows[0]):
            raise Unreadable("ragged", row=row, length=len(rows[-1]), first=len(rows[0]))
        if len(rows) * len(rows[0]) > most:
            raise Unreadable("many", most=most)
    if not rows:
        raise Unreadable("empty")
    return np.array(rows)


@dataclass(slots=True)
class _Open:
    """A bracket that is open: how deep its items stand, how many it has, whether one is due."""

    opens: str
    depth: int
    count: int = 0
    commas: int = 0
    waits: bool = True


class _Reader:
    def __init__(self, most: int, library: str) -> None:
        self.most = most
        self.library = library
        self.data: list[float] = []
        self.sizes: dict[int, int] = {}  # the length of the lists of each depth
        self.leaf: int | None = None  # how deep the numbers stand, once there is one
        self.row = 0  # lists of numbers so far
        # Values side by side without brackets also form a list.
        self.opened = [_Open("", 0)]

    def whole_row(self, text: str) -> None:
        """A bracket of numbers alone, or whatever else has no bracket inside."""
        values = _plain_numbers(text)
        depth = self.opened[-1].depth + 1
        is_like_others = (
            len(self.opened) > 1
            and self.leaf == depth
            and values
            and len(values) == self.sizes.get(depth)
        )
        if is_like_others and len(self.data) + len(values) <= self.most:
            self.row += 1
            self.data += values
            self._take()
            return
        self.open("[")
        for token in _tokens(text):
            self.comma() if token == "," else self.number(token)
        self.close("]")

    def open(self, opens: str) -> None:
        outer = self.opened[-1]
        if len(self.opened) == 1 and outer.count > 0 and not outer.waits:
            raise Unreadable("unnamed")
        depth = outer.depth + (0 if opens == CALL else 1)
        if depth > MAX_AXES:
            raise Unreadable("deep", most=MAX_AXES)
        if self.leaf is not None and depth > self.leaf:
            raise Unreadable("mixed", text="(" if opens == CALL else opens, row=self.row)
        self.opened.append(_Open(opens, depth))

    def close(self, closer: str) -> None:
        last = self.opened[-1]
        depth, count = last.depth, last.count
        if CLOSES.get(last.opens) != closer:
            raise Unreadable("brackets", text=closer, row=max(1, self.row))
        if last.opens == CALL:
            if count != 1:
                raise Unreadable("brackets", text="(", row=max(1, self.row))
        elif count != (first := self.sizes.setdefault(depth, count)):
            # An empty list is a row that no number has begun.
            row = self.row + 1 if count == 0 else self.row
            raise Unreadable("ragged", row=row, length=count, first=first)
        elif count == 0:
            raise Unreadable("empty")
        elif last.opens == "(" and count == 1 and last.commas == 0 and depth == self.leaf:
            # Accountants write minus 5 so; for Python it is the number itself.
            text = clipped(f"({self.data[-1]:g})")
            raise Unreadable("number", text=text, row=self.row, column=1)
        self.opened.pop()
        self._take()

    def comma(self) -> None:
        last = self.opened[-1]
        if last.waits:
            # Between lists, a whole row is missing; else a number in the row that is next or begun.
            is_between = self.leaf is not None and last.depth != self.leaf
            row = self.row + 1 if is_between or last.count == 0 else self.row
            raise Unreadable("blank", row=row, column=1 if is_between else last.count + 1)
        last.commas += 1
        last.waits = True

    def number(self, token: str) -> None:
        last = self.opened[-1]
        is_leaf = self.leaf is None or last.depth == self.leaf
        if last.count == 0 or not is_leaf:
            self.row += 1
        value = _number_of(token, self.row, last.count + 1, self.library)
        if not is_leaf:
            raise Unreadable("mixed", text=clipped(token), row=self.row)
        if len(self.data) == self.most:
            raise Unreadable("many", most=self.most)
        self.leaf = last.depth
        self.data.append(value)
        self._take()

    def _take(self) -> None:
        self.opened[-1].count += 1
        self.opened[-1].waits = False

    def array(self) -> np.ndarray:
        last = self.opened[-1]
        if len(self.opened) > 1:
            opens = "(" if last.opens == CALL else last.opens
            raise Unreadable("brackets", text=opens, row=max(1, self.row))
        if not self.data:
            raise Unreadable("empty")
        sizes = [self.sizes[depth] for depth in sorted(self.sizes)]
        shape = sizes if last.count == 1 else [last.count, *sizes]
        if len(shape) > MAX_AXES:
            raise Unreadable("deep", most=MAX_AXES)
        return np.array(self.data).reshape(shape)


def _plain_numbers(text: str) -> list[float]:
    """The numbers of a row in which nothing is out of place; none where anything may be."""
    if not _PLAIN_ROW.fullmatch(text):
        return []
    try:
        values = list(map(float, text.split(",") if "," in text else text.split()))
    except ValueError:
        return []
    return [value + 0.0 for value in values] if all(map(isfinite, values)) else []


def _tokens(text: str) -> Iterator[str]:
    return (found.group() for found in re.finditer(r",|[^\s,]+", text))
