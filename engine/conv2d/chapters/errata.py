"""Chapter 11: ten errata of the article, each beside what the rule computes.

Every step writes by the correct rule; what the article writes for one cell goes along as data.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from gradgrid.engine.conv2d.article.reshape import ReshapeErratum
from gradgrid.engine.conv2d.chapters.forward_matmul import input_columns
from gradgrid.engine.conv2d.chapters.forward_window import output
from gradgrid.engine.conv2d.chapters.grad_bias import grad_bias
from gradgrid.engine.conv2d.chapters.grad_input_elements import grad_input_elements
from gradgrid.engine.conv2d.chapters.grad_weight import grad_weight_matrix
from gradgrid.engine.conv2d.tensors import COLUMNS_CHANNEL_LAST, COLUMNS_TRANSPOSED, Conv2dTensors
from gradgrid.engine.rules.derivation import Erratum, QuotedFactor, Step, Tensor, step
from gradgrid.engine.rules.rule import Cell, terms

# Above this only the cell is marked: nobody would read more terms.
MAX_TERMS = 100
FIRST = (0, 0, 0, 0, 0)
Product = tuple[QuotedFactor, ...]


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """[single-channel], [first-window], ..., each where its erratum shows; E1 and E4 always do."""
    g = conv.geometry
    if g.in_channels > 1:
        yield step("single-channel", output(conv), erratum=Erratum(FIRST))
    if _is_plain(conv) and g.in_channels == g.out_channels == 1 and min(g.output_size) > 1:
        yield step("first-window", output(conv), erratum=first_window(conv))
    if g.out_channels > 1:
        last = (0, 0, 0, g.groups - 1, g.group_out_channels - 1)
        yield step("superscripts", output(conv), erratum=Erratum(last))
    if g.in_channels > 1 and g.groups == 1:
        yield step("third-channel", output(conv), erratum=one_channel_too_far(conv))
    if prod(positions_at_stride_1(conv)) != prod(g.output_size):
        yield step("window-count", input_columns(conv), erratum=windows_counted(conv))
    kh, kw = g.kernel_size
    end_of_row = (0, 0, 0, 0, g.group_in_channels - 1, kh - 1, kw - 1)
    reshaped = ("article_columns",) if ReshapeErratum.of(g).is_drawn else ()
    as_in_code = {"input_columns": COLUMNS_CHANNEL_LAST}
    yield step(
        "reshape",
        input_columns(conv),
        context=reshaped,
        views=as_in_code,
        erratum=Erratum(end_of_row),
    )
    transposed = {"input_columns": COLUMNS_TRANSPOSED}
    yield step("weight-shape", grad_weight_matrix(conv), views=transposed, erratum=Erratum(FIRST))
    if g.batch > 1:
        yield step("bias-mean", grad_bias(conv), erratum=divided_by_batch(conv))
    if _is_plain(conv) and g.input_size == (3, 3) and g.out_channels > 1:
        for y, x, gradient in ((1, 0, (0, 1)), (2, 1, (1, 1))):
            erratum = not_a_zero(conv, (0, y, x, 0, 0), (0, *gradient, 0, 1))
            yield step(f"second-line-x{y + 1}{x + 1}", grad_input_elements(conv), erratum=erratum)


def positions_at_stride_1(conv: Conv2dTensors) -> tuple[int, int]:
    """(H-k+1, W-k+1), counted on the padded input and with the kernel's span."""
    g = conv.geometry
    (height, width), (rows, cols) = g.padded_size, g.kernel_span
    return height - rows + 1, width - cols + 1


def first_window(conv: Conv2dTensors) -> Erratum:
    """E2: y11 as the window x11 x12, x12 x13 times outputs that stand in the kernel's place."""
    cells = ((0, 0), (0, 1), (0, 1), (0, 2))
    places = ((0, 0), (0, 1), (1, 0), (1, 1))
    products = tuple(
        (
            QuotedFactor("input", (0, *at, 0, 0), wrong=place[0] == 1),
            QuotedFactor("output", (0, *place, 0, 0), wrong=True),
        )
        for at, place in zip(cells, places, strict=True)
    )
    return Erratum(FIRST, products + tuple(_written(conv, output(conv), FIRST)[4:]))


def one_channel_too_far(conv: Conv2dTensors) -> Erratum:
    """E3: the last weight of the first output has the channel after the last."""
    g = conv.geometry
    if prod(g.kernel_size) * g.in_channels > MAX_TERMS:
        return Erratum(FIRST)
    products = _written(conv, output(conv), FIRST)
    at = prod(g.kernel_size) * g.in_channels - 1
    kh, kw = g.kernel_size
    tap = f"{kh},{kw}" if max(kh, kw) > 9 else f"{kh}{kw}"
    channel = "{1}" if g.out_channels > 1 else ""
    symbol = f"k{tap}{channel}[{g.in_channels + 1}]"
    products[at] = (products[at][0], QuotedFactor("weight", None, wrong=True, symbol=symbol))
    return Erratum(FIRST, tuple(products))


def windows_counted(conv: Conv2dTensors) -> Erratum:
    """E8: (H-k+1)(W-k+1) windows whatever the stride; the cell is the start of the last one."""
    g = conv.geometry
    (oh, ow), counts = g.output_size, positions_at_stride_1(conv)
    factors = tuple(
        QuotedFactor("input_columns", None, true != said, symbol, float(said))
        for symbol, said, true in zip(("(H-k+1)", "(W-k+1)"), counts, (oh, ow), strict=True)
    )
    last = (0, g.batch - 1, oh - 1, ow - 1, 0, 0, 0)
    return Erratum(last, (factors,), right=float(oh * ow))


def divided_by_batch(conv: Conv2dTensors) -> Erratum:
    """E5: the right sum, divided by the number of images."""
    g = conv.geometry
    products: list[Product] = [(QuotedFactor("grad_bias", (0, 0)),)]
    if g.batch * prod(g.output_size) <= MAX_TERMS:
        products = _written(conv, grad_bias(conv), (0, 0))
    return Erratum((0, 0), tuple(products), 1 / g.batch)


def not_a_zero(conv: Conv2dTensors, cell: Cell, gradient: Cell) -> Erratum:
    """E6 and E7: in the second line, k12 is multiplied with ``gradient`` instead of a zero."""
    products = _written(conv, grad_input_elements(conv), cell)
    at = next(k for k, (_, weight) in enumerate(products) if weight.cell == (0, 1, 0, 0, 1))
    assert products[at][0].cell is None, "the rule has a zero there"
    products[at] = (QuotedFactor("grad_output", gradient, wrong=True), products[at][1])
    return Erratum(cell, tuple(products))


def _written(conv: Conv2dTensors, tensor: Tensor, cell: Cell) -> list[Product]:
    """The terms of a cell by its rule: what the article writes apart from the erratum."""
    assert tensor.rule is not None
    shapes = {name: conv.tensor(name).shape for name in tensor.rule.sources}
    return [
        tuple(QuotedFactor(read.tensor, read.cell) for read in term)
        for term in terms(tensor.rule, cell, shapes)
    ]


def _is_plain(conv: Conv2dTensors) -> bool:
    """Whether the geometry is of the article's kind: a 2x2 kernel, one group, and no option."""
    g = conv.geometry
    return (
        g.kernel_size == (2, 2)
        and g.stride == g.dilation == (1, 1)
        and not conv.is_padded
        and g.groups == 1
    )
