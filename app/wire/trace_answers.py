"""The field names and sentences of /trace and /terms, for the OpenAPI and the tests."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gradgrid.app.wire.answers import AboutRequest, GeometryBody, Role, Wire
from gradgrid.app.wire.trace.selection import Range
from gradgrid.engine.rules.rule import AxisKind


class AxisBody(Wire):
    """A named axis."""

    axis: str
    size: int
    kind: AxisKind
    """What it runs over; a rule does not depend on it."""


class IndexBody(Wire):
    """(offset + sum of coefficient * axis) / divisor; a fraction reads as zero."""

    terms: dict[str, int]
    offset: int
    divisor: int


class FactorBody(Wire):
    """A tensor read at one index per axis; out of range reads as zero."""

    tensor: str
    index: list[IndexBody]


class ProductBody(Wire):
    """scale times the sum over these axes of the product of the factors."""

    scale: float
    sum: list[AxisBody]
    factors: Annotated[list[FactorBody], Field(min_length=1)]


class RuleBody(Wire):
    """The sum of the products."""

    products: Annotated[list[ProductBody], Field(min_length=1)]


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
    """The tensor of the request that it belongs to."""
    letter: str
    """What titles call it: of a gradient, what it is the gradient with respect to."""
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


class QuotedFactorBody(Wire):
    """One factor as someone else writes it; without a cell it is a zero, or no cell at all."""

    tensor: str
    cell: list[int] | None
    symbol: str
    value: float | None
    """Null where the factor does not exist."""
    wrong: bool


class ErratumBody(Wire):
    """What someone else writes for one cell: scale times the sum of the products."""

    cell: list[int]
    """In the axes of the written tensor: where to look."""
    terms: list[list[QuotedFactorBody]]
    """Empty where the erratum is not an expression."""
    scale: float
    value: float | None
    """Null where it cannot be computed."""
    right: float | None
    """The correct value, where that is not the number of the cell."""


class StepBody(Wire):
    """A step writes one tensor."""

    id: str
    draws: list[DrawingBody]
    writes: str
    cursor_over: str
    """The tensor whose cells the reader steps through: the written one, or a source."""
    rule: RuleBody | None
    """The rule of this step, where it is another than the tensor's own."""
    perturbs: str | None
    """The tensor of which one cell is raised by 1: the cell at the place of the one written."""
    erratum: ErratumBody | None
    """What the article prints for one cell, in a step about an erratum."""


class ChapterBody(Wire):
    """A chapter of the derivation."""

    id: str
    steps: list[StepBody]


class DerivationBody(Wire):
    """The derivation of every tensor of a convolution."""

    geometry: GeometryBody
    tensors: list[TensorBody]
    chapters: list[ChapterBody]
    given: list[str]
    """The tensors of the request, by name; these three lists are there whatever is asked for."""
    answers: list[str]
    """What `/backward` answers."""
    loss: list[str]
    """The two tensors whose products, summed over all cells, are the loss."""


class TraceAnswer(AboutRequest, DerivationBody):
    """A derivation, and notes on its request."""


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
    """With the scale of its own product, where the products of the rule have different ones."""


class ReaderBody(Wire):
    """A cell that reads the one asked for."""

    tensor: str
    index: list[int]
    symbol: str


class TermsAnswer(AboutRequest):
    """One cell: value = scale * sum of the products of the terms."""

    tensor: str
    index: list[int]
    symbol: str
    value: float
    scale: float
    """What every product of the rule is scaled by; 1 where they differ."""
    terms: list[TermBody]
    """In the order of the sum; empty for a tensor of the request."""
    term_count: int
    """Number of terms in all, of those that the request asks to list."""
    latex: str
    """With dots for the terms that are not listed."""
    readers: list[ReaderBody]
    reader_count: int
    """Number of readers in all."""
    next_offset: int | None = None
    """The offset of the next page; absent on the last."""
