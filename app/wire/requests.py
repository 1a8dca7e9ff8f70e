"""The requests' field names, types and sentences; the answers' are in :mod:`answers`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from gradgrid.app.wire.formats.tensor import (
    Tensor,
    TensorError,
    parse_tensor,
    shape_of,
    tensor_of_array,
)
from gradgrid.app.wire.geometry.axis_order import WEIGHT, AxisOrder, Layout, WeightLayout
from gradgrid.app.wire.options import (
    INTEGER_LIMIT,
    PADDING_NAMES,
    not_offered,
    read_dtype,
    read_layout,
    read_padding,
    read_size,
    read_weight_layout,
    wrong,
)

Dtype = Literal["float64", "float32"]
Convention = Literal[
    "torch", "onnx", "jax", "tensorflow", "keras", "mlx", "cs231n", "deeplearning.ai"
]
# One axis of space or two, with a batch or without.
RANKS = {"input": (4, 3, 2), "weight": (4, 3), "bias": (1,), "grad_output": (4, 3, 2)}


def _read_tensor(value: object, info: ValidationInfo) -> Tensor:
    name = str(info.field_name)
    if isinstance(value, Tensor):
        if value.array.ndim in RANKS[name]:
            return value
        value = value.listed()
    axes = _axes(value, name, info.data.get("layout", "NHWC"))
    try:
        if isinstance(value, np.ndarray):  # from a file, never from JSON
            return tensor_of_array(value, axes)
        return parse_tensor(value, axes)
    except TensorError as error:
        raise wrong(str(error), error.pointer) from None


def _axes(value: object, name: str, layout: str) -> tuple[str, ...]:
    """The names of a tensor's axes, by as many as it seems to have."""
    if name == "bias":
        return ("C_out",)
    weight_layout = WEIGHT.get(layout, "HWIO")
    count = len(shape_of(value))
    if count > 4:
        raise not_offered(
            f"{count} axes: {name} has at most 4. A 3-D convolution is not supported: sum 2-D ones "
            "over the taps in depth"
        )
    is_row = count == 3 if name == "weight" else count == 2
    batched = name == "weight" or count not in (2, 3)
    order = AxisOrder(layout, weight_layout, 1 if is_row else 2, batched)
    return tuple(order.words(name)[1:-1].split(", "))


def _read_optional_tensor(value: object, info: ValidationInfo) -> Tensor | None:
    if isinstance(value, bool) and info.field_name == "bias":
        raise wrong("must be one number for each output channel, or null for no bias")
    return None if value is None else _read_tensor(value, info)


_WHOLE = {"type": "integer", "minimum": 1}
_PAIR = {"type": "array", "items": _WHOLE, "minItems": 1, "maxItems": 2}
_ANY = {"type": "integer"}
_WHOLE_0 = {"type": "integer", "minimum": 0}
_PAIR_0 = {"type": "array", "items": _WHOLE_0, "minItems": 1, "maxItems": 2}
_ANY_PAIR = {"type": "array", "items": _ANY, "minItems": 1, "maxItems": 2}
_SIDES = {"type": "array", "items": _ANY_PAIR, "minItems": 1, "maxItems": 2}


def tensor_schema(*ranks: int) -> dict[str, Any]:
    """JSON schema of a tensor of one of these numbers of axes, nested or flat."""
    lists: list[dict[str, Any]] = []
    for rank in ranks:
        nested: dict[str, Any] = {"type": "number"}
        for _ in range(rank):
            nested = {"type": "array", "minItems": 1, "items": nested}
        lists.append(nested)
    shape = {"type": "array", "items": _WHOLE, "minItems": min(ranks), "maxItems": max(ranks)}
    flat = {
        "type": "object",
        "properties": {
            "shape": shape,
            "data": {"type": "array", "minItems": 1, "items": {"type": "number"}},
        },
        "required": ["shape", "data"],
        "additionalProperties": False,
    }
    return {"anyOf": [*lists, flat]}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*schema["anyOf"], {"type": "null"}]}


Place = Annotated[int, Field(ge=0, lt=INTEGER_LIMIT)]
_ACTIVATION, _WEIGHT = tensor_schema(*RANKS["input"]), tensor_schema(*RANKS["weight"])
Activation = Annotated[Tensor, PlainValidator(_read_tensor), WithJsonSchema(_ACTIVATION)]
Weight = Annotated[Tensor, PlainValidator(_read_tensor), WithJsonSchema(_WEIGHT)]
OptionalActivation = Annotated[
    Tensor | None, PlainValidator(_read_optional_tensor), WithJsonSchema(_or_null(_ACTIVATION))
]
OptionalTensor1 = Annotated[
    Tensor | None, PlainValidator(_read_optional_tensor), WithJsonSchema(_or_null(tensor_schema(1)))
]
LayoutOption = Annotated[
    Layout, PlainValidator(read_layout), WithJsonSchema({"enum": list(get_args(Layout))})
]
WeightLayoutOption = Annotated[
    WeightLayout | None,
    PlainValidator(read_weight_layout),
    WithJsonSchema({"enum": [*get_args(WeightLayout), None]}),
]
DtypeOption = Annotated[
    Dtype, PlainValidator(read_dtype), WithJsonSchema({"enum": list(get_args(Dtype))})
]
SizeOption = Annotated[Any, PlainValidator(read_size), WithJsonSchema({"anyOf": [_WHOLE, _PAIR]})]
OutputPaddingOption = Annotated[
    Any, PlainValidator(read_size), WithJsonSchema({"anyOf": [_WHOLE_0, _PAIR_0]})
]
PaddingOption = Annotated[
    Any,
    PlainValidator(read_padding),
    WithJsonSchema({"anyOf": [_ANY, _ANY_PAIR, _SIDES, {"enum": list(PADDING_NAMES)}]}),
]


class Conv2dRequest(BaseModel):
    """One convolution; omitted fields have the defaults of torch.nn.functional.conv2d."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        arbitrary_types_allowed=True,
        frozen=True,
        use_attribute_docstrings=True,
    )

    operation: Literal["conv2d", "conv_transpose2d"] = "conv2d"
    """A convolution, or a transposed one. With a weight of three axes, both are of one
    dimension."""

    layout: LayoutOption = "NHWC"
    """Order of the axes. NHWC: input (N, H, W, C_in), weight (kh, kw, C_in/groups, C_out), output
    and grad_output (N, OH, OW, C_out). NCHW: input (N, C_in, H, W), weight (C_out, C_in/groups, kh,
    kw), output and grad_output (N, C_out, OH, OW). Where it is left out and both fit, the answer
    has a warning. Without a batch the axis N is left out, in one dimension H and kh."""

    weight_layout: WeightLayoutOption = None
    """Order of the weight's axes, where it is not the one that goes with the layout; I and O are
    the channels of input and output. A transposed convolution has IOHW with NCHW, as in PyTorch,
    and HWOI with NHWC, as in TensorFlow."""

    dtype: DtypeOption = "float64"
    """Precision of the computation. Numbers are read as float64: integers past 2**53 are
    rounded."""

    input: Activation
    """The input: nested lists, or {"shape": [..], "data": [flat, C order]}."""

    weight: Weight
    """The kernel. It slides unflipped (cross-correlation), as in every deep-learning library."""

    bias: OptionalTensor1 = None
    """One number per output channel; null is no bias. The answer has grad_bias in any case."""

    grad_output: OptionalActivation = None
    """dL/d(output), of the shape of the output; null is all ones."""

    stride: SizeOption = 1
    """Integer or [vertical, horizontal], at least 1; one number in one dimension."""

    padding: PaddingOption = 0
    """Zeros around the input: integer, [vertical, horizontal], [[top, bottom], [left, right]],
    "valid" (none), "same" or "same_upper" (so many that there are ceil(H / stride) rows of output,
    an odd one after), or "same_lower" (an odd one before). Negative numbers crop. In one dimension:
    integer, [[left, right]] or a name."""

    padding_mode: Literal["zeros", "circular", "reflect", "replicate"] = "zeros"
    """What the padding is filled with."""

    dilation: SizeOption = 1
    """Integer or [vertical, horizontal], at least 1; one number in one dimension."""

    groups: Annotated[int, Field(lt=INTEGER_LIMIT, json_schema_extra={"minimum": 1})] = 1
    """Integer that divides both channel counts."""

    output_padding: OutputPaddingOption = 0
    """Rows and columns added to the output of a transposed convolution, at the lower right."""

    flip_kernel: bool = False
    """Whether the kernel is rotated by 180 degrees first: a convolution as in signal
    processing."""

    convention: Convention | None = None
    """The library whose names and forms the request uses: for "onnx" X, W, pads, strides, and so
    on. read_as in the answer then has the options under the names used here."""

    id: Annotated[str, Field(max_length=200)] | None = None
    """Any text; it is returned with the answer."""

    title: Annotated[str, Field(max_length=200)] | None = None
    """A title for readers, as in the presets; it has no effect."""

    summary: Annotated[str, Field(max_length=1000)] | None = None
    """A sentence for readers, as in the presets; it has no effect."""


class TermsRequest(Conv2dRequest):
    """One cell of one convolution."""

    tensor: Annotated[str, Field(max_length=40)]
    """The tensor's name: a field of the request or the answer, or one of /trace."""

    index: Annotated[list[Place], Field(min_length=1, max_length=8)]
    """The cell, counted from 0, its axes ordered as `layout` has them; one number for a bias, and a
    matrix of /trace has its own axes."""

    zeros: bool = False
    """Whether to list the terms that fall outside a tensor, as zeros."""

    limit: Annotated[int, Field(ge=1, lt=INTEGER_LIMIT)] | None = None
    """Number of terms, and of readers, to list; null is the server's maximum."""

    offset: Place = 0
    """Number of terms, and of readers, to skip."""


def as_array(tensor: Tensor, dtype: str) -> np.ndarray:
    """The tensor's numbers in ``dtype``; past the range of float32 they become infinite."""
    if tensor.array.dtype == dtype:
        return tensor.array
    with np.errstate(over="ignore"):
        return tensor.array.astype(dtype)
