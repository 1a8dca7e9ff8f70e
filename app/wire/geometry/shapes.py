"""The geometry that the shapes and options of a request mean, in one layout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from gradgrid.app.service.problems import Fault, Invalid
from gradgrid.app.wire.geometry.axis_order import (
    EXCHANGED,
    TRANSPOSED_WEIGHT,
    WEIGHT,
    AxisOrder,
    Shape,
)
from gradgrid.app.wire.geometry.frame import Frame, framed, has_negative, sides_of
from gradgrid.app.wire.geometry.transposed import conv_of_transposed
from gradgrid.engine import ConvGeometry, EngineError, OptionError
from gradgrid.engine.conv2d.kernels.cache import plan
from gradgrid.engine.conv2d.options import normalise_pair

TRANSPOSED = "conv_transpose2d"
Size = int | tuple[int, ...]


class Asked(NamedTuple):
    """Everything that decides the geometry of a request; ``layout`` is None if not given.

    ``convention`` changes no meaning, only the words of a remedy.
    """

    operation: str
    layout: str | None
    weight_layout: str | None
    input: Shape
    weight: Shape
    bias: Shape | None
    grad_output: Shape | None
    stride: Size
    padding: Any
    dilation: Size
    groups: int
    output_padding: Size
    padding_mode: str
    convention: str | None = None

    @classmethod
    def conv2d(
        cls, input: Shape, weight: Shape, stride: Size, padding: Any, dilation: Size, groups: int
    ) -> Asked:
        """A plain convolution of sizes, channels last."""
        options = (stride, padding, dilation, groups, 0, "zeros")
        return cls("conv2d", "NHWC", None, input, weight, None, None, *options)


class Warning(NamedTuple):
    """An assumption made about one field of a request."""

    type: str
    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The convolution that is computed, and how the request's tensors lie.

    Of a transposed convolution, ``geometry`` is the convolution whose gradient it is. ``frame`` is
    what is done to that convolution's input before; ``input_size`` is the size before it.
    """

    geometry: ConvGeometry
    order: AxisOrder
    grad_order: AxisOrder
    weight_layout: str
    frame: Frame | None
    is_transposed: bool
    # Whether layout and geometry say all that there is to say of how the request was read.
    is_plain: bool
    warnings: tuple[Warning, ...] = ()


class MisfitError(Exception):
    """Shapes that do not fit each other in one layout."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.fault = Fault(pointer, detail)


def in_layout(asked: Asked, layout: str, weight_layout: str | None) -> Resolved:
    """What the shapes mean in one layout; raises :class:`MisfitError` and :class:`Invalid`."""
    is_transposed = asked.operation == TRANSPOSED
    named = weight_layout or (TRANSPOSED_WEIGHT if is_transposed else WEIGHT)[layout]
    weight = named.translate(EXCHANGED) if is_transposed else named
    dimensions, batched = _axes(asked, layout)
    order = AxisOrder(layout, weight, dimensions, batched)
    shapes = (
        order.shape_to_engine(asked.input, "input"),
        order.shape_to_engine(asked.weight, "weight"),
    )
    options = _options(asked, dimensions)
    try:
        if is_transposed:
            geometry, frame = conv_of_transposed(*shapes, order, options)
        else:
            geometry, frame = _convolution(*shapes, options, asked.padding_mode)
    except OptionError as error:
        raise Invalid.at(f"/{error.argument}", str(error)) from None
    except EngineError as error:
        raise MisfitError(f"/{error.argument}", str(error)) from None
    is_plain = (
        not is_transposed
        and asked.weight_layout is None
        and asked.padding_mode == "zeros"
        and dimensions == 2
        and batched
        and not any(isinstance(each, tuple) and len(each) == 1 for each in _sizes(asked))
    )
    found = Resolved(geometry, order, order, named, frame, is_transposed, is_plain)
    return replace(found, grad_order=_check_rest(asked, found))


def _sizes(asked: Asked) -> tuple[Any, ...]:
    return asked.stride, asked.padding, asked.dilation, asked.output_padding


def _axes(asked: Asked, layout: str) -> tuple[int, bool]:
    """Axes of space, and whether there is one of the batch: by the axes of weight and input."""
    weight, input = len(asked.weight), len(asked.input)
    dimensions = weight - 2
    if input not in (weight, weight - 1):
        batched = AxisOrder(layout, dimensions=dimensions).words("input")
        single = AxisOrder(layout, dimensions=dimensions, batched=False).words("input")
        raise MisfitError(
            "/input",
            f"with a weight of {weight} axes, input must have {weight} {batched}, or "
            f"{weight - 1} {single} without a batch; it has {input}",
        )
    return dimensions, input == weight


def _options(asked: Asked, dimensions: int) -> dict[str, Any]:
    options: dict[str, Any] = {
        "stride": asked.stride,
        "padding": asked.padding,
        "dilation": asked.dilation,
        "output_padding": asked.output_padding,
    }
    for name, value in options.items():
        options[name] = _in_a_row(name, value) if dimensions == 1 else in_pairs(name, value)
    return options | {"groups": asked.groups}


def in_pairs(name: str, value: Any) -> Any:
    """An option of two dimensions, one element for both axes, as in PyTorch, as a pair.

    >>> in_pairs("stride", (2,))
    (2, 2)
    """
    if not isinstance(value, tuple) or len(value) != 1:
        return value
    if isinstance(value[0], int):
        return value * 2
    rule = "with four axes (two dimensions) padding per side must be [[top, bottom], [left, right]]"
    raise Invalid.at(f"/{name}", f"{rule}, got one pair: [[left, right]] is of one dimension")


def _in_a_row(name: str, value: Any) -> Any:
    """An option of one dimension as that of a convolution of one row."""
    if isinstance(value, str):
        return value
    along = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    still = 0 if name.endswith("padding") else 1
    if isinstance(along, int):
        return ((0, 0), (along, along)) if name == "padding" else (still, along)
    if name == "padding":
        if value[0] == (0, 0) and len(value) == 2 and len(value[1]) == 2:
            return value
        if along is not value and len(along) == 2:
            return (0, 0), along
    form = "an integer or [[left, right]]" if name == "padding" else "one integer"
    raise Invalid.at(f"/{name}", f"with three axes (one dimension) {name} must be {form}")


def _convolution(
    input: Shape, weight: Shape, options: dict[str, Any], mode: str
) -> tuple[ConvGeometry, Frame | None]:
    stride, padding, dilation = (options[name] for name in ("stride", "padding", "dilation"))
    groups = options["groups"]
    if mode == "zeros" and not has_negative(padding):
        return plan(input, weight, stride, padding, dilation, groups)[0], None
    size, kernel = (input[1], input[2]), (weight[0], weight[1])
    strides, dilations = normalise_pair("stride", stride), normalise_pair("dilation", dilation)
    sides = sides_of(padding, size, kernel, strides, dilations)
    frame, zeros = framed(mode, sides, size)
    if frame is not None:
        input = (input[0], *frame.size, input[3])
    return plan(input, weight, strides, zeros, dilations, groups)[0], frame


def _check_rest(asked: Asked, found: Resolved) -> AxisOrder:
    """How grad_output lies; raises :class:`MisfitError` where it or the bias does not fit."""
    g, order, is_transposed = found.geometry, found.order, asked.operation == TRANSPOSED
    channels = g.in_channels if is_transposed else g.out_channels
    if asked.bias is not None and asked.bias != (channels,):
        raise MisfitError("/bias", _needs("bias", asked.bias, (channels,)))
    if asked.grad_output is None:
        return order
    size = g.output_size
    if is_transposed:
        size = g.input_size if found.frame is None else found.frame.input_size
    axes = len(asked.grad_output)
    grad_order = order
    if g.batch == 1 and axes != len(order.letters("grad_output")):
        # One image goes with or without an axis of the batch.
        grad_order = replace(order, batched=not order.batched)
    wanted = grad_order.shape_from_engine((g.batch, *size, channels), "grad_output")
    if asked.grad_output != wanted:
        wanted = order.shape_from_engine((g.batch, *size, channels), "grad_output")
        raise MisfitError("/grad_output", _needs("grad_output", asked.grad_output, wanted))
    return grad_order


def _needs(name: str, shape: Shape, wanted: Shape) -> str:
    return (
        f"{name} has shape {shape}, this convolution needs {wanted}: change {name} or the options"
    )
