"""The slips of the article: where each shows, and what it writes, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from gradgrid.app.api.queries import traced
from gradgrid.app.presets import BY_ID
from gradgrid.app.service.settings import Settings
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.chapters import chapters_of
from gradgrid.engine.rules.derivation import Erratum, Step
from gradgrid.engine.rules.rule import Cell
from gradgrid.engine.rules.trace import Trace
from tests.engine.article import SEVERAL_CHANNELS, SINGLE_CHANNEL, trace_of
from tests.engine.geometries import SOME, geometries, tensors

ALWAYS = ["reshape", "weight-shape"]
LINES = ["second-line-x21", "second-line-x32"]
CELL_OF = {"second-line-x21": (0, 1, 0, 0, 0), "second-line-x32": (0, 2, 1, 0, 0)}


def slips(g: ConvGeometry, *, has_bias: bool = False) -> dict[str, Step]:
    (steps,) = (c.steps for c in chapters_of(g, has_bias=has_bias) if c.id == "errata")
    return {step.id: step for step in steps}


def erratum_of(trace: Trace, id: str) -> Erratum:
    erratum = slips(trace.geometry, has_bias="bias" in trace.tensors)[id].erratum
    assert erratum is not None
    return erratum


def preset(id: str) -> Trace:
    return traced(BY_ID[id].inputs, Settings())


def symbols(trace: Trace, erratum: Erratum) -> str:
    """The terms as the article writes them, what is wrong in angle brackets."""
    return " + ".join(
        " ".join(
            f"<{f.symbol or trace.symbol(f.tensor, f.cell)}>"
            if f.wrong
            else trace.symbol(f.tensor, f.cell)
            for f in term
        )
        for term in erratum.terms
    )


def number(trace: Trace, erratum: Erratum) -> float:
    """What the terms come to: every factor is a cell or a zero."""
    total = 0.0
    for term in erratum.terms:
        product = 1.0
        for factor in term:
            assert factor.symbol is None
            product *= 0 if factor.cell is None else float(trace.value(factor.tensor, factor.cell))
        total += product
    return erratum.scale * total


@pytest.mark.parametrize(
    ("input_shape", "weight_shape", "options", "expected"),
    [
        ((1, 3, 3, 1), (2, 2, 1, 1), {}, ["first-window", *ALWAYS]),
        (
            (1, 3, 3, 3),
            (2, 2, 3, 2),
            {},
            ["single-channel", "superscripts", "third-channel", *ALWAYS, *LINES],
        ),
        ((2, 3, 3, 1), (2, 2, 1, 2), {}, ["superscripts", *ALWAYS, "bias-mean", *LINES]),
        ((1, 3, 3, 1), (3, 3, 1, 1), {}, ALWAYS),
        ((1, 2, 3, 1), (2, 2, 1, 1), {}, ALWAYS),
        ((1, 4, 4, 1), (2, 2, 1, 1), {"padding": 1}, ALWAYS),
        ((1, 4, 4, 1), (2, 2, 1, 1), {"stride": 2}, ["window-count", *ALWAYS]),
        ((1, 2, 2, 1), (2, 2, 1, 1), {"stride": 2}, ALWAYS),
        ((1, 4, 4, 2), (2, 2, 1, 2), {"groups": 2}, ["single-channel", "superscripts", *ALWAYS]),
        ((1, 4, 3, 1), (2, 2, 1, 2), {}, ["superscripts", *ALWAYS]),
    ],
    ids=[
        "one-channel",
        "several-channels",
        "batch",
        "kernel-3x3",
        "no-x13",
        "padding",
        "stride",
        "stride-of-one-window",
        "groups",
        "input-4x3",
    ],
)
def test_slips_stand_where_they_show_in_the_order_of_the_article(
    input_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    options: dict[str, object],
    expected: list[str],
) -> None:
    g = ConvGeometry.of(input_shape, weight_shape, **options)  # type: ignore[arg-type]

    assert list(slips(g)) == expected


def test_first_window_of_the_article_has_a_wrong_corner_and_outputs_for_weights() -> None:
    trace = trace_of(SINGLE_CHANNEL)
    erratum = erratum_of(trace, "first-window")

    assert symbols(trace, erratum) == "x11 <y11> + x12 <y12> + <x12> <y21> + <x13> <y22>"


def test_first_window_of_the_preset_comes_to_21_where_the_output_is_0() -> None:
    trace = preset("article-single-channel")
    erratum = erratum_of(trace, "first-window")

    # x = 1 2 -1 in the first row, y = 0 3 / 13 12, and the bias 1 on either side.
    assert number(trace, erratum) == 1 * 0 + 2 * 3 + 2 * 13 + (-1) * 12 + 1
    assert trace.value("output", erratum.cell) == 0


def test_third_channel_of_the_article_has_a_fourth() -> None:
    trace = trace_of(SEVERAL_CHANNELS)
    erratum = erratum_of(trace, "third-channel")

    assert symbols(trace, erratum) == (
        "x11[1] k11{1}[1] + x12[1] k12{1}[1] + x21[1] k21{1}[1] + x22[1] k22{1}[1]"
        " + x11[2] k11{1}[2] + x12[2] k12{1}[2] + x21[2] k21{1}[2] + x22[2] k22{1}[2]"
        " + x11[3] k11{1}[3] + x12[3] k12{1}[3] + x21[3] k21{1}[3] + x22[3] <k22{1}[4]>"
    )


def test_third_channel_of_very_many_terms_only_points_at_the_cell() -> None:
    erratum = slips(ConvGeometry.of((1, 3, 3, 26), (2, 2, 26, 1)))["third-channel"].erratum

    assert erratum == Erratum((0, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("id", "second_line"),
    [
        (
            "second-line-x21",
            "0 k22{2}[1] + dL/dy11{2} k21{2}[1] + <dL/dy12{2}> k12{2}[1] + dL/dy21{2} k11{2}[1]",
        ),
        (
            "second-line-x32",
            "dL/dy21{2} k22{2}[1] + dL/dy22{2} k21{2}[1] + <dL/dy22{2}> k12{2}[1] + 0 k11{2}[1]",
        ),
    ],
)
def test_second_line_has_a_gradient_where_the_rule_has_a_zero(id: str, second_line: str) -> None:
    trace = trace_of(SEVERAL_CHANNELS)
    erratum = erratum_of(trace, id)

    assert erratum.cell == CELL_OF[id]
    assert symbols(trace, erratum).endswith(f" + {second_line}")


@pytest.mark.parametrize(
    ("id", "right", "more"), [("second-line-x21", 11, 4 * 3), ("second-line-x32", 1, 2 * 3)]
)
def test_second_line_of_the_preset_is_too_large_by_one_product(
    id: str, right: float, more: float
) -> None:
    trace = preset("article-multi-channel")
    erratum = erratum_of(trace, id)

    # x21: 2*2 + 3*1 + 1*2 + (-2)*(-1); x32: 3*(-1) + 1*2 + (-2)*1 + 2*2.
    assert trace.value("grad_input", erratum.cell) == right
    assert number(trace, erratum) == right + more


def test_window_count_of_the_stride_preset_is_12_for_4_windows() -> None:
    trace = preset("stride-2-leftover")
    erratum = erratum_of(trace, "window-count")
    ((rows, columns),) = erratum.terms

    assert (rows.value, columns.value) == (4, 3)
    assert rows.wrong
    assert columns.wrong
    assert trace.geometry.output_size == (2, 2)
    assert erratum.cell == (0, 0, 1, 1, 0, 0, 0)
    assert trace.symbol("input_columns", erratum.cell) == "x33[1]"


def test_window_count_of_one_strided_axis_is_wrong_along_that_axis_only() -> None:
    erratum = slips(ConvGeometry.of((1, 4, 4, 1), (2, 2, 1, 1), stride=(1, 2)))[
        "window-count"
    ].erratum

    assert erratum is not None
    assert [factor.wrong for factor in erratum.terms[0]] == [False, True]


@pytest.mark.parametrize("size", [3, 12], ids=["terms", "one-term"])
def test_bias_mean_is_the_right_sum_over_the_number_of_images(size: int) -> None:
    g = ConvGeometry.of((2, size, size, 1), (2, 2, 1, 1))
    trace = trace_of(g)
    erratum = erratum_of(trace, "bias-mean")

    assert len(erratum.terms) == (8 if size == 3 else 1)
    assert erratum.scale == 1 / 2
    *_, grad_output = tensors(g)
    assert number(trace, erratum) == grad_output.sum() / 2


@settings(max_examples=SOME)
@given(geometries())
def test_slips_any_geometry_point_at_a_cell_and_read_cells_that_exist(g: ConvGeometry) -> None:
    trace = trace_of(g, has_bias=True)

    for step in slips(g, has_bias=True).values():
        assert step.erratum is not None
        assert inside(step.tensor.shape, step.erratum.cell), step.id
        for factor in (f for term in step.erratum.terms for f in term):
            if factor.cell is not None:
                assert inside(trace.shapes[factor.tensor], factor.cell), step.id


def inside(shape: tuple[int, ...], cell: Cell) -> bool:
    return len(cell) == len(shape) and all(np.less(cell, shape)) and min(cell) >= 0
