"""Chapter 8: grad_columns = grad_output . weight^T, then col2im: overlapping adds."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.tensors import WEIGHT_MATRIX_TRANSPOSED, Layout
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract


def steps(layout: Layout) -> Iterator[Step]:
    """multiply, fold."""
    transposed = {"weight_matrix": WEIGHT_MATRIX_TRANSPOSED}
    yield step("multiply", grad_columns(layout), views=transposed)
    yield step("fold", grad_input_by_fold(layout))


def grad_columns(layout: Layout) -> Tensor:
    """grad_columns = grad_output_matrix . weight_matrix^T."""
    gradient = Factor("grad_output_matrix", along("g", "n", "i", "j", "o"))
    matrix = Factor("weight_matrix", along("g", "c", "u", "v", "o"))
    axes = layout.axes("grad_columns")
    return layout.tensor("grad_columns", contract(axes, layout.sum("o"), gradient, matrix))


def grad_input_by_fold(layout: Layout) -> Tensor:
    """grad_input[n,y,x,c] = sum over u,v of grad_columns[n, (y+p-u*d)/s, (x+p-v*d)/s, c,u,v]."""
    index = (*along("g", "n"), *layout.reached(), *along("c", "u", "v"))
    axes = layout.axes("grad_input")
    return layout.tensor(
        "grad_input", contract(axes, layout.sum("uv"), Factor("grad_columns", index))
    )
