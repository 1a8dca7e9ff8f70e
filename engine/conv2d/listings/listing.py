"""What stands beside the grids of a step: a few lines of NumPy."""

from __future__ import annotations

from dataclasses import dataclass, replace

# "" is a plain line. "writes" is the line that writes the cell which the reader has come to. "slip"
# is what the article does wrongly, "right" what belongs in its place: a listing with both runs
# without its mistake.
KINDS = ("", "writes", "slip", "right")
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of code; ``kind`` is one of :data:`KINDS`."""

    text: str
    kind: str = ""

    def indented(self) -> Line:
        """The same line, one level further in."""
        return replace(self, text=INDENT + self.text)


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines of one step, in order."""

    lines: tuple[Line, ...]

    @classmethod
    def of(cls, *lines: Line | str) -> Listing:
        """A listing of lines; a string is a plain one.

        >>> Listing.of("total = a + b", writes("c = 2 * total")).lines[1].kind
        'writes'
        """
        return cls(tuple(Line(line) if isinstance(line, str) else line for line in lines))

    @property
    def source(self) -> str:
        """The code as a program: every line but the slips."""
        return "".join(f"{line.text}\n" for line in self.lines if line.kind != "slip")


def writes(text: str) -> Line:
    """The line that writes the cell, or the whole tensor where no loop comes to a single cell."""
    return Line(text, "writes")


def slip(text: str) -> Line:
    """A line as the article has it."""
    return Line(text, "slip")


def right(text: str) -> Line:
    """The right line for the mistake on the line before."""
    return Line(text, "right")
