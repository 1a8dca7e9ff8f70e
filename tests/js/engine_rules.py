"""Random rules of any number of products and factors, with what the engine makes of them.

Without symbols and views: what the page must find are numbers, terms and readers.
"""

from __future__ import annotations

from itertools import product as cartesian
from typing import Any

import numpy as np

from gradgrid.app.wire.present.trace import axes_to_wire, rule_to_wire
from gradgrid.engine.rules.cells import readers
from gradgrid.engine.rules.evaluate import evaluate
from gradgrid.engine.rules.rule import Axis, Factor, Index, Product, Rule, terms

COUNT = 60
MAX_FACTORS = 4
SHAPES = {"a": (4,), "b": (3, 2)}


def engine_rules() -> list[dict[str, Any]]:
    """As many rules over the same two tensors, and what the engine makes of each."""
    random = np.random.default_rng(14)
    arrays = {name: random.integers(-4, 5, shape) + 0.0 for name, shape in SHAPES.items()}
    return [_described(_rule(random), arrays) for _ in range(COUNT)]


def _described(rule: Rule, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    cells = list(cartesian(*(range(axis.size) for axis in rule.axes)))
    return {
        "sources": {name: [array.shape, array.reshape(-1)] for name, array in arrays.items()},
        "axes": axes_to_wire(rule.axes),
        "rule": rule_to_wire(rule),
        "values": evaluate(rule, arrays).reshape(-1),
        "terms": [[[r.cell for r in term] for term in terms(rule, cell, SHAPES)] for cell in cells],
        "readers": {
            name: [readers(rule, name, cell) for cell in np.ndindex(shape)]
            for name, shape in SHAPES.items()
        },
    }


def _rule(random: np.random.Generator) -> Rule:
    axes = _axes(random, "ij")
    count = int(random.integers(1, 4))
    return Rule(axes, tuple(_product(random, axes) for _ in range(count)))


def _product(random: np.random.Generator, axes: tuple[Axis, ...]) -> Product:
    summed = _axes(random, "uv"[: int(random.integers(3))])
    names = [axis.name for axis in (*axes, *summed)]
    read = [str(name) for name in random.choice([*SHAPES], random.integers(1, MAX_FACTORS + 1))]
    factors = tuple(
        Factor(name, tuple(_index(random, names) for _ in SHAPES[name])) for name in read
    )
    return Product(summed, factors, float(random.choice([1, 1, 0.5, -3])))


def _axes(random: np.random.Generator, letters: str) -> tuple[Axis, ...]:
    return tuple(Axis(letter, int(random.integers(1, 4))) for letter in letters)


def _index(random: np.random.Generator, names: list[str]) -> Index:
    used = [name for name in names if random.integers(2)]
    terms_of = tuple((name, int(random.choice([1, 1, -1, 2]))) for name in used)
    return Index(terms_of, int(random.integers(-1, 3)), int(random.choice([1, 1, 1, 2])))
