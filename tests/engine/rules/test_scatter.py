"""A rule told by where its products go, solved for one cell, against a loop over all products."""

from itertools import product as cartesian
from math import prod

import pytest

from gradgrid.engine.conv2d.direct_rules import DirectRules
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.rules import scatter
from gradgrid.engine.rules.border import Border
from gradgrid.engine.rules.cells import count_inside, readers
from gradgrid.engine.rules.index_equation import index_equation
from gradgrid.engine.rules.rule import Cell, Rule, terms
from gradgrid.engine.rules.scatter import rule_at

TENSORS = ("grad_output", "weight")
Pair = tuple[Cell, ...]


def derived(mode: str, *, flip_kernel: bool = False) -> tuple[Rule, dict[str, tuple[int, ...]]]:
    """An input of 3x4 cells that is padded to 6x5, its first column cropped; stride 2 in rows."""
    g = ConvGeometry.of((2, 6, 5, 2), (2, 3, 1, 4), stride=(2, 1), dilation=(3, 1), groups=2)
    borders = (Border(mode, 3, 1, 2), Border(mode, 4, -1, 2))
    rules = DirectRules(g, (3, 4), (1, -1), borders, flip_kernel=flip_kernel)
    derivation = rules.derivation()
    rule = derivation.tensors["grad_input"].rule
    assert rule is not None
    return rule, derivation.shapes


def scattered(rule: Rule, shapes: dict[str, tuple[int, ...]]) -> dict[Cell, list[Pair]]:
    """By cell the pairs of cells whose products are added to it, from a loop over all of them."""
    (product,), target = rule.products, rule.target
    assert target is not None
    found: dict[Cell, list[Pair]] = {}
    for numbers in cartesian(*(range(axis.size) for axis in product.sum)):
        point = dict(zip((axis.name for axis in product.sum), numbers, strict=True))
        read = tuple(factor.cell(point, shapes[factor.tensor]) for factor in product.factors)
        to = tuple(index.at(point) for index in target)
        assert None not in read
        assert None not in to
        found.setdefault(to, []).append(read)  # type: ignore[arg-type]
    return found


def every_cell(shape: tuple[int, ...]) -> list[Cell]:
    return [*cartesian(*map(range, shape))]


@pytest.mark.parametrize("mode", ["circular", "reflect", "replicate"])
@pytest.mark.parametrize("flip_kernel", [False, True], ids=["plain", "flipped"])
@pytest.mark.parametrize("most", [1, 7, scatter.MAX_POINTS])
def test_rule_of_a_cell_has_the_products_that_go_there(
    mode: str, flip_kernel: bool, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scatter, "MAX_POINTS", most)
    rule, shapes = derived(mode, flip_kernel=flip_kernel)
    expected = scattered(rule, shapes)
    for cell in every_cell(shapes["grad_input"]):
        solved = rule_at(rule, cell)
        read = [tuple(r.cell for r in term) for term in terms(solved, cell, shapes)]
        inside = [pair for pair in read if None not in pair]
        assert sorted(inside) == sorted(expected.get(cell, [])), cell  # type: ignore[type-var]
        counted = [count_inside(solved, each, cell, shapes) for each in solved.products]
        assert sum(counted) == len(inside)
        kept = 2 * 2 * 3  # o, u and v, which are never cut
        sizes = [prod(axis.size for axis in each.sum) for each in solved.products]
        assert all(size <= max(most, kept) for size in sizes)


@pytest.mark.parametrize("mode", ["circular", "reflect", "replicate"])
def test_readers_are_the_cells_to_which_a_product_with_the_cell_goes(mode: str) -> None:
    rule, shapes = derived(mode)
    expected = scattered(rule, shapes)
    for place, tensor in enumerate(TENSORS):
        for cell in every_cell(shapes[tensor]):
            going = {to for to, pairs in expected.items() if cell in [p[place] for p in pairs]}
            assert readers(rule, tensor, cell) == sorted(going), (tensor, cell)


def test_rule_without_a_target_is_that_of_every_cell() -> None:
    rule, _ = derived("circular")
    solved = rule_at(rule, (0, 0, 0, 0, 0))
    assert rule_at(solved, (1, 2, 3, 1, 0)) is solved


def test_equation_names_the_cell_that_a_product_is_added_to() -> None:
    rule, _ = derived("reflect")
    assert index_equation("grad_input", rule).startswith(
        "grad_input[n,reflect(2*i+3*u-1),reflect(j+v+1),g,c] = "
    )
