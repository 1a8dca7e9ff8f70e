"""One cell without its tensor: the number, the terms and the symbols are those of the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.equation import page_of_terms
from gradgrid.engine.rules.rule import Cell, Term
from gradgrid.engine.rules.trace import Trace
from tests.engine.geometries import EVERY_OPTION, SOME, geometries, small_integers, tensors


def cell_at(shape: tuple[int, ...], place: int) -> Cell:
    return tuple(int(at) for at in np.unravel_index(place % int(np.prod(shape)), shape))


def listed(trace: Trace, name: str, cell: Cell, **page: int) -> list[list[tuple[str, Cell | None]]]:
    """The terms of a page, one by one."""
    return [
        [
            (reads.tensor, tuple(int(a[k]) for a in reads.at) if reads.inside[k] else None)
            for reads in listed.factors
        ]
        for listed in page_of_terms(trace, name, cell, **page).products
        for k in range(listed.factors[0].inside.size)
    ]


def plain(terms: list[Term]) -> list[list[tuple[str, Cell | None]]]:
    return [[(read.tensor, read.cell) for read in term] for term in terms]


def assert_cells_are_those_of_the_whole(g: ConvGeometry, place: int) -> None:
    arrays = tensors(g)
    lazy, whole = build_trace(g, *arrays), build_trace(g, *arrays)
    for name, tensor in whole.tensors.items():
        cell = cell_at(tensor.shape, place)
        assert lazy.value(name, cell) == whole.values(name)[cell], (name, cell)
        assert listed(lazy, name, cell) == plain(whole.terms(name, cell)), (name, cell)


@settings(max_examples=SOME, deadline=None)
@given(geometries(max_multiply_adds=200), st.integers(0, 10**6))
def test_cell_of_any_tensor_is_that_of_the_whole(g: ConvGeometry, place: int) -> None:
    assert_cells_are_those_of_the_whole(g, place)


@pytest.mark.parametrize("place", [0, 7, 23, 101, 10**6 + 1])
def test_cell_with_every_option_is_that_of_the_whole(place: int) -> None:
    assert_cells_are_those_of_the_whole(EVERY_OPTION, place)


@pytest.mark.parametrize("name", ["output", "grad_input", "loss", "output_change_weight"])
def test_window_of_a_tensor_is_cut_from_the_whole(name: str) -> None:
    arrays = tensors(EVERY_OPTION)
    whole = build_trace(EVERY_OPTION, *arrays).values(name)
    ranges = tuple((size // 3, size) for size in whole.shape)

    window = build_trace(EVERY_OPTION, *arrays).window(name, ranges)

    np.testing.assert_array_equal(window, whole[tuple(slice(*ends) for ends in ranges)])


def test_cell_of_a_gradient_computes_no_tensor(monkeypatch: pytest.MonkeyPatch) -> None:
    g = ConvGeometry.of((1, 40, 40, 8), (3, 3, 8, 8), padding=1)
    trace = build_trace(g, small_integers(g.input_shape, 0), small_integers(g.weight_shape, 1))
    held = set(trace._values)

    for name, tensor in trace.tensors.items():
        if name != "loss":
            trace.value(name, cell_at(tensor.shape, 12345))

    assert set(trace._values) == held


def test_pages_of_terms_follow_one_another_over_both_products() -> None:
    g = ConvGeometry.of((1, 2, 2, 1), (2, 2, 1, 1))
    trace = build_trace(g, *tensors(g))
    whole = plain(trace.terms("output", (0, 0, 0, 0, 0)))

    pages = [listed(trace, "output", (0,) * 5, offset=at, limit=2) for at in (0, 2, 4, 6)]

    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert [term for page in pages for term in page] == whole
