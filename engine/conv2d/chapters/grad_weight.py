"""Chapter 3: grad_weight as input_columns^T . grad_output, and as a correlation of the two."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.forward_matmul import input_columns
from gradgrid.engine.conv2d.chapters.forward_window import window
from gradgrid.engine.conv2d.tensors import COLUMNS_TRANSPOSED, Layout
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract, copy


def steps(layout: Layout) -> Iterator[Step]:
    """im2col, gradient-matrix, multiply, reshape, correlate."""
    yield step("im2col", input_columns(layout))
    yield step("gradient-matrix", grad_output_matrix(layout))
    transposed = {"input_columns": COLUMNS_TRANSPOSED}
    yield step("multiply", grad_weight_matrix(layout), views=transposed)
    yield step("reshape", grad_weight_from_matrix(layout))
    yield step("correlate", grad_weight_by_correlation(layout))


def grad_output_matrix(layout: Layout) -> Tensor:
    """grad_output_matrix[(n,i,j), o] = grad_output[n,i,j,o]."""
    axes = layout.axes("grad_output_matrix")
    index = along("n", "i", "j", "g", "o")
    return layout.tensor("grad_output_matrix", copy(axes, "grad_output", index))


def grad_weight_matrix(layout: Layout) -> Tensor:
    """grad_weight_matrix = input_columns^T . grad_output_matrix, summed over the batch."""
    columns = Factor("input_columns", along("g", "n", "i", "j", "c", "u", "v"))
    gradient = Factor("grad_output_matrix", along("g", "n", "i", "j", "o"))
    axes = layout.axes("grad_weight_matrix")
    return layout.tensor("grad_weight_matrix", contract(axes, layout.sum("nij"), columns, gradient))


def grad_weight_from_matrix(layout: Layout) -> Tensor:
    """grad_weight[u,v,c,o] = grad_weight_matrix[(c,u,v), o]."""
    index = along("g", "c", "u", "v", "o")
    return layout.tensor(
        "grad_weight", copy(layout.axes("grad_weight"), "grad_weight_matrix", index)
    )


def grad_weight_by_correlation(layout: Layout) -> Tensor:
    """grad_output slides over the input as a kernel: stride and dilation have changed places.

    grad_weight[u,v,c,o] =
        sum over n,i,j of input_padded[n, i*s+u*d, j*s+v*d, c] * grad_output[n,i,j,o]
    """
    gradient = Factor("grad_output", along("n", "i", "j", "g", "o"))
    axes = layout.axes("grad_weight")
    return layout.tensor("grad_weight", contract(axes, layout.sum("nij"), window(layout), gradient))
