"""What is done to an input before zeros go around it: cropped, or padded with its own cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradgrid.app.service.problems import Invalid
from gradgrid.engine import OptionError
from gradgrid.engine.conv2d.options import Pair, Sides, normalise_padding
from gradgrid.engine.rules.border import Border

NO_SIDES: Sides = ((0, 0), (0, 0))


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows and columns of an input (N, H, W, C), chosen and repeated; ``sides`` below 0 crop."""

    mode: str
    sides: Sides
    input_size: Pair

    @property
    def size(self) -> Pair:
        """Rows and columns that come out."""
        (h, w), ((top, bottom), (left, right)) = self.input_size, self.sides
        return h + top + bottom, w + left + right

    def apply(self, input: np.ndarray) -> np.ndarray:
        """The input as the convolution reads it.

        >>> x = np.arange(3.0).reshape(1, 1, 3, 1)
        >>> Frame("circular", ((0, 0), (1, 1)), (1, 3)).apply(x).ravel()
        array([2., 0., 1., 2., 0.])
        """
        rows, columns = self._cells(0), self._cells(1)
        return np.ascontiguousarray(input[:, rows][:, :, columns])

    def adjoint(self, gradient: np.ndarray) -> np.ndarray:
        """The gradient of the input before: each cell has the sum of where it went.

        >>> Frame("circular", ((0, 0), (1, 1)), (1, 3)).adjoint(np.ones((1, 1, 5, 1))).ravel()
        array([2., 1., 2.])
        """
        n, _, _, channels = gradient.shape
        found = np.zeros((n, *self.input_size, channels), gradient.dtype)
        cells: Any = np.s_[:, self._cells(0)[:, None], self._cells(1)]
        np.add.at(found, cells, gradient)
        return found

    @property
    def borders(self) -> tuple[Border | None, Border | None]:
        """What stands past the ends of the rows and of the columns; None where that is zero."""
        if self.mode == "zeros":
            return None, None
        rows, columns = zip(self.input_size, self.sides, strict=True)
        return Border(self.mode, rows[0], *rows[1]), Border(self.mode, columns[0], *columns[1])

    def _cells(self, axis: int) -> np.ndarray:
        before, after = self.sides[axis]
        at, border = np.arange(-before, self.input_size[axis] + after), self.borders[axis]
        return at if border is None else border.cells(at)


def framed(mode: str, sides: Sides, size: Pair) -> tuple[Frame | None, Sides]:
    """The frame that these sides ask for, and what is left to be padded with zeros.

    Raises :class:`Invalid`.

    >>> framed("zeros", ((0, -1), (1, 1)), (3, 3))
    (Frame(mode='zeros', sides=((0, -1), (0, 0)), input_size=(3, 3)), ((0, 0), (1, 1)))
    """
    taken, zeros = sides, NO_SIDES
    if mode == "zeros":
        taken = _each(sides, lambda side: min(side, 0))
        zeros = _each(sides, lambda side: max(side, 0))
    if taken == NO_SIDES:
        return None, zeros
    frame = Frame(mode, taken, size)
    _check(frame)
    return frame, zeros


def has_negative(padding: Any) -> bool:
    """Whether a number of ``padding`` is below zero."""
    if isinstance(padding, tuple):
        return any(map(has_negative, padding))
    return isinstance(padding, int) and padding < 0


def sides_of(padding: Any, size: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> Sides:
    """``padding`` as ((top, bottom), (left, right)), which may be negative; raises EngineError."""
    if not has_negative(padding):
        return normalise_padding(padding, size, kernel, stride, dilation)
    vertical, horizontal = padding if isinstance(padding, tuple) else (padding, padding)
    both = (vertical, horizontal)
    top_bottom, left_right = (each if isinstance(each, tuple) else (each, each) for each in both)
    if len(top_bottom) != 2 or len(left_right) != 2:
        raise OptionError("padding", "padding must be [[top, bottom], [left, right]]")
    return top_bottom, left_right


def _check(frame: Frame) -> None:
    if min(frame.size) < 1:
        rows, columns = frame.size
        raise Invalid.at("/padding", f"the padding leaves {rows}x{columns} of the input: crop less")
    most = {"circular": 0, "reflect": -1}.get(frame.mode)
    for size, sides in zip(frame.input_size, frame.sides, strict=True):
        if most is not None and max(sides) > size + most:
            rule = f"padding_mode {frame.mode} takes at most {size + most} cells from {size}"
            raise Invalid.at("/padding", f"{rule}, got {max(sides)}: lower the padding")


def _each(sides: Sides, change: Callable[[int], int]) -> Sides:
    (top, bottom), (left, right) = sides
    return (change(top), change(bottom)), (change(left), change(right))
