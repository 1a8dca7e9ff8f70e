"""Chapter 2: im2col, the kernel as a matrix, their product, the bias."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.forward_window import input_padded, window
from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, Product, Rule, along, contract, copy


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """[pad], im2col, kernel-matrix, multiply, reshape."""
    if conv.is_padded:
        yield step("pad", input_padded(conv))
    yield step("im2col", input_columns(conv))
    yield step("kernel-matrix", weight_matrix(conv))
    yield step("multiply", output_matrix(conv))
    yield step("reshape", output_with_bias(conv))


def input_columns(conv: Conv2dTensors) -> Tensor:
    """input_columns[(i,j), (c,u,v)] = input_padded[i*s+u*d, j*s+v*d, c]."""
    read = window(conv)
    return conv.tensor("input_columns", copy(conv.axes("input_columns"), read.tensor, read.index))


def weight_matrix(conv: Conv2dTensors) -> Tensor:
    """weight_matrix[(c,u,v), o] = weight[u,v,c,o]."""
    index = along("u", "v", "c", "g", "o")
    return conv.tensor("weight_matrix", copy(conv.axes("weight_matrix"), "weight", index))


def output_matrix(conv: Conv2dTensors) -> Tensor:
    """output_matrix = input_columns . weight_matrix."""
    columns = Factor("input_columns", along("g", "n", "i", "j", "c", "u", "v"))
    matrix = Factor("weight_matrix", along("g", "c", "u", "v", "o"))
    axes = conv.axes("output_matrix")
    return conv.tensor("output_matrix", contract(axes, conv.sum("cuv"), columns, matrix))


def output_with_bias(conv: Conv2dTensors) -> Tensor:
    """output[n,i,j,o] = output_matrix[(n,i,j), o] + bias[o]."""
    matrix = Factor("output_matrix", along("g", "n", "i", "j", "o"))
    products: tuple[Product, ...] = (Product((), (matrix,)),)
    if conv.has_bias:
        products += (Product((), (Factor("bias", along("g", "o")),)),)
    return conv.tensor("output", Rule(conv.axes("output"), products))
