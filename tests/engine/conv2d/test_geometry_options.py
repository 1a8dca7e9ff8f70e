"""ConvGeometry.of: every spelling of the options comes to the same plain pairs."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradgrid.engine import ConvGeometry


@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
)
def test_padding_same_any_kernel_keeps_the_size(
    size: tuple[int, int], kernel: tuple[int, int], dilation: tuple[int, int]
) -> None:
    g = ConvGeometry.of((1, *size, 1), (*kernel, 1, 1), padding="same", dilation=dilation)

    assert g.output_size == size
    assert all(after - before in (0, 1) for before, after in g.padding)


@pytest.mark.parametrize(
    ("padding", "sides"),
    [
        pytest.param(2, ((2, 2), (2, 2)), id="int"),
        pytest.param((1, 2), ((1, 1), (2, 2)), id="pair"),
        pytest.param([1, 2], ((1, 1), (2, 2)), id="list"),
        pytest.param(((0, 1), (2, 3)), ((0, 1), (2, 3)), id="sides"),
        pytest.param([[0, 1], (2, 3)], ((0, 1), (2, 3)), id="list-of-sides"),
        pytest.param("valid", ((0, 0), (0, 0)), id="valid"),
        pytest.param("same", ((1, 2), (1, 1)), id="same-puts-the-odd-row-after"),
    ],
)
def test_padding_every_spelling_becomes_four_sides(padding: object, sides: object) -> None:
    g = ConvGeometry.of((1, 5, 5, 1), (4, 3, 1, 1), padding=padding)  # type: ignore[arg-type]

    assert g.padding == sides


@pytest.mark.parametrize("value", [2, (2, 2), [2, 2]], ids=["int", "pair", "list"])
def test_stride_and_dilation_every_spelling_becomes_a_pair(value: int | list[int]) -> None:
    g = ConvGeometry.of((1, 5, 5, 1), (2, 2, 1, 1), stride=value, dilation=value)

    assert (g.stride, g.dilation) == ((2, 2), (2, 2))


@pytest.mark.usefixtures("as_users_run_it")
def test_of_numpy_integers_become_plain_ones() -> None:
    two = np.int64(2)
    shape = tuple(np.array([1, 7, 7, 2]))
    g = ConvGeometry.of(
        shape, (two, two, 1, two), stride=two, padding=(two, two), dilation=[two, two], groups=two
    )

    assert g == ConvGeometry.of(
        (1, 7, 7, 2), (2, 2, 1, 2), stride=2, padding=2, dilation=2, groups=2
    )
    numbers = [*g.input_shape, *g.weight_shape, *g.stride, *g.padding[0], *g.dilation, g.groups]
    assert {type(number) for number in numbers} == {int}


def test_geometry_is_frozen_and_hashable() -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))

    assert len({g, ConvGeometry.of([1, 3, 3, 1], [2, 2, 1, 1], padding="valid")}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        g.batch = 2  # type: ignore[misc]
