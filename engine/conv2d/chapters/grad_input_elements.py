"""Chapter 5: which outputs read an input cell (fan-out), hence the terms it has (fan-in)."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.forward_window import output
from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, along, contract


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """fan-out, fan-in."""
    yield step("fan-out", output(conv), cursor_over=conv.window_source)
    yield step("fan-in", grad_input_elements(conv))


def grad_input_elements(conv: Conv2dTensors) -> Tensor:
    """Every output that read the cell gives back its gradient times the weight it used.

    grad_input[n,y,x,c] =
        sum over o,u,v of grad_output[n, (y+p-u*d)/s, (x+p-v*d)/s, o] * weight[u,v,c,o]

    The taps run backwards (u for k-1-u), so that the terms stand as a sliding window meets them.
    """
    gradient = Factor("grad_output", (*along("n"), *conv.reached(rotated=True), *along("g", "o")))
    kernel = Factor("weight", (*conv.rotated(), *along("c", "g", "o")))
    axes = conv.axes("grad_input")
    return conv.tensor("grad_input", contract(axes, conv.sum("ouv"), gradient, kernel))
