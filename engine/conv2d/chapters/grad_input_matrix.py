"""Chapter 6: all those expressions at once, as grad X = grad Y . grad K."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.tensors import Layout
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract, copy


def steps(layout: Layout) -> Iterator[Step]:
    """gradient-columns, kernel-matrix, multiply, reshape."""
    yield step("gradient-columns", grad_output_columns(layout))
    yield step("kernel-matrix", weight_rotated_matrix(layout))
    yield step("multiply", grad_input_matrix(layout))
    yield step("reshape", grad_input_from_matrix(layout))


def grad_output_columns(layout: Layout) -> Tensor:
    """grad_output_columns[(n,y,x), (o,u,v)]: what tap (u, v) of channel o brings to (y, x)."""
    index = (*along("n"), *layout.reached(rotated=True), *along("g", "o"))
    axes = layout.axes("grad_output_columns")
    return layout.tensor("grad_output_columns", copy(axes, "grad_output", index))


def weight_rotated_matrix(layout: Layout) -> Tensor:
    """weight_rotated_matrix[(o,u,v), c] = weight[kh-1-u, kw-1-v, c, o]."""
    index = (*layout.rotated(), *along("c", "g", "o"))
    axes = layout.axes("weight_rotated_matrix")
    return layout.tensor("weight_rotated_matrix", copy(axes, "weight", index))


def grad_input_matrix(layout: Layout) -> Tensor:
    """grad_input_matrix = grad_output_columns . weight_rotated_matrix."""
    columns = Factor("grad_output_columns", along("g", "n", "y", "x", "o", "u", "v"))
    matrix = Factor("weight_rotated_matrix", along("g", "o", "u", "v", "c"))
    axes = layout.axes("grad_input_matrix")
    return layout.tensor("grad_input_matrix", contract(axes, layout.sum("ouv"), columns, matrix))


def grad_input_from_matrix(layout: Layout) -> Tensor:
    """grad_input[n,y,x,c] = grad_input_matrix[(n,y,x), c]."""
    index = along("g", "n", "y", "x", "c")
    return layout.tensor("grad_input", copy(layout.axes("grad_input"), "grad_input_matrix", index))
