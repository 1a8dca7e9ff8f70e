"""Chapter 1: the window slides over the input; each output is a sum of products."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.tensors import Layout
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, Index, Product, Rule, along, contract, copy


def steps(layout: Layout) -> Iterator[Step]:
    """[pad], [one-channel], slide."""
    if layout.is_padded:
        yield step("pad", input_padded(layout))
    if layout.geometry.group_in_channels > 1:
        yield step("one-channel", output_by_channel(layout))
    yield step("slide", output(layout))


def input_padded(layout: Layout) -> Tensor:
    """input_padded[n,y,x,c] = input[n, y-top, x-left, c]."""
    (top, _), (left, _) = layout.geometry.padding
    shifted = (Index((("y", 1),), -top), Index((("x", 1),), -left))
    index = (*along("n"), *shifted, *along("g", "c"))
    return layout.tensor("input_padded", copy(layout.axes("input_padded"), "input", index))


def window(layout: Layout) -> Factor:
    """The input cell under tap (u, v) of window (i, j)."""
    return Factor(layout.window_source, (*along("n"), *layout.window(), *along("g", "c")))


def output_by_channel(layout: Layout) -> Tensor:
    """output_by_channel[n,i,j,o,c]: the sum over (u, v) only, one input channel at a time."""
    axes = layout.axes("output_by_channel")
    kernel = Factor("weight", along("u", "v", "c", "g", "o"))
    return layout.tensor(
        "output_by_channel", contract(axes, layout.sum("uv"), window(layout), kernel)
    )


def output(layout: Layout) -> Tensor:
    """Every product under the window, over all input channels, and the bias.

    output[n,i,j,o] =
        sum over c,u,v of input_padded[n, i*s+u*d, j*s+v*d, c] * weight[u,v,c,o] + bias[o]
    """
    kernel = Factor("weight", along("u", "v", "c", "g", "o"))
    products: tuple[Product, ...] = (Product(layout.sum("cuv"), (window(layout), kernel)),)
    if layout.has_bias:
        products += (Product((), (Factor("bias", along("g", "o")),)),)
    return layout.tensor("output", Rule(layout.axes("output"), products))
