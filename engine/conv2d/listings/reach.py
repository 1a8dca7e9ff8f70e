"""From an input cell and a tap to the output whose window laid this tap there, if there is one."""

from __future__ import annotations

from dataclasses import dataclass

from gradgrid.engine.conv2d.listings.listing import Line
from gradgrid.engine.conv2d.listings.subscripts import affine, one
from gradgrid.engine.conv2d.tensors import Conv2dTensors


@dataclass(frozen=True, slots=True)
class Way:
    """One of the two spatial axes: ``before`` and ``after`` are the zeros around the input."""

    cell: str
    tap: str
    output: str
    outputs: int
    taps: int
    stride: int
    dilation: int
    before: int = 0
    after: int = 0

    @property
    def is_certain(self) -> bool:
        """Whether every cell has its output."""
        return self.taps == self.stride == 1 and not self.before and not self.after

    @property
    def index(self) -> str:
        """The output as an index: a quotient is a float, even where it is whole."""
        return self.output if self.stride == 1 else f"int({self.output})"

    def quotient(self, *, rotated: bool) -> str:
        """(y + p - u*d) / s; ``rotated`` counts the taps from the far corner."""
        tap = one(self.tap, self.taps)
        if rotated:
            offset = self.before - self.dilation * (self.taps - 1)
            place = affine((1, self.cell), (self.dilation, tap), offset=offset)
        else:
            place = affine((1, self.cell), (-self.dilation, tap), offset=self.before)
        if self.stride == 1:
            return place
        return f"({place}) / {self.stride}" if " " in place else f"{place} / {self.stride}"


def ways(conv: Conv2dTensors, *, padded: bool = False) -> tuple[Way, Way]:
    """Both axes, from the cells of the input, or of ``input_padded``."""
    g = conv.geometry
    down, across = ((0, 0), (0, 0)) if padded else g.padding
    (oh, ow), (kh, kw), (sh, sw), (dh, dw) = g.output_size, g.kernel_size, g.stride, g.dilation
    return (
        Way("y", "u", "i", oh, kh, sh, dh, *down),
        Way("x", "v", "j", ow, kw, sw, dw, *across),
    )


def reached(both: tuple[Way, Way], *body: Line | str, rotated: bool = False) -> list[Line]:
    """``body`` for the output (i, j) that is reached; nothing where it is no whole number in range.

    A float is in a range exactly if it is whole: that one test is both.
    """
    down, across = both
    found = f"i, j = {down.quotient(rotated=rotated)}, {across.quotient(rotated=rotated)}"
    tests = [f"{way.output} in range({way.outputs})" for way in both if not way.is_certain]
    lines = [Line(line) if isinstance(line, str) else line for line in body]
    if tests:
        lines = [Line(f"if {' and '.join(tests)}:"), *(line.indented() for line in lines)]
    return [Line(found), *lines]
