"""Which lesson an address or the workbench asks for."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from gradgrid.app import presets
from gradgrid.app.api.queries import parse
from gradgrid.app.lessons.lesson import Lesson, lesson, own_lesson
from gradgrid.app.lessons.link_codec import DamagedError, PageRequest, decode
from gradgrid.app.lessons.resize import NumbersBefore, resized
from gradgrid.app.service.problems import Invalid, OverLimit, TooLarge
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire import limits
from gradgrid.app.wire.geometry.axis_order import WEIGHT, AxisOrder
from gradgrid.app.wire.geometry.layouts import of_sizes
from gradgrid.app.wire.geometry.shapes import Asked
from gradgrid.app.wire.reader import reading_of
from gradgrid.app.wire.requests import as_array
from gradgrid.engine.conv2d.inputs import TENSORS, ConvInputs

Count = Annotated[int, Field(ge=1, le=1_000_000)]
FIRST = presets.PRESETS[0].id


class Opened(NamedTuple):
    """A lesson, and what is to be said of the link that asked for another one."""

    lesson: Lesson
    notice: str | None = None

    @property
    def told(self) -> str | None:
        """The notice in words, in the lesson's language."""
        if self.notice is None:
            return None
        text: str = self.lesson.words["notices"][self.notice]
        return text


class Sizes(BaseModel):
    """The sizes that given numbers are cut or filled up to."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    batch: Count
    input_size: Annotated[list[Count], Field(min_length=2, max_length=2)]
    kernel_size: Annotated[list[Count], Field(min_length=2, max_length=2)]
    in_channels: Count
    out_channels: Count
    has_bias: bool


class LessonRequest(PageRequest):
    """A convolution of a reader's own; with ``sizes`` its numbers are cut or filled up to them."""

    preset: Annotated[str, Field(max_length=60)] = FIRST
    sizes: Sizes | None = None


def open_lesson(data: bytes, settings: Settings, preset: str, language: str) -> Opened:
    """The lesson of an address; the first preset where it cannot be had, and why."""
    is_known = preset in presets.BY_ID
    preset = preset if is_known else FIRST
    if not data:
        return Opened(lesson(preset, language), None if is_known else "preset")
    try:
        return Opened(_unpacked_lesson(data.decode(), settings, preset, language))
    except DamagedError:
        return Opened(lesson(FIRST, language), "damaged")
    except (OverLimit, TooLarge):
        return Opened(lesson(FIRST, language), "large")
    except Invalid:
        return Opened(lesson(FIRST, language), "overflow")


@lru_cache(maxsize=16)
def _unpacked_lesson(data: str, settings: Settings, preset: str, language: str) -> Lesson:
    return own_lesson(decode(data, settings), preset, language)


def lesson_of(body: bytes, settings: Settings, language: str, *, is_live: bool = False) -> Lesson:
    """The lesson on the convolution in ``body``; raises a :class:`Problem`."""
    request = parse(LessonRequest, body, settings)
    if request.preset not in presets.BY_ID:
        raise Invalid.at("/preset", f"the presets are {', '.join(presets.BY_ID)}")
    arrays = arrays_of(request, settings)
    return own_lesson(arrays, request.preset, language, is_live=is_live)


def arrays_of(request: LessonRequest, settings: Settings) -> ConvInputs:
    """The convolution of a request, of its ``sizes`` where it has any; raises a problem."""
    if request.sizes is None:
        return reading_of(request, settings).arrays
    return _resized(request, settings)


def _resized(request: LessonRequest, settings: Settings) -> ConvInputs:
    sizes = request.sizes
    assert sizes is not None
    if request.groups < 1 or sizes.in_channels % request.groups:
        raise Invalid.at(
            "/groups", "groups must be an integer >= 1 that divides both channel counts"
        )
    asked = Asked.conv2d(
        (sizes.batch, *sizes.input_size, sizes.in_channels),
        (*sizes.kernel_size, sizes.in_channels // request.groups, sizes.out_channels),
        request.stride,
        request.padding,
        request.dilation,
        request.groups,
    )
    geometry = of_sizes(asked, settings.max_option).geometry
    limits.check_geometry(geometry, settings)
    order = AxisOrder(request.layout, WEIGHT[request.layout])
    given = {}
    for name in TENSORS:
        tensor = getattr(request, name)
        if tensor is None:
            continue
        if tensor.array.ndim != len(order.letters(name)) and name != "bias":
            raise Invalid.at(f"/{name}", f"with sizes, {name} must have 4 axes")
        given[name] = order.to_engine(as_array(tensor, "float64"), name)
    before = NumbersBefore(
        given["input"], given["weight"], given.get("bias"), given.get("grad_output")
    )
    return resized(before, geometry, has_bias=sizes.has_bias)
