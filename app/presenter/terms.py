"""One cell on the wire: where its value comes from, and where it goes."""

from __future__ import annotations

import math

from app.presenter.layout import Order, Wire, index_of_cell
from engine.equation import equation, reads_zero
from engine.rule import Cell, Read
from engine.trace import Trace


def terms_to_wire(trace: Trace, name: str, cell: Cell, *, zeros: bool, layout: Order) -> Wire:
    """One cell: its value, the terms it is the sum of, and the cells that read it."""
    tensor = trace.tensors[name]
    terms = [term for term in trace.terms(name, cell) if zeros or not reads_zero(trace, term)]
    return {
        "tensor": name,
        "index": index_of_cell(tensor, cell, layout),
        "symbol": trace.symbol(name, cell),
        "value": trace.value(name, cell),
        "scale": 1.0 if tensor.rule is None else tensor.rule.scale,
        "terms": [_term(trace, term, layout) for term in terms],
        "latex": equation(trace, name, cell, zeros=zeros),
        "readers": [
            {
                "tensor": reader,
                "index": index_of_cell(trace.tensors[reader], at, layout),
                "symbol": trace.symbol(reader, at),
            }
            for reader, at in trace.readers(name, cell)
        ],
    }


def _term(trace: Trace, term: tuple[Read, ...], layout: Order) -> Wire:
    factors = [_factor_read(trace, read, layout) for read in term]
    values = (factor["value"] for factor in factors)
    # Adding 0.0 makes the zero of 0 * -1 a plain one.
    return {"factors": factors, "product": math.prod(values) + 0.0}


def _factor_read(trace: Trace, read: Read, layout: Order) -> Wire:
    cell = read.cell
    return {
        "tensor": read.tensor,
        "index": None if cell is None else index_of_cell(trace.tensors[read.tensor], cell, layout),
        "value": 0.0 if cell is None else trace.value(read.tensor, cell),
        "symbol": trace.symbol(read.tensor, cell),
    }
