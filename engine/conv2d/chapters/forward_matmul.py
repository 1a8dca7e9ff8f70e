"""Chapter 2: im2col, the kernel as a matrix, their product, the bias."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.forward_window import input_padded, window
from gradgrid.engine.conv2d.tensors import Layout
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, Product, Rule, along, contract, copy


def steps(layout: Layout) -> Iterator[Step]:
    """[pad], im2col, kernel-matrix, multiply, reshape."""
    if layout.is_padded:
        yield step("pad", input_padded(layout))
    yield step("im2col", input_columns(layout))
    yield step("kernel-matrix", weight_matrix(layout))
    yield step("multiply", output_matrix(layout))
    yield step("reshape", output_with_bias(layout))


def input_columns(layout: Layout) -> Tensor:
    """input_columns[(i,j), (c,u,v)] = input_padded[i*s+u*d, j*s+v*d, c]."""
    read = window(layout)
    return layout.tensor(
        "input_columns", copy(layout.axes("input_columns"), read.tensor, read.index)
    )


def weight_matrix(layout: Layout) -> Tensor:
    """weight_matrix[(c,u,v), o] = weight[u,v,c,o]."""
    index = along("u", "v", "c", "g", "o")
    return layout.tensor("weight_matrix", copy(layout.axes("weight_matrix"), "weight", index))


def output_matrix(layout: Layout) -> Tensor:
    """output_matrix = input_columns . weight_matrix."""
    columns = Factor("input_columns", along("g", "n", "i", "j", "c", "u", "v"))
    matrix = Factor("weight_matrix", along("g", "c", "u", "v", "o"))
    axes = layout.axes("output_matrix")
    return layout.tensor("output_matrix", contract(axes, layout.sum("cuv"), columns, matrix))


def output_with_bias(layout: Layout) -> Tensor:
    """output[n,i,j,o] = output_matrix[(n,i,j), o] + bias[o]."""
    matrix = Factor("output_matrix", along("g", "n", "i", "j", "o"))
    products: tuple[Product, ...] = (Product((), (matrix,)),)
    if layout.has_bias:
        products += (Product((), (Factor("bias", along("g", "o")),)),)
    return layout.tensor("output", Rule(layout.axes("output"), products))
