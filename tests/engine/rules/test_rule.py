"""Rules made by hand: their terms, their readers and their values, written out."""

from dataclasses import replace

import numpy as np
import pytest

from gradgrid.engine.rules.cells import readers
from gradgrid.engine.rules.evaluate import evaluate
from gradgrid.engine.rules.rule import (
    Axis,
    Cell,
    Factor,
    Index,
    Product,
    Read,
    Rule,
    along,
    contract,
    copy,
    terms,
)

I2, J2, U2, V3 = Axis("i", 2), Axis("j", 2), Axis("u", 2), Axis("v", 3)
WINDOW = Index((("i", 2), ("u", 1)), offset=-1)
STRIDED = contract((I2,), (U2,), Factor("x", (WINDOW,)), Factor("k", along("u")))
SHAPES = {"x": (3,), "k": (2,)}


def cells(rule: Rule, cell: Cell, shapes: dict[str, tuple[int, ...]]) -> list[list[Cell | None]]:
    """Where each factor of each term reads."""
    return [[read.cell for read in term] for term in terms(rule, cell, shapes)]


@pytest.mark.parametrize(
    ("index", "point", "at"),
    [
        (Index((), offset=3), {}, 3),
        (Index((("i", 2), ("u", -3)), offset=1), {"i": 4, "u": 2}, 3),
        (Index((("i", 1),), divisor=2), {"i": 4}, 2),
        (Index((("i", 1),), divisor=2), {"i": 5}, None),
        (Index((("i", 1),), offset=-4, divisor=3), {"i": 1}, -1),
        (Index((("i", 1),), offset=-4, divisor=3), {"i": 2}, None),
        (Index((("i", 0),), offset=0, divisor=5), {"i": 9}, 0),
    ],
    ids=["constant", "two-axes", "whole", "half", "negative-whole", "negative-part", "zero"],
)
def test_index_at_a_point_is_the_whole_quotient_or_none(
    index: Index, point: dict[str, int], at: int | None
) -> None:
    assert index.at(point) == at


@pytest.mark.parametrize(
    ("i", "cell"), [(0, None), (1, (0, 2)), (2, (1, 1)), (3, (2, 0)), (4, None)]
)
def test_factor_cell_off_either_end_of_any_axis_is_none(i: int, cell: Cell | None) -> None:
    factor = Factor("x", (Index((("i", 1),), offset=-1), Index((("i", -1),), offset=3)))

    assert factor.cell({"i": i}, (3, 3)) == cell


def test_terms_of_a_window_list_each_tap_and_none_outside() -> None:
    assert cells(STRIDED, (0,), SHAPES) == [[None, (0,)], [(0,), (1,)]]
    assert cells(STRIDED, (1,), SHAPES) == [[(1,), (0,)], [(2,), (1,)]]
    assert terms(STRIDED, (0,), SHAPES)[1] == (Read("x", (0,)), Read("k", (1,)))


def test_terms_of_two_summed_axes_run_with_the_last_one_fastest() -> None:
    rule = contract((), (U2, V3), Factor("a", along("u", "v")))

    assert cells(rule, (), {"a": (2, 3)}) == [[cell] for cell in np.ndindex(2, 3)]


def test_terms_of_two_products_follow_one_another() -> None:
    bias = Product((), (Factor("b", along("i")),))
    rule = Rule((I2,), (*STRIDED.products, bias))

    found = terms(rule, (1,), SHAPES | {"b": (2,)})

    assert [[read.tensor for read in term] for term in found] == [["x", "k"], ["x", "k"], ["b"]]
    assert found[-1] == (Read("b", (1,)),)


def test_terms_of_an_index_that_is_not_whole_read_nothing() -> None:
    spread = copy((Axis("y", 5),), "x", (Index((("y", 1),), offset=-1, divisor=2),))

    assert [cells(spread, (y,), {"x": (2,)}) for y in range(5)] == [
        [[None]],
        [[(0,)]],
        [[None]],
        [[(1,)]],
        [[None]],
    ]


def test_readers_of_a_window_are_the_outputs_it_overlaps() -> None:
    rule = contract(
        (Axis("i", 3),),
        (Axis("u", 3),),
        Factor("x", (Index((("i", 1), ("u", 1))),)),
        Factor("k", along("u")),
    )

    assert [readers(rule, "x", (at,)) for at in range(5)] == [
        [(0,)],
        [(0,), (1,)],
        [(0,), (1,), (2,)],
        [(1,), (2,)],
        [(2,)],
    ]
    assert readers(rule, "k", (1,)) == [(0,), (1,), (2,)]


def test_readers_of_a_term_whose_other_factor_falls_outside_still_count() -> None:
    assert cells(STRIDED, (0,), SHAPES)[0] == [None, (0,)]
    assert readers(STRIDED, "k", (0,)) == [(0,), (1,)]


def test_readers_of_a_cell_that_no_term_reaches_are_none() -> None:
    every_other = copy((I2,), "x", (Index((("i", 2),)),))

    assert readers(every_other, "x", (1,)) == []
    assert readers(every_other, "x", (4,)) == []
    assert readers(every_other, "y", (0,)) == []


def test_readers_along_an_axis_that_the_factor_lacks_are_all_of_it_in_c_order() -> None:
    rule = contract((J2, I2), (U2,), Factor("a", along("i", "u")), Factor("b", along("u", "j")))

    assert readers(rule, "a", (1, 0)) == [(0, 1), (1, 1)]
    assert readers(rule, "b", (0, 1)) == [(1, 0), (1, 1)]


def test_readers_of_a_tensor_that_is_both_factors_count_each_output_once() -> None:
    outer = contract((I2, J2), (), Factor("x", along("i")), Factor("x", along("j")))

    assert readers(outer, "x", (0,)) == [(0, 0), (0, 1), (1, 0)]


def test_readers_of_a_diagonal_are_found_on_it_alone() -> None:
    diagonal = copy((I2,), "a", along("i", "i"))

    assert readers(diagonal, "a", (1, 1)) == [(1,)]
    assert readers(diagonal, "a", (0, 1)) == []


def test_evaluate_a_window_reads_zero_outside() -> None:
    arrays = {"x": np.array([5.0, 7.0, 2.0]), "k": np.array([3.0, -1.0])}

    assert evaluate(STRIDED, arrays).tolist() == [-5, 19]


def test_evaluate_two_products_broadcasts_the_one_without_an_axis() -> None:
    products = (
        Product((), (Factor("a", along("i", "j")),)),
        Product((), (Factor("b", along("j")),)),
    )
    arrays = {"a": np.array([[1.0, 2.0], [3.0, 4.0]]), "b": np.array([10.0, 20.0])}

    assert evaluate(Rule((I2, J2), products), arrays).tolist() == [[11, 22], [13, 24]]


def test_evaluate_a_constant_index_fills_every_cell_with_one_value() -> None:
    rule = copy((I2, J2), "x", (Index((), offset=2),))

    assert evaluate(rule, {"x": np.array([4.0, 5.0, 6.0])}).tolist() == [[6, 6], [6, 6]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_evaluate_with_a_scale_multiplies_and_keeps_the_dtype(dtype: type, scale: float) -> None:
    summed = Product((U2,), (Factor("x", along("u")),), scale)
    products = (summed, *copy((), "x", (Index(()),)).products)
    total = evaluate(Rule((), products), {"x": np.array([3, 4], dtype)})

    assert total.dtype == dtype
    assert total == 7 * scale + 3


def test_evaluate_three_factors_multiplies_all_of_them() -> None:
    factors = (Factor("x", along("u")), Factor("k", along("u")), Factor("mask", along("i", "u")))
    arrays = {"x": np.array([2.0, 3.0]), "k": np.array([5.0, 7.0])}
    arrays["mask"] = np.array([[1.0, 0.0], [1.0, -1.0]])

    assert evaluate(contract((I2,), (U2,), *factors), arrays).tolist() == [10, 10 - 21]


def test_evaluate_a_summed_axis_that_no_factor_reads_adds_every_term() -> None:
    rule = contract((I2,), (U2, V3), Factor("x", along("i", "u")))

    assert evaluate(rule, {"x": np.array([[1.0, 2.0], [3.0, 4.0]])}).tolist() == [9, 21]


def test_is_copy_holds_for_one_unscaled_factor_without_a_sum_alone() -> None:
    moved = copy((I2,), "x", (Index((("i", -1),), offset=1),))
    (product,) = moved.products

    assert moved.is_copy
    assert not STRIDED.is_copy
    assert not Rule((I2,), (replace(product, scale=0.5),)).is_copy
    assert not Rule((I2,), (product, product)).is_copy
    assert not contract((), (U2,), Factor("x", along("u"))).is_copy
    assert not contract((I2,), (), Factor("x", along("i")), Factor("x", along("i"))).is_copy


def test_sources_name_each_tensor_once_in_the_order_of_reading() -> None:
    bias = Product((), (Factor("b", along("i")),))
    twice = contract((I2,), (U2,), Factor("k", along("u")), Factor("x", along("u"))).products

    assert Rule((I2,), (*STRIDED.products, bias, *twice)).sources == ("x", "k", "b")
