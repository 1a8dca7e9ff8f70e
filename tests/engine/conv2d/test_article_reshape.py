"""The article's last reshape, run as it stands: NumPy is the judge."""

import re

import numpy as np
import pytest
from hypothesis import given, settings

from gradgrid.engine import ConvGeometry, im2col
from gradgrid.engine.conv2d.article.reshape import MAX_DRAWN_CELLS, ReshapeErratum, article_columns
from gradgrid.engine.conv2d.derivation import tensors_of
from gradgrid.engine.conv2d.trace import build_trace
from tests.engine.article import SEVERAL_CHANNELS, trace_of
from tests.engine.geometries import assert_exact, geometries, small_integers, window_options

RAISES = ConvGeometry.of((1, 4, 4, 1), (2, 2, 1, 1))
BY_CHANCE = ConvGeometry.of((4, 3, 3, 2), (2, 2, 2, 1))


def test_reshape_of_the_articles_example_silently_gives_4_4_3() -> None:
    erratum = ReshapeErratum.of(SEVERAL_CHANNELS)

    assert (erratum.rows, erratum.wanted, erratum.shape) == ((4, 12), (1, 4, 12), (4, 4, 3))
    assert erratum.message is None
    assert not erratum.is_right


def test_reshape_of_the_articles_example_cuts_each_window_into_four_images() -> None:
    trace = trace_of(SEVERAL_CHANNELS)
    x = trace.values("input").reshape(3, 3, 3)
    windows = [x[i : i + 2, j : j + 2].reshape(-1) for i in (0, 1) for j in (0, 1)]

    made = trace.values("article_columns")

    assert made.shape == (4, 4, 3)
    for p in range(4):
        for q in range(4):
            assert made[p, q].tolist() == windows[q][3 * p : 3 * p + 3].tolist()


def test_reshape_where_the_sizes_do_not_divide_keeps_the_message_of_numpy() -> None:
    erratum = ReshapeErratum.of(RAISES)

    assert erratum.shape is None
    assert erratum.rows == (9, 4)
    assert erratum.message is not None
    assert re.search(r"cannot reshape array of size 36 into shape \(9,9,", erratum.message)
    with pytest.raises(ValueError, match=re.escape(erratum.message)):
        article_columns(small_integers(RAISES.input_shape, 0), RAISES)
    assert "article_columns" not in tensors_of(RAISES, has_bias=False)


def test_reshape_with_as_many_images_as_windows_is_right_by_chance() -> None:
    erratum = ReshapeErratum.of(BY_CHANCE)
    input = small_integers(BY_CHANCE.input_shape, 0)

    assert erratum.is_right
    assert_exact(article_columns(input, BY_CHANCE), im2col(input, 2, patch_order="channel_last"))


@settings(max_examples=60)
@given(geometries())
def test_reshape_of_a_stand_in_any_geometry_answers_as_that_of_the_input(g: ConvGeometry) -> None:
    erratum = ReshapeErratum.of(g)
    input = small_integers(g.input_shape, 0)

    if erratum.shape is None:
        with pytest.raises(ValueError, match=re.escape(erratum.message or "no message")):
            article_columns(input, g)
        return
    made = article_columns(input, g)
    assert made.shape == erratum.shape
    columns = im2col(input, g.kernel_size, **window_options(g), patch_order="channel_last")
    assert columns.shape == erratum.wanted
    assert np.array_equal(np.sort(made, axis=None), np.sort(columns, axis=None))
    if erratum.is_right:
        assert_exact(made, columns)


@pytest.mark.parametrize(("channels", "is_drawn"), [(1000, True), (1004, False)])
def test_reshape_past_the_cells_of_a_picture_is_told_by_its_shape_alone(
    channels: int, is_drawn: bool
) -> None:
    g = ConvGeometry.of((1, 2, 2, channels), (1, 1, channels, 1))
    erratum = ReshapeErratum.of(g)
    trace = build_trace(g, np.ones(g.input_shape), np.ones(g.weight_shape))

    assert MAX_DRAWN_CELLS == 4000
    assert erratum.shape == (4, 4, channels // 4)
    assert erratum.is_drawn is is_drawn
    assert ("article_columns" in trace.tensors) is is_drawn


def test_reshape_of_a_large_layer_takes_no_memory() -> None:
    g = ConvGeometry.of((64, 1000, 1000, 1000), (1, 1, 1000, 1))

    assert ReshapeErratum.of(g).shape is None
    g = ConvGeometry.of((1000, 1000, 1000, 1000), (1, 1, 1000, 1))
    assert ReshapeErratum.of(g).shape == (10**6, 10**6, 1)
