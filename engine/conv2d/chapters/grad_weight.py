"""Chapter 3: grad_weight as input_columns^T . grad_output, and as a correlation of the two."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.forward_matmul import input_columns
from gradgrid.engine.conv2d.chapters.forward_window import window
from gradgrid.engine.conv2d.tensors import COLUMNS_TRANSPOSED, Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract, copy


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """im2col, gradient-matrix, multiply, reshape, correlate."""
    yield step("im2col", input_columns(conv))
    yield step("gradient-matrix", grad_output_matrix(conv))
    transposed = {"input_columns": COLUMNS_TRANSPOSED}
    yield step("multiply", grad_weight_matrix(conv), views=transposed)
    yield step("reshape", grad_weight_from_matrix(conv))
    yield step("correlate", grad_weight_by_correlation(conv))


def grad_output_matrix(conv: Conv2dTensors) -> Tensor:
    """grad_output_matrix[(n,i,j), o] = grad_output[n,i,j,o]."""
    axes = conv.axes("grad_output_matrix")
    index = along("n", "i", "j", "g", "o")
    return conv.tensor("grad_output_matrix", copy(axes, "grad_output", index))


def grad_weight_matrix(conv: Conv2dTensors) -> Tensor:
    """grad_weight_matrix = input_columns^T . grad_output_matrix, summed over the batch."""
    columns = Factor("input_columns", along("g", "n", "i", "j", "c", "u", "v"))
    gradient = Factor("grad_output_matrix", along("g", "n", "i", "j", "o"))
    axes = conv.axes("grad_weight_matrix")
    return conv.tensor("grad_weight_matrix", contract(axes, conv.sum("nij"), columns, gradient))


def grad_weight_from_matrix(conv: Conv2dTensors) -> Tensor:
    """grad_weight[u,v,c,o] = grad_weight_matrix[(c,u,v), o]."""
    index = along("g", "c", "u", "v", "o")
    return conv.tensor("grad_weight", copy(conv.axes("grad_weight"), "grad_weight_matrix", index))


def grad_weight_by_correlation(conv: Conv2dTensors) -> Tensor:
    """grad_output slides over the input as a kernel: stride and dilation have changed places.

    grad_weight[u,v,c,o] =
        sum over n,i,j of input_padded[n, i*s+u*d, j*s+v*d, c] * grad_output[n,i,j,o]
    """
    gradient = Factor("grad_output", along("n", "i", "j", "g", "o"))
    axes = conv.axes("grad_weight")
    return conv.tensor("grad_weight", contract(axes, conv.sum("nij"), window(conv), gradient))
