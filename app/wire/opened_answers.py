"""The field names and sentences of what a file or a text opens, for the page and the tests."""

from __future__ import annotations

from pydantic import RootModel

from gradgrid.app.wire.answers import Wire
from gradgrid.app.wire.geometry.axis_order import Layout


class NumbersOfTensorBody(Wire):
    """The numbers of one tensor."""

    shape: list[int]
    data: list[float]
    """Flat, in C order."""


class GivenBody(Wire):
    """A convolution as a body to post: channels last, tensors flat."""

    input: NumbersOfTensorBody
    weight: NumbersOfTensorBody
    bias: list[float] | None
    grad_output: NumbersOfTensorBody
    stride: list[int]
    padding: list[list[int]]
    dilation: list[int]
    groups: int


class WholeRequestBody(Wire):
    """A whole convolution."""

    request: GivenBody
    forms: list[str]
    """In which other form than it came it is shown: ids of :mod:`gradgrid.app.lessons.forms`."""
    notices: list[str]


class SomeArraysBody(Wire):
    """Some tensors, whose axes are still to be told apart."""

    arrays: dict[str, NumbersOfTensorBody]
    """By name; of one without a name this is empty."""
    layout: Layout | None
    """That which the file or the text shows, if it shows one."""
    library: str
    notices: list[str]


class ChoiceBody(Wire):
    """One way in which the axes may stand, with the shapes as they would be on the page."""

    layout: Layout
    input: list[int]
    weight: list[int]


class QuestionBody(Wire):
    """Two layouts fit, and mean different convolutions."""

    shape: list[int]
    """Of the input as it came."""
    choices: list[ChoiceBody]


class OpenQuestionBody(Wire):
    """A question to be answered before anything is opened."""

    question: QuestionBody


class OpenedAnswer(RootModel[WholeRequestBody | SomeArraysBody | OpenQuestionBody]):
    """What a file or a text opens."""
