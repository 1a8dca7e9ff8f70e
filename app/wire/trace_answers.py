"""The field names and sentences of /trace and /terms, for the OpenAPI and the tests."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gradgrid.app.wire.answers import AboutRequest, GeometryBody, Role, Wire
from gradgrid.app.wire.trace.selection import Range


class AxisBody(Wire):
    """A named axis."""

    axis: str
    size: int


class IndexBody(Wire):
    """(offset + sum of coefficient * axis) / divisor; not whole reads as zero."""

    terms: dict[str, int]
    offset: int
    divisor: int


class FactorBody(Wire):
    """A tensor read at one index per axis; out of range reads as zero."""

    tensor: str
    index: list[IndexBody]


class ProductBody(Wire):
    """The sum over these axes of the product of one or two factors."""

    sum: list[AxisBody]
    factors: Annotated[list[FactorBody], Field(min_length=1, max_length=2)]


class RuleBody(Wire):
    """scale times the sum of the products."""

    scale: float
    products: list[ProductBody]


class ViewBody(Wire):
    """A grid for each combination of the blocks' axes, laid out by rows and columns."""

    blocks: list[str]
    rows: list[str]
    cols: list[str]


class SuperscriptBody(Wire):
    """(batch), {output channel} or [input channel]."""

    kind: Literal["batch", "out", "in"]
    index: IndexBody


class SymbolBody(Wire):
    """How a cell is written: a letter and indices from 1; `wide` puts commas between them."""

    letter: str
    gradient: bool
    subscripts: list[list[IndexBody]]
    superscripts: list[SuperscriptBody]
    wide: bool


class TensorBody(Wire):
    """A tensor of the derivation: a given one has no rule, a copy no values (unless an answer)."""

    name: str
    role: Role
    of: str
    axes: list[AxisBody]
    """Channels last; a channel axis is split into g (group) and c or o."""
    view: ViewBody
    values: list[float] | None
    """Flat, in the order of the axes; of the cells in `window` where there is one."""
    rule: RuleBody | None
    symbol: SymbolBody | None
    """Null where a cell is written as the one it copies."""
    window: dict[str, Range] | None = None
    """By axis, the cells [start, stop) that the values are of; only where the request has one."""


class DrawingBody(Wire):
    """A tensor drawn in a step."""

    tensor: str
    view: ViewBody


class SaidFactorBody(Wire):
    """One factor as someone else writes it; without a cell it is a zero, or no cell at all."""

    tensor: str
    cell: list[int] | None
    symbol: str
    value: float | None
    """Null where the factor does not exist."""
    wrong: bool


class SaidBody(Wire):
    """What someone else writes for one cell: scale times the sum of the products."""

    cell: list[int]
    """In the axes of the written tensor: where to look."""
    terms: list[list[SaidFactorBody]]
    """None where it is not an expression that differs."""
    scale: float
    value: float | None
    """Null where it cannot be computed."""
    right: float | None
    """What it should come to, where that is not the number of the cell."""


class StepBody(Wire):
    """A step writes one tensor."""

    id: str
    draws: list[DrawingBody]
    writes: str
    walks: str
    """The tensor whose cells the reader goes through: the written one, or a source."""
    rule: RuleBody | None
    """The rule of this step, where it is another than the tensor's own."""
    raises: Literal["input", "weight", "bias"] | None
    """The tensor whose cell rises by 1: the one at the place of the cell that is written."""
    said: SaidBody | None
    """What else has been written for one cell, where the step is about a slip."""


class ChapterBody(Wire):
    """A chapter of the derivation."""

    id: str
    steps: list[StepBody]


class TraceAnswer(AboutRequest):
    """The derivation of every tensor."""

    geometry: GeometryBody
    tensors: list[TensorBody]
    chapters: list[ChapterBody]


class FactorReadBody(Wire):
    """One factor of a term; outside its tensor it has no index and the value 0."""

    tensor: str
    index: list[int] | None
    value: float
    symbol: str


class TermBody(Wire):
    """One term of the sum."""

    factors: list[FactorReadBody]
    product: float


class ReaderBody(Wire):
    """A cell that reads the one asked for."""

    tensor: str
    index: list[int]
    symbol: str


class TermsAnswer(AboutRequest):
    """One cell: value = scale * sum of the products."""

    tensor: str
    index: list[int]
    symbol: str
    value: float
    scale: float
    terms: list[TermBody]
    """In the order of the sum; none for a tensor that was given."""
    term_count: int
    """How many terms there are in all, of those that the request asks to list."""
    latex: str
    """With dots for the terms that are not listed."""
    readers: list[ReaderBody]
    reader_count: int
    """How many readers there are in all."""
    next_offset: int | None = None
    """The offset that goes on; not there where neither terms nor readers are left."""
