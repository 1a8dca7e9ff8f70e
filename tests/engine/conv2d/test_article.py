"""The article's equations, with its slips mended, as the engine's symbols write them."""

import pytest

from gradgrid.engine.rules.rule import Cell
from gradgrid.engine.rules.trace import Trace
from tests.engine.article import SEVERAL_CHANNELS, SINGLE_CHANNEL, grid, trace_of, written

# E6 and E7: the article has a product where the second line of x21 and of x32 has a zero.
GRAD_INPUT_OF_CHANNEL_1 = {
    "11": (
        "0 k22{1}[1] + 0 k21{1}[1] + 0 k12{1}[1] + dL/dy11{1} k11{1}[1]",
        "0 k22{2}[1] + 0 k21{2}[1] + 0 k12{2}[1] + dL/dy11{2} k11{2}[1]",
    ),
    "12": (
        "0 k22{1}[1] + 0 k21{1}[1] + dL/dy11{1} k12{1}[1] + dL/dy12{1} k11{1}[1]",
        "0 k22{2}[1] + 0 k21{2}[1] + dL/dy11{2} k12{2}[1] + dL/dy12{2} k11{2}[1]",
    ),
    "13": (
        "0 k22{1}[1] + 0 k21{1}[1] + dL/dy12{1} k12{1}[1] + 0 k11{1}[1]",
        "0 k22{2}[1] + 0 k21{2}[1] + dL/dy12{2} k12{2}[1] + 0 k11{2}[1]",
    ),
    "21": (
        "0 k22{1}[1] + dL/dy11{1} k21{1}[1] + 0 k12{1}[1] + dL/dy21{1} k11{1}[1]",
        "0 k22{2}[1] + dL/dy11{2} k21{2}[1] + 0 k12{2}[1] + dL/dy21{2} k11{2}[1]",
    ),
    "22": (
        "dL/dy11{1} k22{1}[1] + dL/dy12{1} k21{1}[1] + dL/dy21{1} k12{1}[1] + dL/dy22{1} k11{1}[1]",
        "dL/dy11{2} k22{2}[1] + dL/dy12{2} k21{2}[1] + dL/dy21{2} k12{2}[1] + dL/dy22{2} k11{2}[1]",
    ),
    "23": (
        "dL/dy12{1} k22{1}[1] + 0 k21{1}[1] + dL/dy22{1} k12{1}[1] + 0 k11{1}[1]",
        "dL/dy12{2} k22{2}[1] + 0 k21{2}[1] + dL/dy22{2} k12{2}[1] + 0 k11{2}[1]",
    ),
    "31": (
        "0 k22{1}[1] + dL/dy21{1} k21{1}[1] + 0 k12{1}[1] + 0 k11{1}[1]",
        "0 k22{2}[1] + dL/dy21{2} k21{2}[1] + 0 k12{2}[1] + 0 k11{2}[1]",
    ),
    "32": (
        "dL/dy21{1} k22{1}[1] + dL/dy22{1} k21{1}[1] + 0 k12{1}[1] + 0 k11{1}[1]",
        "dL/dy21{2} k22{2}[1] + dL/dy22{2} k21{2}[1] + 0 k12{2}[1] + 0 k11{2}[1]",
    ),
    "33": (
        "dL/dy22{1} k22{1}[1] + 0 k21{1}[1] + 0 k12{1}[1] + 0 k11{1}[1]",
        "dL/dy22{2} k22{2}[1] + 0 k21{2}[1] + 0 k12{2}[1] + 0 k11{2}[1]",
    ),
}


@pytest.fixture(scope="module")
def single() -> Trace:
    return trace_of(SINGLE_CHANNEL)


@pytest.fixture(scope="module")
def several() -> Trace:
    return trace_of(SEVERAL_CHANNELS)


@pytest.mark.parametrize(
    ("cell", "symbol", "terms"),
    [
        ((0, 0, 0, 0, 0), "y11", "x11 k11 + x12 k12 + x21 k21 + x22 k22"),
        ((0, 0, 1, 0, 0), "y12", "x12 k11 + x13 k12 + x22 k21 + x23 k22"),
        ((0, 1, 0, 0, 0), "y21", "x21 k11 + x22 k12 + x31 k21 + x32 k22"),
        ((0, 1, 1, 0, 0), "y22", "x22 k11 + x23 k12 + x32 k21 + x33 k22"),
    ],
    ids=["y11", "y12", "y21", "y22"],
)
def test_output_of_one_channel_has_the_terms_of_the_article(
    single: Trace, cell: Cell, symbol: str, terms: str
) -> None:
    assert single.symbol("output", cell) == symbol
    assert written(single, "output", cell) == terms


def test_matrices_of_one_channel_are_those_of_the_article(single: Trace) -> None:
    assert grid(single, "input_columns") == [
        "x11 x12 x21 x22",
        "x12 x13 x22 x23",
        "x21 x22 x31 x32",
        "x22 x23 x32 x33",
    ]
    assert grid(single, "weight_matrix") == ["k11", "k12", "k21", "k22"]
    assert grid(single, "output_matrix") == ["y11", "y12", "y21", "y22"]


def test_row_and_column_of_several_channels_stand_channel_by_channel(several: Trace) -> None:
    row, *_ = grid(several, "input_columns")
    column = [line.split()[0] for line in grid(several, "weight_matrix")]

    assert row == (
        "x11[1] x12[1] x21[1] x22[1] x11[2] x12[2] x21[2] x22[2] x11[3] x12[3] x21[3] x22[3]"
    )
    assert " ".join(column) == (
        "k11{1}[1] k12{1}[1] k21{1}[1] k22{1}[1] k11{1}[2] k12{1}[2] k21{1}[2] k22{1}[2] "
        "k11{1}[3] k12{1}[3] k21{1}[3] k22{1}[3]"
    )


def test_output_of_several_channels_is_their_row_times_their_column(several: Trace) -> None:
    assert several.symbol("output", (0, 0, 0, 0, 0)) == "y11{1}"
    assert written(several, "output_matrix", (0, 0, 0, 0, 0)) == (
        "x11[1] k11{1}[1] + x12[1] k12{1}[1] + x21[1] k21{1}[1] + x22[1] k22{1}[1]"
        " + x11[2] k11{1}[2] + x12[2] k12{1}[2] + x21[2] k21{1}[2] + x22[2] k22{1}[2]"
        " + x11[3] k11{1}[3] + x12[3] k12{1}[3] + x21[3] k21{1}[3] + x22[3] k22{1}[3]"
    )


@pytest.mark.parametrize("position", GRAD_INPUT_OF_CHANNEL_1)
def test_grad_input_of_channel_1_has_both_lines_of_the_article(
    several: Trace, position: str
) -> None:
    cell = (0, int(position[0]) - 1, int(position[1]) - 1, 0, 0)

    assert several.symbol("grad_input", cell) == f"dL/dx{position}[1]"
    assert written(several, "grad_input", cell) == " + ".join(GRAD_INPUT_OF_CHANNEL_1[position])


def test_grad_output_columns_are_the_9x8_matrix(several: Trace) -> None:
    assert [row.replace("dL/d", "") for row in grid(several, "grad_output_columns")] == [
        "0 0 0 y11{1} 0 0 0 y11{2}",
        "0 0 y11{1} y12{1} 0 0 y11{2} y12{2}",
        "0 0 y12{1} 0 0 0 y12{2} 0",
        "0 y11{1} 0 y21{1} 0 y11{2} 0 y21{2}",
        "y11{1} y12{1} y21{1} y22{1} y11{2} y12{2} y21{2} y22{2}",
        "y12{1} 0 y22{1} 0 y12{2} 0 y22{2} 0",
        "0 y21{1} 0 0 0 y21{2} 0 0",
        "y21{1} y22{1} 0 0 y21{2} y22{2} 0 0",
        "y22{1} 0 0 0 y22{2} 0 0 0",
    ]


def test_weight_rotated_matrix_is_the_8x3_matrix_and_its_first_column_the_8x1(
    several: Trace,
) -> None:
    rows = grid(several, "weight_rotated_matrix")

    assert rows == [
        "k22{1}[1] k22{1}[2] k22{1}[3]",
        "k21{1}[1] k21{1}[2] k21{1}[3]",
        "k12{1}[1] k12{1}[2] k12{1}[3]",
        "k11{1}[1] k11{1}[2] k11{1}[3]",
        "k22{2}[1] k22{2}[2] k22{2}[3]",
        "k21{2}[1] k21{2}[2] k21{2}[3]",
        "k12{2}[1] k12{2}[2] k12{2}[3]",
        "k11{2}[1] k11{2}[2] k11{2}[3]",
    ]
    assert [row.split()[0] for row in rows] == [
        "k22{1}[1]",
        "k21{1}[1]",
        "k12{1}[1]",
        "k11{1}[1]",
        "k22{2}[1]",
        "k21{2}[1]",
        "k12{2}[1]",
        "k11{2}[1]",
    ]


def test_grad_input_matrix_is_the_9x3_matrix(several: Trace) -> None:
    positions = ["11", "12", "13", "21", "22", "23", "31", "32", "33"]

    assert grid(several, "grad_input_matrix") == [
        f"dL/dx{at}[1] dL/dx{at}[2] dL/dx{at}[3]" for at in positions
    ]


@pytest.mark.parametrize("o", [1, 2])
def test_grad_output_padded_has_a_frame_of_zeros_in_each_channel(several: Trace, o: int) -> None:
    assert grid(several, "grad_output_padded", (0, 0, o - 1)) == [
        "0 0 0 0",
        f"0 dL/dy11{{{o}}} dL/dy12{{{o}}} 0",
        f"0 dL/dy21{{{o}}} dL/dy22{{{o}}} 0",
        "0 0 0 0",
    ]


@pytest.mark.parametrize(
    ("out", "into", "rows"),
    [
        (1, 1, ["k22{1}[1] k21{1}[1]", "k12{1}[1] k11{1}[1]"]),
        (2, 1, ["k22{2}[1] k21{2}[1]", "k12{2}[1] k11{2}[1]"]),
        (2, 3, ["k22{2}[3] k21{2}[3]", "k12{2}[3] k11{2}[3]"]),
    ],
)
def test_rotated_kernels_stand_upside_down_before_and_after_the_swap(
    several: Trace, out: int, into: int, rows: list[str]
) -> None:
    assert grid(several, "weight_rotated", (0, out - 1, into - 1)) == rows
    assert grid(several, "weight_swapped", (0, into - 1, out - 1)) == rows
