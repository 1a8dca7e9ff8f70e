"""The requests' field names, types and sentences; the answers' are in :mod:`app.answers`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from app.tensors import Tensor, TensorError, parse_tensor, tensor_of_array

Layout = Literal["NHWC", "NCHW"]
Dtype = Literal["float64", "float32"]

AXES: dict[str, dict[str, tuple[str, ...]]] = {
    "NHWC": {
        "input": ("N", "H", "W", "C_in"),
        "weight": ("kh", "kw", "C_in/groups", "C_out"),
        "bias": ("C_out",),
        "grad_output": ("N", "OH", "OW", "C_out"),
    },
    "NCHW": {
        "input": ("N", "C_in", "H", "W"),
        "weight": ("C_out", "C_in/groups", "kh", "kw"),
        "bias": ("C_out",),
        "grad_output": ("N", "C_out", "OH", "OW"),
    },
}
WHOLE_LIMIT = 2**31


def _read_tensor(value: object, info: ValidationInfo) -> Tensor:
    axes = AXES[info.data.get("layout", "NHWC")][str(info.field_name)]
    if isinstance(value, Tensor):
        if value.array.ndim == len(axes):
            return value
        value = value.listed()
    try:
        if isinstance(value, np.ndarray):  # from a file, never from JSON
            return tensor_of_array(value, axes)
        return parse_tensor(value, axes)
    except TensorError as error:
        raise _custom(str(error), error.pointer) from None


def _read_optional_tensor(value: object, info: ValidationInfo) -> Tensor | None:
    return None if value is None else _read_tensor(value, info)


def _read_size(value: object) -> object:
    """A whole number or a pair; what it means is for the engine to say."""
    return _check_whole(value, "", depth=1)


def _read_padding(value: object) -> object:
    if value in ("valid", "same"):
        return value
    return _check_whole(value, "", depth=2)


def _check_whole(value: object, pointer: str, depth: int) -> object:
    """Whole numbers, in pairs, in pairs of pairs where ``depth`` is 2."""
    if type(value) is int:
        if not -WHOLE_LIMIT < value < WHOLE_LIMIT:
            raise _custom("a whole number of this size cannot be an option", pointer)
    elif not isinstance(value, list) or depth == 0:
        raise _custom("a whole number is wanted here" + (" or a pair" if depth else ""), pointer)
    elif len(value) != 2:
        raise _custom("a pair has two elements (vertical, horizontal)", pointer)
    else:
        if len({type(part) for part in value} & {int, list}) == 2:
            raise _custom("both elements of a pair are numbers, or both are pairs", pointer)
        for k, part in enumerate(value):
            _check_whole(part, f"{pointer}/{k}", depth - 1)
    return value


def _custom(message: str, pointer: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{message}", {"message": message, "pointer": pointer})


_WHOLE = {"type": "integer", "minimum": 1}
_PAIR = {"type": "array", "items": _WHOLE, "minItems": 2, "maxItems": 2}
_WHOLE_0 = {"type": "integer", "minimum": 0}
_PAIR_0 = {"type": "array", "items": _WHOLE_0, "minItems": 2, "maxItems": 2}
_SIDES = {"type": "array", "items": _PAIR_0, "minItems": 2, "maxItems": 2}


def tensor_schema(rank: int) -> dict[str, Any]:
    """JSON schema of a tensor of ``rank`` axes, nested or flat."""
    nested: dict[str, Any] = {"type": "number"}
    for _ in range(rank):
        nested = {"type": "array", "minItems": 1, "items": nested}
    shape = {"type": "array", "items": _WHOLE, "minItems": rank, "maxItems": rank}
    flat = {
        "type": "object",
        "properties": {
            "shape": shape,
            "data": {"type": "array", "minItems": 1, "items": {"type": "number"}},
        },
        "required": ["shape", "data"],
        "additionalProperties": False,
    }
    return {"anyOf": [nested, flat]}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*schema["anyOf"], {"type": "null"}]}


Place = Annotated[int, Field(ge=0, lt=WHOLE_LIMIT)]
Tensor4 = Annotated[Tensor, PlainValidator(_read_tensor), WithJsonSchema(tensor_schema(4))]
OptionalTensor4 = Annotated[
    Tensor | None, PlainValidator(_read_optional_tensor), WithJsonSchema(_or_null(tensor_schema(4)))
]
OptionalTensor1 = Annotated[
    Tensor | None, PlainValidator(_read_optional_tensor), WithJsonSchema(_or_null(tensor_schema(1)))
]
SizeOption = Annotated[Any, PlainValidator(_read_size), WithJsonSchema({"anyOf": [_WHOLE, _PAIR]})]
PaddingOption = Annotated[
    Any,
    PlainValidator(_read_padding),
    WithJsonSchema({"anyOf": [_WHOLE_0, _PAIR_0, _SIDES, {"enum": ["valid", "same"]}]}),
]


class Conv2dRequest(BaseModel):
    """One convolution; what is not given has the default of torch.nn.functional.conv2d."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        arbitrary_types_allowed=True,
        frozen=True,
        use_attribute_docstrings=True,
    )

    layout: Layout = "NHWC"
    """Order of the axes. NHWC: input (N, H, W, C_in), weight (kh, kw, C_in/groups, C_out), output
    and grad_output (N, OH, OW, C_out). NCHW: input (N, C_in, H, W), weight (C_out, C_in/groups, kh,
    kw), output and grad_output (N, C_out, OH, OW)."""

    dtype: Dtype = "float64"
    """What is computed in. Numbers are read as float64: a whole number past 2**53 is rounded."""

    input: Tensor4
    """The input: nested lists, or {"shape": [..], "data": [flat, C order]}."""

    weight: Tensor4
    """The kernel. It slides unflipped (cross-correlation), as in every deep-learning library."""

    bias: OptionalTensor1 = None
    """One number per output channel; null is no bias. The answer has grad_bias in any case."""

    grad_output: OptionalTensor4 = None
    """dL/d(output), of the shape of the output; null is all ones."""

    stride: SizeOption = 1
    """Whole number or [vertical, horizontal], at least 1."""

    padding: PaddingOption = 0
    """Zeros around the input: whole number, [vertical, horizontal], [[top, bottom], [left, right]],
    "valid" (none) or "same" (at stride 1, as many as keep the size)."""

    dilation: SizeOption = 1
    """Whole number or [vertical, horizontal], at least 1."""

    groups: Annotated[int, Field(lt=WHOLE_LIMIT, json_schema_extra={"minimum": 1})] = 1
    """Whole number that divides both channel counts."""

    id: Annotated[str, Field(max_length=200)] | None = None
    """Any text; it comes back with the answer."""

    title: Annotated[str, Field(max_length=200)] | None = None
    """A name for people, as the presets have one; nothing depends on it."""

    summary: Annotated[str, Field(max_length=1000)] | None = None
    """A sentence for people, as the presets have one; nothing depends on it."""


class TermsRequest(Conv2dRequest):
    """One cell of one convolution."""

    tensor: Annotated[str, Field(max_length=40)]
    """The tensor's name: a field of the request or the answer, or one of /trace."""

    index: Annotated[list[Place], Field(min_length=1, max_length=8)]
    """The cell, counted from 0, its axes ordered as `layout` has them; one number for a bias, and a
    matrix of /trace has its own axes."""

    zeros: bool = False
    """Whether to list the terms that fall outside a tensor, as zeros."""


def as_array(tensor: Tensor, dtype: str) -> np.ndarray:
    """The tensor's numbers in ``dtype``; past the range of float32 they become infinite."""
    if tensor.array.dtype == dtype:
        return tensor.array
    with np.errstate(over="ignore"):
        return tensor.array.astype(dtype)
