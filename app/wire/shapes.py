"""From the shapes and options of a request to a geometry, in the layout given or the default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from app import limits
from app.problems import CANNOT, Fault, Invalid
from app.wire.axis_order import EXCHANGED, TRANSPOSED_WEIGHT, WEIGHT, AxisOrder, Shape
from app.wire.frame import Frame, framed, has_negative, sides_of
from app.wire.transposed import conv_of_transposed
from engine import ConvGeometry, EngineError, OptionError
from engine.kernels.plans import plan
from engine.layouts import LAYOUTS, WEIGHT_LAYOUTS
from engine.options import normalise_pair

TRANSPOSED = "conv_transpose2d"
OPTIONS = ("stride", "padding", "dilation", "groups", "output_padding")
Size = int | tuple[int, ...]


class Asked(NamedTuple):
    """What the meaning of a request's shapes depends on; ``layout`` None is not given."""

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


class Warning(NamedTuple):
    """What was taken for granted, at one place of a request."""

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


@lru_cache(maxsize=512)
def resolved(asked: Asked, max_option: int) -> Resolved:
    """What these shapes mean; raises :class:`Invalid`, with the layouts that they would fit."""
    limits.check_options({name: getattr(asked, name) for name in OPTIONS}, max_option)
    _check_operation(asked)
    layout = asked.layout or "NHWC"
    try:
        found = _in_layout(asked, layout, asked.weight_layout)
    except MisfitError as misfit:
        raise _refusal(asked, misfit) from None
    if asked.layout is None:
        other = _fitting(asked, "NCHW", asked.weight_layout)
        if other is not None and not _reads_alike(asked, found, other):
            detail = (
                "these shapes fit as NHWC and as NCHW, and no layout was given: they were read "
                'as NHWC. Say "layout": "NHWC" or "NCHW"'
            )
            return replace(found, warnings=(Warning("layout-assumed", "/layout", detail),))
    return found


def _check_operation(asked: Asked) -> None:
    """Refuse an option of one operation for the other; raises :class:`Invalid`."""
    if asked.operation == TRANSPOSED and asked.padding_mode != "zeros":
        raise Invalid.at("/padding_mode", "must be zeros for a transposed convolution")
    if asked.operation != TRANSPOSED and asked.output_padding not in (0, (0,), (0, 0)):
        detail = 'it belongs to a transposed convolution: "operation": "conv_transpose2d"'
        raise Invalid.at("/output_padding", detail)


def layouts_of(asked: Asked) -> tuple[str, ...]:
    """The layouts that these shapes fit, of "NHWC" and "NCHW"."""
    return tuple(
        layout for layout in LAYOUTS if _fitting(asked, layout, asked.weight_layout) is not None
    )


def _in_layout(asked: Asked, layout: str, weight_layout: str | None) -> Resolved:
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
    )
    found = Resolved(geometry, order, order, named, frame, is_transposed, is_plain)
    return replace(found, grad_order=_check_rest(asked, found))


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
        if dimensions == 1:
            options[name] = _in_a_row(name, value)
        elif isinstance(value, tuple) and len(value) == 1:
            options[name] = value[0]
    return options | {"groups": asked.groups}


def _in_a_row(name: str, value: Any) -> Any:
    """An option of one dimension as that of a convolution of one row."""
    if isinstance(value, str):
        return value
    along = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    still = 0 if name.endswith("padding") else 1
    if isinstance(along, int):
        return ((0, 0), (along, along)) if name == "padding" else (still, along)
    if name == "padding" and along is not value and len(along) == 2:
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
    return f"{name} has shape {shape}, this convolution needs {wanted}"


def _fitting(asked: Asked, layout: str, weight_layout: str | None) -> Resolved | None:
    try:
        return _in_layout(asked, layout, weight_layout)
    except (MisfitError, Invalid):
        return None


def _reads_alike(asked: Asked, one: Resolved, other: Resolved) -> bool:
    """Whether both layouts give the same convolution of the same numbers."""
    if one.geometry != other.geometry:
        return False
    shapes = {"input": asked.input, "weight": asked.weight}
    if asked.grad_output is not None:
        shapes["grad_output"] = asked.grad_output
    return all(
        _long_axes(one.order.letters(name), shape) == _long_axes(other.order.letters(name), shape)
        for name, shape in shapes.items()
    )


def _long_axes(letters: str, shape: Shape) -> list[str]:
    return [letter for letter, size in zip(letters, shape, strict=True) if size > 1]


def _refusal(asked: Asked, misfit: MisfitError) -> Invalid:
    """The fault, with the layouts that the shapes would fit; of two defaults, both faults."""
    faults = [misfit.fault]
    found = next(_other_layouts(asked), None)
    if found is not None:
        layout, weight_layout = found
        said = [f'"layout": "{layout}"'] if layout != (asked.layout or "NHWC") else []
        weight = ""
        if weight_layout is not None:
            said.append(f'"weight_layout": "{weight_layout}"')
            weight = f" with a weight in {weight_layout}"
        pointer, detail = misfit.fault.pointer, misfit.fault.detail
        hint = f"these shapes fit as {layout}{weight}: say {', '.join(said)}"
        faults = [Fault(pointer, f"{detail}; {hint}")]
    elif asked.layout is None and misfit.fault.pointer in ("/input", "/weight"):
        try:
            _in_layout(asked, "NCHW", asked.weight_layout)
        except MisfitError as other:
            if other.fault != misfit.fault:
                faults.append(Fault(other.fault.pointer, f"as NCHW: {other.fault.detail}"))
        except Invalid:
            pass
    return Invalid(CANNOT, faults)


def _other_layouts(asked: Asked) -> Iterator[tuple[str, str | None]]:
    """Layouts, and weight layouts where they are not the layout's own, that the shapes fit."""
    first = asked.layout or "NHWC"
    layouts = (first, *(layout for layout in LAYOUTS if layout != first))
    for layout in layouts[1:]:
        if _fitting(asked, layout, None) is not None:
            yield layout, None
    if asked.weight_layout is not None and _fitting(asked, first, None) is not None:
        yield first, WEIGHT[first]
    for layout in layouts:
        for weight_layout in WEIGHT_LAYOUTS[:4]:
            if _fitting(asked, layout, weight_layout) is not None:
                yield layout, weight_layout
