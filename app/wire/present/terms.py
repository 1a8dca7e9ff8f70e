"""One cell on the wire: where its value comes from, and where it goes."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradgrid.app.wire.present.request_axes import Order, Wire, index_of_cell
from gradgrid.engine.rules.cells import Reads, reader_places
from gradgrid.engine.rules.derivation import Tensor
from gradgrid.engine.rules.equation import TermsPage, equation, page_of_terms
from gradgrid.engine.rules.rule import Cell
from gradgrid.engine.rules.trace import Trace


def terms_to_wire(
    trace: Trace, name: str, cell: Cell, *, zeros: bool, offset: int, limit: int, layout: Order
) -> Wire:
    """One cell: its value, the terms it is the sum of, and the cells that read it.

    Of the terms and of the readers there are ``limit`` each, from ``offset`` on.
    """
    tensor = trace.tensors[name]
    page = page_of_terms(trace, name, cell, zeros=zeros, offset=offset, limit=limit)
    readers, reader_count = _readers(trace, name, cell, slice(offset, offset + limit), layout)
    is_last = offset + limit >= max(page.count, reader_count)
    return {
        "tensor": name,
        "index": index_of_cell(tensor, cell, layout),
        "symbol": trace.symbol(name, cell),
        "value": trace.value(name, cell),
        "scale": 1.0 if tensor.rule is None else tensor.rule.common_scale,
        "terms": _terms(trace, page, layout),
        "term_count": page.count,
        "latex": equation(trace, name, cell, page=page),
        "readers": readers,
        "reader_count": reader_count,
    } | ({} if is_last else {"next_offset": offset + limit})


def _terms(trace: Trace, page: TermsPage, layout: Order) -> list[Wire]:
    found: list[Wire] = []
    for listed in page.products:
        values = [trace.numbers(reads) for reads in listed.factors]
        scale = values[0].dtype.type(listed.scale)
        # Adding 0.0 makes the zero of 0 * -1 a plain one.
        products = _listed(scale * np.multiply.reduce(values) + values[0].dtype.type(0))
        columns = [
            _factor_reads(trace, reads, numbers, layout)
            for reads, numbers in zip(listed.factors, values, strict=True)
        ]
        found += [
            {"factors": each, "product": product}
            for each, product in zip(zip(*columns, strict=True), products, strict=True)
        ]
    return found


def _factor_reads(trace: Trace, reads: Reads, values: np.ndarray, layout: Order) -> list[Wire]:
    name = reads.tensor
    places: list[Any] = _indices(trace.tensors[name], reads.at, layout)
    if not reads.inside.all():
        inside = reads.inside.tolist()
        places = [place if is_in else None for place, is_in in zip(places, inside, strict=True)]
    symbols = trace.symbols_at(reads)
    return [
        {"tensor": name, "index": place, "value": value, "symbol": symbol}
        for place, value, symbol in zip(places, _listed(values), symbols, strict=True)
    ]


def _readers(
    trace: Trace, name: str, cell: Cell, page: slice, layout: Order
) -> tuple[list[Wire], int]:
    """The readers on the page, and how many there are in all."""
    found: list[Wire] = []
    count = 0
    for reader in trace.readers_of(name):
        assert reader.rule is not None
        places = reader_places(reader.rule, name, cell)
        shown = places[max(page.start - count, 0) : max(page.stop - count, 0)]
        count += places.size
        if shown.size:
            at = np.unravel_index(shown, reader.shape)
            cells = Reads(reader.name, at, np.ones(shown.size, bool))
            indices, symbols = _indices(reader, at, layout), trace.symbols_at(cells)
            found += [
                {"tensor": reader.name, "index": index, "symbol": symbol}
                for index, symbol in zip(indices, symbols, strict=True)
            ]
    return found, count


def _indices(tensor: Tensor, at: tuple[np.ndarray, ...], layout: Order) -> list[list[int]]:
    """The index of each cell in the request's layout."""
    indices: list[list[int]] = np.stack(index_of_cell(tensor, at, layout), axis=-1).tolist()
    return indices


def _listed(values: np.ndarray) -> list[Any]:
    """The numbers one by one; those of float32 keep their type, and so their digits in JSON."""
    numbers: list[Any] = values.tolist() if values.dtype == np.float64 else list(values)
    return numbers
