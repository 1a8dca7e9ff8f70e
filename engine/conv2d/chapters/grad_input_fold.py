"""Chapter 8: grad_columns = grad_output . weight^T, then col2im: overlapping adds."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.tensors import WEIGHT_MATRIX_TRANSPOSED, Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """multiply, fold."""
    transposed = {"weight_matrix": WEIGHT_MATRIX_TRANSPOSED}
    yield step("multiply", grad_columns(conv), views=transposed)
    yield step("fold", grad_input_by_fold(conv))


def grad_columns(conv: Conv2dTensors) -> Tensor:
    """grad_columns = grad_output_matrix . weight_matrix^T."""
    gradient = Factor("grad_output_matrix", along("g", "n", "i", "j", "o"))
    matrix = Factor("weight_matrix", along("g", "c", "u", "v", "o"))
    axes = conv.axes("grad_columns")
    return conv.tensor("grad_columns", contract(axes, conv.sum("o"), gradient, matrix))


def grad_input_by_fold(conv: Conv2dTensors) -> Tensor:
    """grad_input[n,y,x,c] = sum over u,v of grad_columns[n, (y+p-u*d)/s, (x+p-v*d)/s, c,u,v]."""
    index = (*along("g", "n"), *conv.reached(), *along("c", "u", "v"))
    axes = conv.axes("grad_input")
    return conv.tensor("grad_input", contract(axes, conv.sum("uv"), Factor("grad_columns", index)))
