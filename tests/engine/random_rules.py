"""Random small rules for property tests: any number of axes, products, factors and offsets.

They draw as the test runs, not inside a strategy: the type checks at construction use randomness.
"""

from __future__ import annotations

from hypothesis import strategies as st

from gradgrid.engine.rules.rule import Axis, Factor, Index, Product, Rule

OUTPUT_AXES = ("i", "j", "k")
SUMMED_AXES = ("u", "v")
SCALES = (1.0, 1.0, 0.5, -3.0)
MAX_FACTORS = 4
SHAPE = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)

Shape = tuple[int, ...]


def random_rule(data: st.DataObject) -> tuple[Rule, dict[str, Shape]]:
    """A rule, and the shapes of what it reads."""
    shapes = {name: data.draw(SHAPE) for name in "ab"}
    axes = _axes(data, OUTPUT_AXES)
    products = [_product(data, axes, shapes) for _ in range(data.draw(st.integers(1, 2)))]
    return Rule(axes, tuple(products)), shapes


def _product(data: st.DataObject, axes: tuple[Axis, ...], shapes: dict[str, Shape]) -> Product:
    summed = _axes(data, SUMMED_AXES)
    letters = [axis.name for axis in (*axes, *summed)]
    factors = []
    for name in data.draw(st.lists(st.sampled_from("ab"), min_size=1, max_size=MAX_FACTORS)):
        factors.append(Factor(name, tuple(_index(data, letters) for _ in shapes[name])))
    return Product(summed, tuple(factors), data.draw(st.sampled_from(SCALES)))


def _axes(data: st.DataObject, letters: tuple[str, ...]) -> tuple[Axis, ...]:
    sizes = {name: data.draw(st.integers(0, 3)) for name in letters}
    return tuple(Axis(name, size) for name, size in sizes.items() if size)


def _index(data: st.DataObject, letters: list[str]) -> Index:
    some = st.lists(st.sampled_from(letters), unique=True, max_size=3) if letters else st.just([])
    coefficients = st.sampled_from([1, 1, -1, 2, -2, 3])
    terms = tuple((name, data.draw(coefficients)) for name in data.draw(some))
    return Index(terms, data.draw(st.integers(-3, 4)), data.draw(st.sampled_from([1, 1, 2, 3])))
