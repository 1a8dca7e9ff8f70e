"""Chapter 4: every output takes the bias once, so grad_bias sums over batch and positions."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.forward_matmul import output_with_bias
from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """[broadcast], sum, [batch-mean]."""
    if conv.has_bias:
        yield step("broadcast", output_with_bias(conv))
    yield step("sum", grad_bias(conv))
    if conv.geometry.batch > 1:
        yield step("batch-mean", grad_bias_mean(conv))


def grad_bias(conv: Conv2dTensors) -> Tensor:
    """grad_bias[o] = sum over n,i,j of grad_output[n,i,j,o]."""
    gradient = Factor("grad_output", along("n", "i", "j", "g", "o"))
    return conv.tensor("grad_bias", contract(conv.axes("grad_bias"), conv.sum("nij"), gradient))


def grad_bias_mean(conv: Conv2dTensors) -> Tensor:
    """The same for a loss that is a mean over the batch: 1/N, here and on every gradient."""
    gradient = Factor("grad_output", along("n", "i", "j", "g", "o"))
    axes, images = conv.axes("grad_bias_mean"), conv.geometry.batch
    return conv.tensor(
        "grad_bias_mean", contract(axes, conv.sum("nij"), gradient, scale=1 / images)
    )
