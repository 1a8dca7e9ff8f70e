"""The article's two cases as traces, and the words of a rule: its terms as plain symbols."""

from __future__ import annotations

import numpy as np

from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.rule import Cell
from gradgrid.engine.rules.trace import Trace
from tests.engine.geometries import tensors

SINGLE_CHANNEL = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
SEVERAL_CHANNELS = ConvGeometry.of((1, 3, 3, 3), (2, 2, 3, 2))


def trace_of(g: ConvGeometry, *, has_bias: bool = False) -> Trace:
    """A trace with small integers; the article writes its equations without a bias."""
    input, weight, bias, grad_output = tensors(g)
    return build_trace(g, input, weight, bias if has_bias else None, grad_output)


def written(trace: Trace, name: str, cell: Cell) -> str:
    """The terms of one cell, the zeros written out: ``x11 k11 + 0 k12``."""
    terms = trace.terms(name, cell)
    return " + ".join(" ".join(trace.symbol(r.tensor, r.cell) for r in term) for term in terms)


def grid(trace: Trace, name: str, block: Cell = ()) -> list[str]:
    """The symbols of a tensor's view, a string for each row; ``block`` where it has several."""
    tensor = trace.tensors[name]
    letters = [axis.name for axis in tensor.axes]
    view = tensor.view
    order = [letters.index(letter) for letter in (*view.blocks, *view.rows, *view.cols)]
    cells = np.empty(tensor.shape, object)
    for cell in np.ndindex(tensor.shape):
        cells[cell] = trace.symbol(name, cell)
    arranged = cells.transpose(order)[block or (0,) * len(view.blocks)]
    columns = int(np.prod(arranged.shape[len(view.rows) :]))
    return [" ".join(row) for row in arranged.reshape(-1, columns)]
