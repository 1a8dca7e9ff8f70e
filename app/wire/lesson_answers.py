"""The field names and sentences of a lesson, for the page's types and the tests."""

from __future__ import annotations

from typing import Literal

from gradgrid.app.wire.answers import Wire
from gradgrid.app.wire.trace_answers import DerivationBody


class LessonBody(Wire):
    """Whose numbers they are."""

    preset: str
    isFirst: bool  # noqa: N815
    """Whether it is the example that an address without one opens."""
    isOwn: bool  # noqa: N815
    data: str | None
    """The numbers for an address; null for those of the preset, and for what is too long."""


class ControlBody(Wire):
    """A size or an option that can be changed, with its bounds in words."""

    name: str
    axis: int | None
    side: int | None
    joined: bool
    value: int
    values: list[int]
    least: str
    most: str


class ControlsBody(Wire):
    """All that can be changed."""

    has_bias: bool
    controls: list[ControlBody]


class CodeLineBody(Wire):
    """A line of a listing."""

    text: str
    kind: Literal["", "writes", "slip", "right"]


class PartsBody(Wire):
    """What follows from the geometry, as far as the page does not have it."""

    rules: DerivationBody | None = None
    """The trace without numbers: `values` and the numbers of errata are null."""
    controls: ControlsBody | None = None
    code: dict[str, dict[str, list[CodeLineBody]]] | None = None
    """By chapter and step."""
    prose: str | None = None
    """HTML."""


class KeysBody(Wire):
    """For each part a hash of all that it depends on; while a control moves, of two."""

    rules: str
    controls: str
    code: str | None = None
    prose: str | None = None


class QuotedNumbersBody(Wire):
    """The numbers of an erratum."""

    factors: list[list[float | None]]
    """One for each factor of each term; null for a factor that does not exist."""
    value: float | None


class NumbersBody(Wire):
    """What the rules leave out."""

    values: dict[str, list[float]]
    """By tensor; those that are not there are left to their rules."""
    errata: dict[str, QuotedNumbersBody]
    """By "chapter/step"."""


class DifferenceBody(Wire):
    """How a gradient compares with the loss when cells are raised by `step` at most."""

    tensor: str
    cells: int
    of: int
    max_error: float
    agrees: bool
    unseen: int
    """How many cells more were raised, of which rounding hides what they add."""
    step: float


class ChecksBody(Wire):
    """What the server has compared."""

    differences: list[DifferenceBody]
    digest: str
    """A checksum of the numbers that were compared."""


class LessonAnswer(Wire):
    """One convolution, for a page that may have some of its parts."""

    notice: str | None
    """In words, why another lesson is shown than the address asks for."""
    lesson: LessonBody
    keys: KeysBody
    parts: PartsBody
    numbers: NumbersBody
    checks: ChecksBody | None
    """Null while a control moves."""
