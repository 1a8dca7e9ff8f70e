"""Chapter 9: the scatter loop, the fold and the rotated convolution give one gradient."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.grad_input_conv import grad_input_by_window
from gradgrid.engine.conv2d.chapters.grad_input_fold import grad_input_by_fold
from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, View, step
from gradgrid.engine.rules.rule import Factor, along, contract


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """scatter, fold, gather."""
    yield step("scatter", grad_input_by_scatter(conv), cursor_over="grad_output")
    by_channel = View(("g", "c"), ("n", "i", "j"), ("u", "v"))
    yield step("fold", grad_input_by_fold(conv), views={"grad_columns": by_channel})
    yield step("gather", grad_input_by_window(conv))


def grad_input_by_scatter(conv: Conv2dTensors) -> Tensor:
    """Each grad_output cell spreads over its window; seen from the input, the sum of chapter 5."""
    gradient = Factor("grad_output", (*along("n"), *conv.reached(), *along("g", "o")))
    kernel = Factor("weight", along("u", "v", "c", "g", "o"))
    axes = conv.axes("grad_input")
    return conv.tensor("grad_input", contract(axes, conv.sum("ouv"), gradient, kernel))
