"""Chapter 9: the scatter loop, the fold and the rotated convolution give one gradient."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.grad_input_conv import grad_input_by_window
from gradgrid.engine.conv2d.chapters.grad_input_fold import grad_input_by_fold
from gradgrid.engine.conv2d.tensors import Layout
from gradgrid.engine.rules.derivation import Step, Tensor, View, step
from gradgrid.engine.rules.rule import Factor, along, contract


def steps(layout: Layout) -> Iterator[Step]:
    """scatter, fold, gather."""
    yield step("scatter", grad_input_by_scatter(layout), cursor_over="grad_output")
    by_channel = View(("g", "c"), ("n", "i", "j"), ("u", "v"))
    yield step("fold", grad_input_by_fold(layout), views={"grad_columns": by_channel})
    yield step("gather", grad_input_by_window(layout))


def grad_input_by_scatter(layout: Layout) -> Tensor:
    """Each grad_output cell spreads over its window; seen from the input, the sum of chapter 5."""
    gradient = Factor("grad_output", (*along("n"), *layout.reached(), *along("g", "o")))
    kernel = Factor("weight", along("u", "v", "c", "g", "o"))
    axes = layout.axes("grad_input")
    return layout.tensor("grad_input", contract(axes, layout.sum("ouv"), gradient, kernel))
