"""Chapter 7: dilate (stride above 1), pad, rotate by 180 degrees, swap channels, convolve."""

from collections.abc import Iterator

from gradgrid.engine.conv2d.chapters.grad_input_matrix import grad_input_matrix
from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Step, Tensor, step
from gradgrid.engine.rules.rule import Factor, Index, along, contract, copy


def steps(conv: Conv2dTensors) -> Iterator[Step]:
    """[dilate], pad, rotate, swap, slide, im2col, kernel-matrix, multiply."""
    if conv.is_strided:
        yield step("dilate", grad_output_dilated(conv))
    yield step("pad", grad_output_padded(conv))
    yield step("rotate", weight_rotated(conv))
    yield step("swap", weight_swapped(conv))
    yield step("slide", grad_input_by_window(conv))
    yield step("im2col", columns_of_padded(conv))
    yield step("kernel-matrix", matrix_of_swapped(conv))
    yield step("multiply", grad_input_matrix(conv))


def grad_output_dilated(conv: Conv2dTensors) -> Tensor:
    """grad_output_dilated[n,i,j,o] = grad_output[n, i/s, j/s, o], zero between."""
    sh, sw = conv.geometry.stride
    spread = (Index((("i", 1),), divisor=sh), Index((("j", 1),), divisor=sw))
    index = (*along("n"), *spread, *along("g", "o"))
    axes = conv.axes("grad_output_dilated")
    return conv.tensor("grad_output_dilated", copy(axes, "grad_output", index))


def grad_output_padded(conv: Conv2dTensors) -> Tensor:
    """grad_output_padded[n,y,x,o] = grad_output_dilated[n, y - (d(k-1) - p), ..., o]."""
    (top, _), (left, _) = conv.geometry.backward_padding
    shifted = (Index((("y", 1),), -top), Index((("x", 1),), -left))
    source = "grad_output_dilated" if conv.is_strided else "grad_output"
    index = (*along("n"), *shifted, *along("g", "o"))
    return conv.tensor("grad_output_padded", copy(conv.axes("grad_output_padded"), source, index))


def weight_rotated(conv: Conv2dTensors) -> Tensor:
    """weight_rotated[u,v,c,o] = weight[kh-1-u, kw-1-v, c, o]."""
    index = (*conv.rotated(), *along("c", "g", "o"))
    return conv.tensor("weight_rotated", copy(conv.axes("weight_rotated"), "weight", index))


def weight_swapped(conv: Conv2dTensors) -> Tensor:
    """weight_swapped[u,v,o,c] = weight_rotated[u,v,c,o]: what was output is input now."""
    index = along("u", "v", "c", "g", "o")
    axes = conv.axes("weight_swapped")
    return conv.tensor("weight_swapped", copy(axes, "weight_rotated", index))


def sliding(conv: Conv2dTensors) -> Factor:
    """The cell of grad_output_padded under tap (u, v) of the window at (y, x): stride 1."""
    dh, dw = conv.geometry.dilation
    under = (Index((("y", 1), ("u", dh))), Index((("x", 1), ("v", dw))))
    return Factor("grad_output_padded", (*along("n"), *under, *along("g", "o")))


def grad_input_by_window(conv: Conv2dTensors) -> Tensor:
    """Slide over the padded gradient at stride 1; the kernel keeps its dilation.

    grad_input[n,y,x,c] =
        sum over o,u,v of grad_output_padded[n, y+u*d, x+v*d, o] * weight_swapped[u,v,o,c]
    """
    kernel = Factor("weight_swapped", along("u", "v", "o", "g", "c"))
    axes = conv.axes("grad_input")
    return conv.tensor("grad_input", contract(axes, conv.sum("ouv"), sliding(conv), kernel))


def columns_of_padded(conv: Conv2dTensors) -> Tensor:
    """grad_output_columns = im2col(grad_output_padded)."""
    read = sliding(conv)
    axes = conv.axes("grad_output_columns")
    return conv.tensor("grad_output_columns", copy(axes, read.tensor, read.index))


def matrix_of_swapped(conv: Conv2dTensors) -> Tensor:
    """weight_rotated_matrix[(o,u,v), c] = weight_swapped[u,v,o,c]."""
    axes = conv.axes("weight_rotated_matrix")
    index = along("u", "v", "o", "g", "c")
    return conv.tensor("weight_rotated_matrix", copy(axes, "weight_swapped", index))
