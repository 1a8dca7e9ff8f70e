"""The rules are executable: over any geometry each computes what the kernels compute, exactly."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgrid.engine import ConvGeometry, EngineError, col2im, conv2d, conv2d_backward, im2col
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.derivation import Step
from gradgrid.engine.rules.trace import Trace
from tests.engine import plain_rules
from tests.engine.geometries import (
    SOME,
    assert_exact,
    geometries,
    small_integers,
    tensors,
    window_options,
)


def trace_of(g: ConvGeometry, *, has_bias: bool = True, dtype: type = np.float64) -> Trace:
    input, weight, bias, grad_output = tensors(g, dtype)
    return build_trace(g, input, weight, bias if has_bias else None, grad_output)


def steps(trace: Trace) -> Iterator[tuple[str, Step]]:
    for chapter in trace.chapters:
        for step in chapter.steps:
            yield f"{chapter.id}/{step.id}", step


def assert_steps_reproduce_values(trace: Trace, dtype: type) -> None:
    for place, step in steps(trace):
        assert step.tensor.rule is not None
        written = trace.evaluate(step.tensor.rule)
        expected = trace.values(step.tensor.name)
        assert (written.dtype, written.shape) == (dtype, step.tensor.shape), place
        assert np.array_equal(written, expected), place


@settings(max_examples=SOME)
@given(geometries(), st.booleans())
def test_rules_any_geometry_reproduce_every_tensor(g: ConvGeometry, has_bias: bool) -> None:
    assert_steps_reproduce_values(trace_of(g, has_bias=has_bias), np.float64)


@pytest.mark.fuzz
@pytest.mark.timeout(1800)
@given(geometries(max_multiply_adds=10_000), st.booleans())
def test_rules_any_larger_geometry_reproduce_every_tensor(g: ConvGeometry, has_bias: bool) -> None:
    assert_steps_reproduce_values(trace_of(g, has_bias=has_bias), np.float64)


@settings(max_examples=SOME)
@given(geometries())
def test_rules_float32_reproduce_every_tensor_in_float32(g: ConvGeometry) -> None:
    assert_steps_reproduce_values(trace_of(g, dtype=np.float32), np.float32)


@settings(max_examples=SOME)
@given(geometries())
def test_rules_any_geometry_equal_the_kernels_in_the_fields_shapes(g: ConvGeometry) -> None:
    input, weight, bias, grad_output = tensors(g)
    trace = build_trace(g, input, weight, bias, grad_output)
    gradients = conv2d_backward(grad_output, input, weight, **g.options)
    fields = {
        "input": input,
        "weight": weight,
        "bias": bias,
        "grad_output": grad_output,
        "output": conv2d(input, weight, bias, **g.options),
        "grad_input": gradients.input,
        "grad_weight": gradients.weight,
        "grad_bias": gradients.bias,
    }

    for name, array in fields.items():
        assert_exact(trace.values(name).reshape(array.shape), array)
    for place, step in steps(trace):
        if step.tensor.name in fields:
            field = fields[step.tensor.name]
            assert step.tensor.rule is not None
            written = trace.evaluate(step.tensor.rule)
            assert np.array_equal(written.reshape(field.shape), field), place


@settings(max_examples=SOME)
@given(geometries())
def test_intermediates_any_geometry_equal_array_operations(g: ConvGeometry) -> None:
    input, weight, _, grad_output = tensors(g)
    trace = trace_of(g)
    groups, windows = g.groups, window_options(g)
    x = np.moveaxis(input.reshape(*input.shape[:3], groups, -1), 3, 0)
    k = np.moveaxis(weight.reshape(*weight.shape[:3], groups, -1), 3, 0)
    dy = np.moveaxis(grad_output.reshape(*grad_output.shape[:3], groups, -1), 3, 0)
    rows = g.batch * g.output_size[0] * g.output_size[1]

    columns = np.stack([im2col(part, g.kernel_size, **windows) for part in x])
    matrix = k.transpose(0, 3, 1, 2, 4).reshape(groups, -1, g.group_out_channels)
    dy_matrix = dy.reshape(groups, rows, g.group_out_channels)
    grad_columns = dy_matrix @ matrix.transpose(0, 2, 1)

    columns = columns.reshape(groups, rows, -1)
    assert_exact(trace.values("input_columns").reshape(columns.shape), columns)
    assert_exact(trace.values("weight_matrix").reshape(matrix.shape), matrix)
    assert_exact(trace.values("output_matrix").reshape(dy_matrix.shape), columns @ matrix)
    assert_exact(trace.values("grad_output_matrix").reshape(dy_matrix.shape), dy_matrix)
    grad_matrix = columns.transpose(0, 2, 1) @ dy_matrix
    assert_exact(trace.values("grad_weight_matrix").reshape(matrix.shape), grad_matrix)
    assert_exact(trace.values("grad_columns").reshape(columns.shape), grad_columns)
    assert_exact(trace.values("weight_rotated").reshape(weight.shape), weight[::-1, ::-1])
    by_window = grad_columns.reshape(groups, g.batch, rows // g.batch, -1)
    folded = [col2im(part, g.input_size, g.kernel_size, **windows) for part in by_window]
    assert_exact(trace.values("grad_input").reshape(g.input_shape), np.concatenate(folded, 3))


@settings(max_examples=SOME)
@given(geometries())
def test_padded_and_dilated_tensors_any_geometry_equal_array_operations(g: ConvGeometry) -> None:
    input, *_, grad_output = tensors(g)
    trace = trace_of(g)
    if "input_padded" in trace.tensors:
        padded = np.pad(input, ((0, 0), *g.padding, (0, 0)))
        assert_exact(trace.values("input_padded").reshape(padded.shape), padded)
    dilated = np.zeros((g.batch, *g.dilated_size, g.out_channels))
    dilated[:, :: g.stride[0], :: g.stride[1]] = grad_output
    if "grad_output_dilated" in trace.tensors:
        assert_exact(trace.values("grad_output_dilated").reshape(dilated.shape), dilated)
    sides = g.backward_padding
    framed = np.pad(dilated, ((0, 0), *((max(a, 0), max(b, 0)) for a, b in sides), (0, 0)))
    (top, bottom), (left, right) = ((max(-a, 0), max(-b, 0)) for a, b in sides)
    cropped = framed[:, top : framed.shape[1] - bottom, left : framed.shape[2] - right]
    assert_exact(trace.values("grad_output_padded").reshape(cropped.shape), cropped)


@settings(max_examples=SOME)
@given(geometries())
def test_three_routes_any_geometry_give_one_gradient(g: ConvGeometry) -> None:
    trace = trace_of(g)
    (routes,) = (chapter for chapter in trace.chapters if chapter.id == "three-routes")

    scatter, fold, gather = (trace.evaluate(s.tensor.rule) for s in routes.steps if s.tensor.rule)

    assert_exact(scatter, fold)
    assert_exact(scatter, gather)


@settings(max_examples=SOME)
@given(geometries(), st.integers(0, 2**32))
def test_rules_a_few_cells_equal_their_terms_added_up(g: ConvGeometry, seed: int) -> None:
    trace = trace_of(g)
    arrays = {name: trace.values(name) for name in trace.tensors}
    rng = np.random.default_rng(seed)
    for place, step in steps(trace):
        assert step.tensor.rule is not None
        written = trace.evaluate(step.tensor.rule)
        for _ in range(2):
            cell = tuple(int(rng.integers(size)) for size in step.tensor.shape)
            assert written[cell] == plain_rules.value(step.tensor.rule, cell, arrays), place


def test_trace_without_grad_output_takes_ones() -> None:
    g = ConvGeometry.of((1, 3, 3, 2), (2, 2, 2, 2))
    input, weight, bias, _ = tensors(g)

    trace = build_trace(g, input, weight, bias)

    assert_exact(trace.values("grad_output"), np.ones((1, 2, 2, 1, 2)))
    assert trace.values("grad_bias").tolist() == [[4, 4]]


def test_trace_of_arrays_that_are_not_the_geometrys_is_refused() -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))

    with pytest.raises(EngineError, match="are not of the geometry's shapes") as refused:
        build_trace(g, small_integers((1, 4, 3, 1), 0), small_integers(g.weight_shape, 1))

    assert refused.value.argument == "geometry"
