"""Symbols beyond the article's case: batches, groups, two-digit sizes, single channels, LaTeX."""

import pytest

from gradgrid.engine import ConvGeometry
from gradgrid.engine.rules.rule import Cell
from tests.engine.article import SEVERAL_CHANNELS, SINGLE_CHANNEL, trace_of

BATCH = ConvGeometry.of((2, 3, 3, 3), (2, 2, 3, 2))
BATCH_OF_ONE_CHANNEL = ConvGeometry.of((2, 3, 3, 1), (2, 2, 1, 1))
GROUPS = ConvGeometry.of((1, 3, 3, 4), (2, 2, 2, 6), groups=2)
WIDE = ConvGeometry.of((1, 12, 12, 1), (11, 2, 1, 2))


@pytest.mark.parametrize(
    ("g", "name", "cell", "symbol"),
    [
        (SINGLE_CHANNEL, "weight", (1, 0, 0, 0, 0), "k21"),
        (SINGLE_CHANNEL, "grad_weight", (1, 0, 0, 0, 0), "dL/dk21"),
        (SINGLE_CHANNEL, "grad_bias", (0, 0), "dL/db1"),
        (SEVERAL_CHANNELS, "weight", (0, 1, 2, 0, 1), "k12{2}[3]"),
        (SEVERAL_CHANNELS, "grad_weight_matrix", (0, 2, 0, 1, 1), "dL/dk12{2}[3]"),
        (SEVERAL_CHANNELS, "output_by_channel", (0, 1, 0, 0, 1, 2), "y21{2}[3]"),
        (SEVERAL_CHANNELS, "grad_columns", (0, 0, 0, 1, 2, 1, 0), "dL/da12,21[3]"),
        (BATCH, "input", (1, 0, 2, 0, 1), "x13(2)[2]"),
        (BATCH, "input_columns", (0, 1, 1, 0, 2, 0, 1), "x22(2)[3]"),
        (BATCH, "output", (0, 0, 0, 0, 1), "y11(1){2}"),
        (BATCH, "weight", (0, 0, 0, 0, 0), "k11{1}[1]"),
        (BATCH, "grad_bias_mean", (0, 1), "dL/db2"),
        (BATCH_OF_ONE_CHANNEL, "grad_input", (1, 0, 0, 0, 0), "dL/dx11(2)"),
        (GROUPS, "input", (0, 0, 0, 1, 0), "x11[3]"),
        (GROUPS, "weight", (0, 0, 1, 1, 2), "k11{6}[4]"),
        (GROUPS, "grad_output", (0, 1, 1, 1, 0), "dL/dy22{4}"),
        (GROUPS, "grad_bias", (1, 1), "dL/db5"),
        (WIDE, "input", (0, 9, 11, 0, 0), "x10,12"),
        (WIDE, "weight", (10, 1, 0, 0, 0), "k11,2{1}"),
        (WIDE, "output", (0, 1, 10, 0, 1), "y2,11{2}"),
        (WIDE, "grad_columns", (0, 0, 1, 10, 0, 10, 1), "dL/da2,11;11,2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_symbol_of_a_cell_carries_the_indices_that_can_vary(
    g: ConvGeometry, name: str, cell: Cell, symbol: str
) -> None:
    assert trace_of(g).symbol(name, cell) == symbol


@pytest.mark.parametrize(("has_bias", "symbol"), [(True, "z12{2}"), (False, "y12{2}")])
def test_symbol_of_the_product_is_z_only_where_a_bias_is_still_to_come(
    has_bias: bool, symbol: str
) -> None:
    trace = trace_of(SEVERAL_CHANNELS, has_bias=has_bias)

    assert trace.symbol("output_matrix", (0, 0, 0, 1, 1)) == symbol
    assert trace.symbol("output", (0, 0, 1, 0, 1)) == "y12{2}"


@pytest.mark.parametrize(
    ("g", "name", "cell", "latex"),
    [
        (SINGLE_CHANNEL, "input", (0, 0, 1, 0, 0), "x_{12}"),
        (SEVERAL_CHANNELS, "input", (0, 0, 1, 0, 2), "x_{12}^{[3]}"),
        (SEVERAL_CHANNELS, "weight", (1, 1, 0, 0, 1), r"k_{22}^{\{2\}[1]}"),
        (BATCH, "output", (1, 0, 0, 0, 1), r"y_{11}^{(2)\{2\}}"),
        (
            SEVERAL_CHANNELS,
            "grad_output",
            (0, 0, 0, 0, 1),
            r"\frac{\partial L}{\partial y_{11}^{\{2\}}}",
        ),
        (
            SEVERAL_CHANNELS,
            "grad_columns",
            (0, 0, 0, 1, 2, 1, 0),
            r"\frac{\partial L}{\partial a_{12,21}^{[3]}}",
        ),
        (SINGLE_CHANNEL, "grad_output_padded", (0, 0, 0, 0, 0), "0"),
    ],
    ids=["plain", "input", "kernel", "batch", "gradient", "patch", "zero"],
)
def test_latex_of_a_symbol_raises_its_brackets(
    g: ConvGeometry, name: str, cell: Cell, latex: str
) -> None:
    assert trace_of(g).symbol(name, cell, latex=True) == latex


def test_symbol_of_no_cell_is_zero() -> None:
    assert trace_of(SINGLE_CHANNEL).symbol("input", None) == "0"


def test_origin_of_a_copy_is_the_named_cell_it_shows() -> None:
    trace = trace_of(ConvGeometry.of((1, 2, 2, 1), (2, 2, 1, 1), padding=1))

    assert trace.origin("input_columns", (0, 0, 0, 0, 0, 1, 1)) == ("input", (0, 0, 0, 0, 0))
    assert trace.origin("input_columns", (0, 0, 0, 0, 0, 0, 1)) is None
    assert trace.origin("output", (0, 1, 1, 0, 0)) == ("output", (0, 1, 1, 0, 0))
