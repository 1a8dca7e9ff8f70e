"""A rule as its definition reads: term by term, cell by cell, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import numpy as np

from gradgrid.engine.rules.rule import Cell, Rule, Shapes, terms


def value(rule: Rule, cell: Cell, arrays: Mapping[str, np.ndarray]) -> float:
    """One cell: for each product its scale times the sum of its terms; outside is zero."""
    shapes = {name: arrays[name].shape for name in rule.sources}
    return sum(
        product.scale
        * sum(
            prod(0 if read.cell is None else float(arrays[read.tensor][read.cell]) for read in term)
            for term in terms(Rule(rule.axes, (product,)), cell, shapes)
        )
        for product in rule.products
    )


def readers(rule: Rule, shapes: Shapes) -> dict[tuple[str, Cell], list[Cell]]:
    """For every cell of every source, the output cells that have a term which reads it."""
    found: dict[tuple[str, Cell], list[Cell]] = {
        (name, cell): [] for name in rule.sources for cell in np.ndindex(shapes[name])
    }
    for cell in np.ndindex(*(axis.size for axis in rule.axes)):
        reads = {read for term in terms(rule, cell, shapes) for read in term}
        for read in reads:
            if read.cell is not None:
                found[read.tensor, read.cell].append(cell)
    return found
