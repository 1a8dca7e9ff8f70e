"""Chapter 10: raise one cell by 1, and the loss changes by exactly its gradient."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.forward_window import window
from gradgrid.engine.conv2d.chapters.grad_bias import grad_bias
from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, Index, along, contract, copy

LOSS = ("output", "grad_output")
"""What the loss is made of: what is computed, and what each cell of it is worth."""


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """loss, input, weight, [bias]."""
    yield step("loss", loss(conv))
    for name, written in (("input", grad_input_by_nudge), ("weight", grad_weight_by_nudge)):
        yield step(name, written(conv), context=(name,), perturbs=name)
    if conv.has_bias:
        yield step("bias", grad_bias(conv), context=("bias",), perturbs="bias")


def jacobians(conv: Conv2dTensors) -> Iterator[Tensor]:
    """The change of each output when one cell is increased by 1; no step writes these."""
    yield output_change_input(conv)
    yield output_change_weight(conv)


def loss(conv: Conv2dTensors) -> Tensor:
    """The loss that all gradients are of: the sum of every output times its grad_output.

    loss = sum over n,g,o,i,j of grad_output[n,i,j,g,o] * output[n,i,j,g,o]
    """
    at = along("n", "i", "j", "g", "o")
    output, worth = LOSS
    factors = (Factor(worth, at), Factor(output, at))
    return conv.tensor("loss", contract(conv.axes("loss"), conv.sum("ngoij"), *factors))


def output_change_input(conv: Conv2dTensors) -> Tensor:
    """A perturbed input changes each output by the weight that multiplies it there.

    output_change_input[n,y,x,c,i,j,o] = weight[(y+p-i*s)/d, (x+p-j*s)/d, c, o]
    """
    g = conv.geometry
    (sh, sw), (dh, dw) = g.stride, g.dilation
    (top, _), (left, _) = g.padding
    taps = (
        Index((("y", 1), ("i", -sh)), offset=top, divisor=dh),
        Index((("x", 1), ("j", -sw)), offset=left, divisor=dw),
    )
    axes = conv.axes("output_change_input")
    index = (*taps, *along("c", "g", "o"))
    return conv.tensor("output_change_input", copy(axes, "weight", index))


def output_change_weight(conv: Conv2dTensors) -> Tensor:
    """A perturbed weight changes each output of its channel by the input it multiplies there.

    output_change_weight[u,v,c,o,n,i,j] = input_padded[n, i*s+u*d, j*s+v*d, c]
    """
    read = window(conv)
    axes = conv.axes("output_change_weight")
    return conv.tensor("output_change_weight", copy(axes, read.tensor, read.index))


def grad_input_by_nudge(conv: Conv2dTensors) -> Tensor:
    """The changes of the outputs, each times its grad_output.

    grad_input[n,y,x,c] =
        sum over o,i,j of grad_output[n,i,j,o] * output_change_input[n,y,x,c,i,j,o]
    """
    worth = Factor("grad_output", along("n", "i", "j", "g", "o"))
    change = Factor("output_change_input", along("n", "y", "x", "g", "c", "i", "j", "o"))
    axes = conv.axes("grad_input")
    return conv.tensor("grad_input", contract(axes, conv.sum("oij"), worth, change))


def grad_weight_by_nudge(conv: Conv2dTensors) -> Tensor:
    """The same for a weight, over the outputs of its channel.

    grad_weight[u,v,c,o] =
        sum over n,i,j of grad_output[n,i,j,o] * output_change_weight[u,v,c,o,n,i,j]
    """
    worth = Factor("grad_output", along("n", "i", "j", "g", "o"))
    change = Factor("output_change_weight", along("u", "v", "c", "g", "o", "n", "i", "j"))
    axes = conv.axes("grad_weight")
    return conv.tensor("grad_weight", contract(axes, conv.sum("nij"), worth, change))
