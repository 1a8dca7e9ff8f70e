"""Chapter 6: all those expressions at once, as grad X = grad Y . grad K."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract, copy


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """gradient-columns, kernel-matrix, multiply, reshape."""
    yield step("gradient-columns", grad_output_columns(conv))
    yield step("kernel-matrix", weight_rotated_matrix(conv))
    yield step("multiply", grad_input_matrix(conv))
    yield step("reshape", grad_input_from_matrix(conv))


def grad_output_columns(conv: Conv2dTensors) -> Tensor:
    """grad_output_columns[(n,y,x), (o,u,v)]: what tap (u, v) of channel o brings to (y, x)."""
    index = (*along("n"), *conv.reached(rotated=True), *along("g", "o"))
    axes = conv.axes("grad_output_columns")
    return conv.tensor("grad_output_columns", copy(axes, "grad_output", index))


def weight_rotated_matrix(conv: Conv2dTensors) -> Tensor:
    """weight_rotated_matrix[(o,u,v), c] = weight[kh-1-u, kw-1-v, c, o]."""
    index = (*conv.rotated(), *along("c", "g", "o"))
    axes = conv.axes("weight_rotated_matrix")
    return conv.tensor("weight_rotated_matrix", copy(axes, "weight", index))


def grad_input_matrix(conv: Conv2dTensors) -> Tensor:
    """grad_input_matrix = grad_output_columns . weight_rotated_matrix."""
    columns = Factor("grad_output_columns", along("g", "n", "y", "x", "o", "u", "v"))
    matrix = Factor("weight_rotated_matrix", along("g", "o", "u", "v", "c"))
    axes = conv.axes("grad_input_matrix")
    return conv.tensor("grad_input_matrix", contract(axes, conv.sum("ouv"), columns, matrix))


def grad_input_from_matrix(conv: Conv2dTensors) -> Tensor:
    """grad_input[n,y,x,c] = grad_input_matrix[(n,y,x), c]."""
    index = along("g", "n", "y", "x", "c")
    return conv.tensor("grad_input", copy(conv.axes("grad_input"), "grad_input_matrix", index))
