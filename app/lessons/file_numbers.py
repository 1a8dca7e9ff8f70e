"""Reads a file or a pasted text for the page: a whole convolution, arrays, or a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson

from gradgrid.app.i18n import words
from gradgrid.app.lessons.forms import form_texts
from gradgrid.app.lessons.link_codec import as_ints_where_whole, request_of
from gradgrid.app.service.json_response import dump
from gradgrid.app.service.problems import Invalid
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.body import GZIP, values_of
from gradgrid.app.wire.conventions import names_assumed
from gradgrid.app.wire.formats.npy_array import is_npy
from gradgrid.app.wire.formats.numpy_files import is_npz, refuse_pickle
from gradgrid.app.wire.formats.tensor import Tensor
from gradgrid.app.wire.pasted.printed import array_of_text
from gradgrid.app.wire.pasted.text import LAYOUT_OF, UNNAMED, Pasted, read_text
from gradgrid.app.wire.reader import Reading, fits, read_request
from gradgrid.app.wire.spelling import our_name, result_name
from gradgrid.app.wire.unreadable import Unreadable, clipped
from gradgrid.engine.conv2d.inputs import TENSORS

# Fields that a request with only some of its tensors may also have.
BESIDE = ("layout", "dtype", "id", "title", "summary")
# Warnings that the page explains in more detail, or asks about.
SAID_HERE = ("layout-assumed", "computed-otherwise")
MAX_AXES = 4
MAX_NAMES_CHARACTERS = 80


def opened(body: bytes, settings: Settings, language: str, layout: str | None) -> bytes:
    """The answer of ``POST /lesson/read`` to a file or a text; raises a :class:`Problem`.

    ``layout`` is what the reader of the page answered when there were two readings.
    """
    try:
        pasted = _values_in(body, settings)
        return dump(_Opening(pasted, settings, language, layout).answer())
    except Unreadable as unreadable:
        raise Invalid(unreadable.said(language)) from None


def _values_in(body: bytes, settings: Settings) -> Pasted:
    if is_npy(body) or is_npz(body) or body.startswith(GZIP):
        return Pasted(values_of(body, None, settings))
    refuse_pickle(body)
    try:
        return read_text(body.decode("utf-8-sig"), settings)
    except UnicodeDecodeError:
        raise Unreadable("notext") from None


@dataclass(slots=True)
class _Opening:
    """One file or text on its way to the page, and what is to be said of it."""

    pasted: Pasted
    settings: Settings
    language: str
    layout: str | None
    notices: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)

    def answer(self) -> dict[str, Any]:
        values, results = _without_answers(self.pasted.values)
        left_aside = [*self.pasted.left_aside, *results]
        if self.pasted.renamed:
            pairs = (f"{clipped(theirs)} → {ours}" for theirs, ours in self.pasted.renamed.items())
            self.say("renamed", names=", ".join(pairs))
        if left_aside:
            self.say("left_aside", names=", ".join(left_aside)[:MAX_NAMES_CHARACTERS])
        named = {our_name(name) or name for name in values}
        if len(values) == 1 and not named & {*TENSORS}:
            return self.arrays({"": next(iter(values.values()))})
        tensors = {our_name(name) or name: each for name, each in values.items()}
        is_one_layer = len(tensors) == len(values)
        if is_one_layer and named <= {*TENSORS, *BESIDE} and not {"input", "weight"} <= named:
            if not any(name in tensors for name in TENSORS):
                raise Unreadable("empty")
            return self.arrays({name: tensors[name] for name in TENSORS if name in tensors})
        if not named & {*TENSORS} and all(_is_array(each) for each in values.values()):
            raise Unreadable("names", names=", ".join(values)[:MAX_NAMES_CHARACTERS])
        return self.request(values)

    def say(self, notice: str, **details: str) -> None:
        self.notices.append(words(self.language)["opening"][notice].format(**details))

    def show_as(self, form: str) -> None:
        """The page says it as long as these numbers are open."""
        self.forms.append(form)
        self.notices.append(form_texts(self.language)[form])

    def arrays(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Some tensors, whose axes the page still has to tell apart."""
        library = self.pasted.library
        layout = self.pasted.values.get("layout") or LAYOUT_OF.get(library)
        read = {name: _array_of(name, value) for name, value in found.items()}
        return {
            "arrays": {
                name: {"shape": array.shape, "data": as_ints_where_whole(array.reshape(-1))}
                for name, array in read.items()
            },
            "layout": layout,
            "library": library,
            "notices": self.notices,
        }

    def request(self, values: dict[str, Any]) -> dict[str, Any]:
        """A whole convolution, or which layout it has."""
        if values.get("dtype") == "float32" and not self.is_file:
            self.say("float64")
        values = {name: each for name, each in values.items() if name != "dtype"}
        if values.get("layout") is None and values.get("convention") is None:
            layout = self.layout or self.layout_shown(values)
            if layout is None:
                readings = [self.read(values, each) for each in ("NHWC", "NCHW")]
                one, other = (reading.arrays for reading in readings)
                if not one.equals(other):
                    return _question(readings)
            values["layout"] = layout or "NHWC"
        reading: Reading[Any] = read_request(values, self.settings)
        self.tell_of(reading)
        return {
            "request": request_of(reading.arrays),
            "forms": self.forms,
            "notices": self.notices,
        }

    @property
    def is_file(self) -> bool:
        """Whether arrays came with a dtype of their own, which is not worth a word."""
        return any(isinstance(each, np.ndarray) for each in self.pasted.values.values())

    def read(self, values: dict[str, Any], layout: str) -> Reading[Any]:
        return read_request(values | {"layout": layout}, self.settings)

    def layout_shown(self, values: dict[str, Any]) -> str | None:
        """The layout that the shapes or the text show; None where both are as likely."""
        fitting = fits(values)
        shown = LAYOUT_OF.get(self.pasted.library)
        if len(fitting) == 1:
            if fitting[0] == "NCHW":
                self.say("first_fits")
            return fitting[0]
        if not fitting:
            return shown or "NHWC"
        if shown is not None:
            self.say(f"shown_{self.pasted.library}")
        return shown

    def tell_of(self, reading: Reading[Any]) -> None:
        """What is on the page in another form than it came in."""
        request = reading.request
        if reading.roles:
            self.show_as("transposed")
            if reading.bias is not None:
                self.show_as("transposed_bias")
        if request.input.array.ndim < request.weight.array.ndim:
            self.say("unbatched")
        if request.weight.array.ndim == 3:
            self.say("conv1d")
        if request.flip_kernel:
            self.show_as("flipped")
        if reading.found.frame is not None:
            mode = request.padding_mode
            self.show_as("cropped" if mode == "zeros" else mode)
        known = words(self.language)["opening"]
        for warning in reading.warnings:
            if warning.type == "names-assumed":
                names = names_assumed(self.pasted.values)
                theirs, ours = self.listed(names), self.listed(names.values())
                self.say(warning.type, theirs=theirs, ours=ours)
            elif warning.type not in SAID_HERE:
                self.notices.append(known.get(warning.type, warning.detail))

    def listed(self, names: Iterable[str]) -> str:
        """Several names in the language of the page."""
        known = words(self.language)["opening"]
        *most, last = names
        return f"{known['comma'].join(most)}{known['and']}{last}"


def _question(readings: list[Reading[Any]]) -> dict[str, Any]:
    choices = [
        {
            "layout": reading.request.layout,
            "input": reading.arrays.input.shape,
            "weight": reading.arrays.weight.shape,
        }
        for reading in readings
    ]
    return {"question": {"shape": readings[0].request.input.array.shape, "choices": choices}}


def _without_answers(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The values without those that Gradgrid computes itself, and the names of these."""
    if not {our_name(name) or name for name in values} & {*TENSORS}:
        return dict(values), []
    aside = [name for name, each in values.items() if _is_array(each) and result_name(name)]
    return {name: each for name, each in values.items() if name not in aside}, aside


def _is_array(value: Any) -> bool:
    return isinstance(value, Tensor | np.ndarray | list | dict)


def _array_of(name: str, value: Any) -> np.ndarray:
    """The numbers of one value; raises :class:`Unreadable`."""
    if isinstance(value, Tensor):
        return value.array
    if isinstance(value, dict) and set(value) == {"shape", "data"}:
        return _flat(value)
    if not isinstance(value, np.ndarray):
        return array_of_text(orjson.dumps(value).decode())
    what = name or UNNAMED
    if value.ndim > MAX_AXES:
        raise Unreadable("deep_array", name=what, axes=value.ndim, most=MAX_AXES)
    if value.dtype.kind not in "fiub" or value.size == 0:
        raise Unreadable("no_numbers", name=what)
    numbers = np.ascontiguousarray(value, np.float64).reshape(value.shape) + 0.0
    if not np.isfinite(numbers).all():
        raise Unreadable("nan_in_array", name=what)
    return numbers


def _flat(value: dict[str, Any]) -> np.ndarray:
    numbers = array_of_text(orjson.dumps(value["data"]).decode())
    shape = value["shape"]
    is_shape = isinstance(shape, list) and all(type(size) is int and size > 0 for size in shape)
    if not is_shape or len(shape) > MAX_AXES or numbers.ndim != 1:
        raise Unreadable("flat")
    if int(np.prod(shape, dtype=object)) != numbers.size:
        raise Unreadable("flat")
    return numbers.reshape(shape)
