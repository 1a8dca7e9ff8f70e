"""Raise one cell by 1: each output changes as the picture says, and the loss by the gradient."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgrid.engine import ConvGeometry, conv2d
from gradgrid.engine.conv2d.derivation import tensors_of
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.trace import Trace
from tests.engine.article import SEVERAL_CHANNELS, trace_of
from tests.engine.geometries import SOME, assert_exact, geometries, tensors

JACOBIANS = ("output_change_input", "output_change_weight")
POSITIONS = list(product((0, 1), (0, 1)))


def risen(g: ConvGeometry, name: str, cell: tuple[int, ...]) -> Trace:
    """The trace of the same numbers, with one cell of one tensor 1 higher."""
    arrays = dict(zip(("input", "weight", "bias", "grad_output"), tensors(g), strict=True))
    shape = tensors_of(g, has_bias=True)[name].shape
    arrays[name].reshape(shape)[cell] += 1
    return build_trace(g, **arrays)


@settings(max_examples=SOME)
@given(geometries(), st.sampled_from(["input", "weight", "bias"]), st.integers(0, 2**32))
def test_loss_any_geometry_changes_by_the_gradient_of_the_risen_cell(
    g: ConvGeometry, name: str, seed: int
) -> None:
    trace = trace_of(g, has_bias=True)
    rng = np.random.default_rng(seed)
    cell = tuple(int(rng.integers(size)) for size in trace.shapes[name])

    after = risen(g, name, cell)

    change = after.values("loss") - trace.values("loss")
    assert change.tolist() == [trace.value(f"grad_{name}", cell)]


@settings(max_examples=SOME)
@given(geometries(), st.sampled_from(["input", "weight"]), st.integers(0, 2**32))
def test_outputs_any_geometry_change_as_the_jacobian_says(
    g: ConvGeometry, name: str, seed: int
) -> None:
    trace = trace_of(g, has_bias=True)
    rng = np.random.default_rng(seed)
    cell = tuple(int(rng.integers(size)) for size in trace.shapes[name])

    change = risen(g, name, cell).values("output") - trace.values("output")

    said = np.zeros_like(change)
    n, group, o = slice(None), slice(None), slice(None)
    if name == "input":
        n, group = slice(cell[0], cell[0] + 1), slice(cell[3], cell[3] + 1)
        found = trace.values("output_change_input")[cell]  # i j o
        said[n, :, :, group, o] = found[None, :, :, None, :]
    else:
        group, o = slice(cell[3], cell[3] + 1), slice(cell[4], cell[4] + 1)
        found = trace.values("output_change_weight")[cell]  # n i j
        said[n, :, :, group, o] = found[:, :, :, None, None]
    assert_exact(change, said)


@settings(max_examples=SOME)
@given(geometries())
def test_loss_any_geometry_is_the_sum_of_outputs_times_their_gradients(g: ConvGeometry) -> None:
    input, weight, bias, grad_output = tensors(g)
    output = conv2d(input, weight, bias, **g.options)

    loss = trace_of(g, has_bias=True).values("loss")

    assert loss.tolist() == [float((output * grad_output).sum())]


@settings(max_examples=SOME)
@given(geometries(), st.integers(0, 2**32))
def test_value_of_a_cell_of_a_jacobian_is_read_without_the_whole(
    g: ConvGeometry, seed: int
) -> None:
    trace, whole = trace_of(g), trace_of(g)
    rng = np.random.default_rng(seed)

    for name, _ in product(JACOBIANS, range(3)):
        cell = tuple(int(rng.integers(size)) for size in trace.shapes[name])
        assert trace.value(name, cell) == whole.values(name)[cell]
    assert not set(JACOBIANS) & set(trace._values)


def test_jacobian_cells_show_the_weight_or_the_input_that_they_copy() -> None:
    trace = trace_of(SEVERAL_CHANNELS)

    # x21[1] stands under k21 of the first window, and under k11 of the one below.
    at_21 = [trace.symbol("output_change_input", (0, 1, 0, 0, 0, i, j, 1)) for i, j in POSITIONS]
    assert at_21 == ["k21{2}[1]", "0", "k11{2}[1]", "0"]
    of_k12 = [trace.symbol("output_change_weight", (0, 1, 2, 0, 0, 0, i, j)) for i, j in POSITIONS]
    assert of_k12 == ["x12[3]", "x13[3]", "x22[3]", "x23[3]"]


@pytest.mark.parametrize(("latex", "symbol"), [(False, "L"), (True, "L")])
def test_loss_is_written_without_indices(latex: bool, symbol: str) -> None:
    assert trace_of(SEVERAL_CHANNELS).symbol("loss", (0,), latex=latex) == symbol


def test_jacobians_alone_are_virtual_and_no_readers() -> None:
    trace = trace_of(SEVERAL_CHANNELS, has_bias=True)

    virtual = [name for name, tensor in trace.tensors.items() if tensor.virtual]
    assert sorted(virtual) == sorted(JACOBIANS)
    readers = {name for name, _ in trace.readers("weight", (0, 0, 0, 0, 0))}
    assert not readers & set(JACOBIANS)
    assert "grad_input" in readers
