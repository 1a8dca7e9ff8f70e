"""A transposed convolution as the convolution whose gradient it is.

The three bilinear maps are the same, with the roles exchanged: what the transposed convolution
reads is that convolution's grad_output, what it writes is its grad_input. So its gradients are that
convolution's output and grad_weight.
"""

from __future__ import annotations

from typing import Any

from gradgrid.app.wire.geometry.axis_order import AxisOrder, Shape
from gradgrid.app.wire.geometry.frame import Frame, framed, sides_of
from gradgrid.engine import ConvGeometry, OptionError, ShapeError
from gradgrid.engine.conv2d.kernels.cache import plan
from gradgrid.engine.conv2d.options import Pair, Sides, normalise_pair, same_sides, shown

# Each tensor of the convolution, and what the request calls it.
ROLES = {
    "input": "grad_output",
    "grad_output": "input",
    "output": "grad_input",
    "grad_input": "output",
    "weight": "weight",
    "grad_weight": "grad_weight",
}


def conv_of_transposed(
    input: Shape, weight: Shape, order: AxisOrder, options: dict[str, Any]
) -> tuple[ConvGeometry, Frame | None]:
    """The geometry of the convolution, and the frame of its input; raises EngineError.

    ``input`` is (N, H, W, C_in); ``weight`` (kh, kw, C_out/groups, C_in) has its channels exchanged
    already.
    """
    batch, *rest, c_in = input
    kernel, group_outputs, c_weight = (weight[0], weight[1]), weight[2], weight[3]
    groups = options["groups"]
    stride = normalise_pair("stride", options["stride"])
    dilation = normalise_pair("dilation", options["dilation"])
    if groups < 1:
        raise OptionError("groups", f"groups must be an integer >= 1, got {shown(groups)}")
    if c_weight != c_in:
        raise ShapeError(
            "weight",
            f"a transposed convolution's weight has as many C_in as the input, {c_in}: "
            f"this one has {c_weight}",
        )
    if c_in % groups:
        raise ShapeError("groups", f"{groups} groups must divide the {c_in} input channels")
    spans = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True))
    size = (rest[0], rest[1])
    sides, extra = _sides(options, size, kernel, stride, dilation)
    axes = [
        _axis(*each)
        for each in zip(
            size, spans, stride, dilation, sides, extra, ("rows", "columns"), strict=True
        )
    ]
    (height, vertical), (width, horizontal) = axes
    frame, zeros = framed("zeros", (vertical, horizontal), (height, width))
    framed_size = (height, width) if frame is None else frame.size
    shape = (batch, *framed_size, group_outputs * groups)
    return plan(shape, weight, stride, zeros, dilation, groups)[0], frame


def _axis(
    size: int, span: int, stride: int, dilation: int, sides: Pair, extra: int, what: str
) -> tuple[int, Pair]:
    """Cells that are written along one axis, and the padding of the convolution there."""
    before, after = sides
    if not 0 <= extra < max(stride, dilation):
        raise OptionError(
            "output_padding",
            f"output_padding must be >= 0 and less than the stride {stride} or the dilation "
            f"{dilation}, got {extra}",
        )
    written = (size - 1) * stride - before - after + span + extra
    if written < 1:
        raise ShapeError("weight", f"the output would have {written} {what}: lower the padding")
    # Past the last window at most stride - 1 cells are left over: what is more is cropped less.
    return written, (before, after - extra + extra % stride)


def _sides(
    options: dict[str, Any], size: Pair, kernel: Pair, stride: Pair, dilation: Pair
) -> tuple[Sides, Pair]:
    """Padding per side and output_padding, both by axis."""
    padding, extra = options["padding"], options["output_padding"]
    if isinstance(padding, str) and padding != "valid":
        return _same(padding, extra, size, kernel, stride, dilation)
    sides = sides_of(padding, size, kernel, stride, dilation)
    rows, columns = extra if isinstance(extra, tuple) else (extra, extra)
    return sides, (rows, columns)


def _same(
    padding: str, extra: Any, size: Pair, kernel: Pair, stride: Pair, dilation: Pair
) -> tuple[Sides, Pair]:
    """So that there are stride times as many cells as before, as in TensorFlow and ONNX."""
    if extra not in (0, (0, 0)):
        raise OptionError(
            "output_padding", 'output_padding follows from padding "same": leave one of them out'
        )
    found = []
    for n, k, s, d in zip(size, kernel, stride, dilation, strict=True):
        before, after = same_sides(n * s, k, s, d, lower=padding == "same_lower")
        span = d * (k - 1) + 1
        found.append(((before, after), n * s - ((n - 1) * s - before - after + span)))
    (vertical, more_rows), (horizontal, more_columns) = found
    return (vertical, horizontal), (more_rows, more_columns)
