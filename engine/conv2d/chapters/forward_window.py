"""Chapter 1: the window slides over the input; each output is a sum of products."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, Index, Product, Rule, along, contract, copy


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """[pad], [one-channel], slide."""
    if conv.is_padded:
        yield step("pad", input_padded(conv))
    if conv.geometry.group_in_channels > 1:
        yield step("one-channel", output_by_channel(conv))
    yield step("slide", output(conv))


def input_padded(conv: Conv2dTensors) -> Tensor:
    """input_padded[n,y,x,c] = input[n, y-top, x-left, c]."""
    (top, _), (left, _) = conv.geometry.padding
    shifted = (Index((("y", 1),), -top), Index((("x", 1),), -left))
    index = (*along("n"), *shifted, *along("g", "c"))
    return conv.tensor("input_padded", copy(conv.axes("input_padded"), "input", index))


def window(conv: Conv2dTensors) -> Factor:
    """The input cell under tap (u, v) of window (i, j)."""
    return Factor(conv.window_source, (*along("n"), *conv.window(), *along("g", "c")))


def output_by_channel(conv: Conv2dTensors) -> Tensor:
    """output_by_channel[n,i,j,o,c]: the sum over (u, v) only, one input channel at a time."""
    axes = conv.axes("output_by_channel")
    kernel = Factor("weight", along("u", "v", "c", "g", "o"))
    return conv.tensor("output_by_channel", contract(axes, conv.sum("uv"), window(conv), kernel))


def output(conv: Conv2dTensors) -> Tensor:
    """Every product under the window, over all input channels, and the bias.

    output[n,i,j,o] =
        sum over c,u,v of input_padded[n, i*s+u*d, j*s+v*d, c] * weight[u,v,c,o] + bias[o]
    """
    kernel = Factor("weight", along("u", "v", "c", "g", "o"))
    products: tuple[Product, ...] = (Product(conv.sum("cuv"), (window(conv), kernel)),)
    if conv.has_bias:
        products += (Product((), (Factor("bias", along("g", "o")),)),)
    return conv.tensor("output", Rule(conv.axes("output"), products))
