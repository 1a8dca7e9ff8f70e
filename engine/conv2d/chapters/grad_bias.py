"""Chapter 4: every output takes the bias once, so grad_bias sums over batch and positions."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.forward_matmul import output_with_bias
from gradgrid.engine.conv2d.tensors import Layout
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract


def steps(layout: Layout) -> Iterator[Step]:
    """[broadcast], sum, [batch-mean]."""
    if layout.has_bias:
        yield step("broadcast", output_with_bias(layout))
    yield step("sum", grad_bias(layout))
    if layout.geometry.batch > 1:
        yield step("batch-mean", grad_bias_mean(layout))


def grad_bias(layout: Layout) -> Tensor:
    """grad_bias[o] = sum over n,i,j of grad_output[n,i,j,o]."""
    gradient = Factor("grad_output", along("n", "i", "j", "g", "o"))
    return layout.tensor(
        "grad_bias", contract(layout.axes("grad_bias"), layout.sum("nij"), gradient)
    )


def grad_bias_mean(layout: Layout) -> Tensor:
    """The same for a loss that is a mean over the batch: 1/N, here and on every gradient."""
    gradient = Factor("grad_output", along("n", "i", "j", "g", "o"))
    axes, images = layout.axes("grad_bias_mean"), layout.geometry.batch
    return layout.tensor(
        "grad_bias_mean", contract(axes, layout.sum("nij"), gradient, scale=1 / images)
    )
