"""The answers' field names and sentences, for the OpenAPI and the tests."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from gradgrid.app.service.problems import PROBLEMS, type_of
from gradgrid.app.wire.geometry.axis_order import Layout, WeightLayout
from gradgrid.app.wire.requests import (
    Convention,
    Dtype,
    OptionalTensor1,
    OutputPaddingOption,
    PaddingOption,
    SizeOption,
    tensor_schema,
)

Tensor4 = Annotated[Any, WithJsonSchema(tensor_schema(4))]
TensorOfRequest = Annotated[Any, WithJsonSchema(tensor_schema(4, 3, 2))]
Tensor1 = Annotated[Any, WithJsonSchema(tensor_schema(1))]
Pair = Annotated[list[int], Field(min_length=2, max_length=2)]
Sides = Annotated[list[Pair], Field(min_length=2, max_length=2)]
Role = Literal["value", "gradient"]


class Wire(BaseModel):
    """What goes out has these fields and no others."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class FaultBody(Wire):
    """What is wrong at one place of the request."""

    pointer: str
    """JSON pointer into the request body; empty for the whole of it."""
    detail: str
    """What is required, what came, and what to do."""


class ProblemBody(Wire):
    """An error (RFC 9457): at most 8 KB, without the input."""

    type: Annotated[str, Field(json_schema_extra={"enum": [*map(type_of, PROBLEMS.values())]})]
    """The kind of error, for programs; at this address, a page explains it."""
    title: str
    status: int
    detail: str
    errors: Annotated[list[FaultBody], Field(max_length=20)]
    """The first errors found, at most 20."""


class GeometryBody(Wire):
    """Every size of the convolution; pairs are [vertical, horizontal]."""

    batch: int
    input_size: Pair
    in_channels: int
    out_channels: int
    kernel_size: Pair
    stride: Pair
    padding: Sides
    """[[top, bottom], [left, right]]."""
    dilation: Pair
    groups: int
    padded_size: Pair
    kernel_span: Pair
    """Rows and columns that the dilated kernel covers."""
    output_size: Pair
    leftover: Pair
    """Padded rows and columns past the last window, which no output reads."""
    dilated_size: Pair
    """Rows and columns of grad_output_dilated."""
    backward_padding: Sides
    """Zeros around grad_output_dilated; a negative number crops."""
    multiply_adds: int
    """Multiplications of the forward pass; each of the two products backward takes as many."""


class WarningBody(Wire):
    """What was assumed at one place of the request."""

    type: Literal["layout-assumed", "names-assumed", "computed-otherwise"]
    pointer: str
    """JSON pointer into the request body."""
    detail: str


class ReadAsBody(Wire):
    """The options under the names used here: with them, the tensors are the same convolution."""

    convention: Convention | None = None
    operation: Literal["conv2d", "conv_transpose2d"]
    layout: Layout
    weight_layout: WeightLayout
    stride: SizeOption
    padding: PaddingOption
    dilation: SizeOption
    groups: int
    output_padding: OutputPaddingOption = 0
    padding_mode: Literal["zeros", "circular", "reflect", "replicate"]
    flip_kernel: bool


class AboutRequest(Wire):
    """What an answer says of its request."""

    layout: Layout
    dtype: Dtype
    id: str | None = None
    """The request's id; absent if it had none."""
    read_as: ReadAsBody | None = None
    """Present with a convention, and where layout and geometry do not say everything."""
    roles: dict[str, str] | None = None
    """For a transposed convolution: the name in the request of each tensor of the convolution
    whose gradient it is."""
    warnings: list[WarningBody] | None = None
    """Present if anything was assumed."""


class BackwardAnswer(AboutRequest):
    """Output and gradients of L = sum(grad_output * output): sums, never means.

    The layout is the request's; tensors are flat objects if the input came as one, else nested.
    """

    output: TensorOfRequest
    grad_input: TensorOfRequest
    grad_weight: TensorOfRequest
    grad_bias: Tensor1
    """Present whether or not the request had a bias."""
    geometry: GeometryBody
    """The geometry of the convolution computed: for a transposed one, the convolution whose
    gradient it is; in one dimension, one row; with a padding_mode, that of the padded input."""


class LimitBody(Wire):
    """One limit of this server."""

    value: int
    description: str


class LimitsAnswer(Wire):
    """What this server accepts, by the name of the limit."""

    limits: dict[str, LimitBody]


class PresetBrief(Wire):
    """A preset in a list."""

    id: str
    title: str
    summary: str
    geometry: GeometryBody


class PresetsAnswer(Wire):
    """All presets, in the order of the menu."""

    presets: list[PresetBrief]


class PresetAnswer(Wire):
    """A request body with a title: it can be posted as it is. Large tensors are flat."""

    id: str
    title: str
    summary: str
    layout: Layout
    dtype: Dtype
    input: Tensor4
    weight: Tensor4
    bias: OptionalTensor1
    grad_output: Tensor4
    stride: SizeOption
    padding: PaddingOption
    dilation: SizeOption
    groups: int


class HealthAnswer(Wire):
    """Whether the server can be used."""

    status: Literal["ok"]
    version: str
