"""An erratum on the wire: what the article writes for one cell."""

from __future__ import annotations

import math

import numpy as np

from gradgrid.app.wire.present.request_axes import Wire
from gradgrid.engine.rules.derivation import Erratum, QuotedFactor
from gradgrid.engine.rules.trace import Trace

Number = float | np.floating | None
Numbers = list[list[Number]]


def erratum_to_wire(trace: Trace, erratum: Erratum, *, with_numbers: bool) -> Wire:
    """What the article writes for a cell; without numbers, None stands where they would."""
    numbers, total = erratum_numbers(trace, erratum) if with_numbers else (_none(erratum), None)
    return {
        "cell": erratum.cell,
        "terms": [
            [
                _quoted_factor(trace, factor, number)
                for factor, number in zip(term, row, strict=True)
            ]
            for term, row in zip(erratum.terms, numbers, strict=True)
        ],
        "scale": erratum.scale,
        "value": total,
        "right": erratum.right,
    }


def erratum_numbers(trace: Trace, erratum: Erratum) -> tuple[Numbers, Number]:
    """The number of each quoted factor, and what they come to, where all are known."""
    numbers = [[_quoted_number(trace, factor) for factor in term] for term in erratum.terms]
    terms = [[number for number in row if number is not None] for row in numbers]
    if not terms or any(len(term) < len(row) for term, row in zip(terms, numbers, strict=True)):
        return numbers, None
    # Adding 0.0 makes the zero of 0 * -1 a plain one.
    return numbers, erratum.scale * sum(math.prod(term) for term in terms) + 0.0


def _none(erratum: Erratum) -> Numbers:
    return [[None for _ in term] for term in erratum.terms]


def _quoted_number(trace: Trace, factor: QuotedFactor) -> Number:
    if factor.cell is not None:
        return trace.value(factor.tensor, factor.cell)
    return 0.0 if factor.symbol is None else factor.value


def _quoted_factor(trace: Trace, factor: QuotedFactor, number: Number) -> Wire:
    return {
        "tensor": factor.tensor,
        "cell": factor.cell,
        "symbol": factor.symbol or trace.symbol(factor.tensor, factor.cell),
        "value": number,
        "wrong": factor.wrong,
    }
