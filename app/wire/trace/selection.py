"""The part of a trace that a request selects: tensors and chapters by name, and windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from gradgrid.app.service.problems import Fault, Invalid
from gradgrid.app.wire.names import unknown
from gradgrid.app.wire.options import INTEGER_LIMIT
from gradgrid.app.wire.present import Selection
from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.engine.rules.derivation import Chapter, Derivation, Step, Tensor
from gradgrid.engine.rules.trace import Ranges


def _read_range(value: object) -> list[int]:
    ends = value if isinstance(value, list) and len(value) == 2 else []
    if not ends or not all(type(end) is int and -1 < end < INTEGER_LIMIT for end in ends):
        raise PydanticCustomError(
            "wrong",
            "a range must be [start, stop]: the first cell, from 0, and the one after the last",
        )
    return ends


_RANGE = {
    "type": "array",
    "items": {"type": "integer", "minimum": 0},
    "minItems": 2,
    "maxItems": 2,
}
Range = Annotated[list[int], PlainValidator(_read_range), WithJsonSchema(_RANGE)]
Name = Annotated[str, Field(max_length=40)]


class TraceRequest(Conv2dRequest):
    """One convolution, and which of its tensors are asked for."""

    only: Annotated[list[Name], Field(max_length=100)] | None = None
    """Names of tensors, whose values are sent, and ids of chapters, which are sent whole; null is
    everything. What their rules read is sent without values."""

    window: Annotated[dict[Name, dict[Name, Range]], Field(max_length=100)] | None = None
    """By tensor and by axis, as `/trace` names them: the cells [start, stop) whose values are sent;
    an axis that is not named is whole. A tensor with a window need not stand in `only`."""


def select(request: TraceRequest, derivation: Derivation) -> Selection | None:
    """What ``request`` asks for; None for everything. Raises :class:`Invalid`."""
    if request.only is None and not request.window:
        return None
    windows = request.window or {}
    chapters = {chapter.id: chapter for chapter in derivation.chapters}
    faults = _faults(request.only, windows, derivation, chapters)
    if faults:
        raise Invalid("The request cannot be computed.", faults)
    named = dict.fromkeys([*(request.only or ()), *windows])
    whole = [chapters[name] for name in named if name in chapters]
    tensors = {name: derivation.tensors[name] for name in named if name not in chapters}
    ranges = {name: _ranges(tensor, windows.get(name, {})) for name, tensor in tensors.items()}
    drawn = dict.fromkeys(name for each in whole for step in each.steps for name in _of(step))
    known = _with_sources([*tensors, *drawn], derivation)
    return Selection(
        tuple(tensor for name, tensor in derivation.tensors.items() if name in known),
        _steps(derivation.chapters, known),
        ranges,
        frozenset(windows),
        frozenset(drawn),
        derivation.answers,
    )


def _of(step: Step) -> set[str]:
    """Every tensor that a step draws, reads, writes or quotes."""
    quoted = () if step.erratum is None else step.erratum.terms
    names = {factor.tensor for term in quoted for factor in term}
    sources = () if step.tensor.rule is None else step.tensor.rule.sources
    return names | {drawing.tensor for drawing in step.draws} | {step.tensor.name, *sources}


def _steps(chapters: Iterable[Chapter], known: set[str]) -> dict[str, tuple[Step, ...]]:
    """By chapter, the steps of which every tensor is known; no chapter without a step."""
    kept = {each.id: tuple(s for s in each.steps if _of(s) <= known) for each in chapters}
    return {id: steps for id, steps in kept.items() if steps}


def _with_sources(names: Iterable[str], derivation: Derivation) -> set[str]:
    """The tensors of these names and all that their own rules read, back to what was given."""
    waiting, found = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            rule = derivation.tensors[name].rule
            waiting += () if rule is None else rule.sources
    return found


def _ranges(tensor: Tensor, window: Mapping[str, Sequence[int]]) -> Ranges:
    return tuple(
        (window[axis.name][0], window[axis.name][1]) if axis.name in window else (0, axis.size)
        for axis in tensor.axes
    )


def _faults(
    only: Sequence[str] | None,
    windows: Mapping[str, Mapping[str, Sequence[int]]],
    derivation: Derivation,
    chapters: Mapping[str, Any],
) -> list[Fault]:
    faults = []
    if only is not None and not only and not windows:
        faults.append(Fault("/only", "name a tensor or a chapter, or leave only out to have all"))
    for place, name in enumerate(only or ()):
        if name not in derivation.tensors and name not in chapters:
            faults += unknown(f"/only/{place}", name, derivation.tensors, chapters)
    for name, window in windows.items():
        if name in derivation.tensors:
            faults += _window_faults(derivation.tensors[name], window)
        else:
            faults += unknown(f"/window/{_escaped(name)}", name, derivation.tensors)
    return faults


def _window_faults(tensor: Tensor, window: Mapping[str, Sequence[int]]) -> list[Fault]:
    sizes = {axis.name: axis.size for axis in tensor.axes}
    axes = ", ".join(f"{name} (0 to {size})" for name, size in sizes.items())
    faults = []
    for name, (start, stop) in window.items():
        pointer = f"/window/{tensor.name}/{_escaped(name)}"
        if name not in sizes:
            faults.append(Fault(pointer, f"{tensor.name} has the axes {axes}, and not this one"))
        elif not start < stop <= sizes[name]:
            what = "is empty" if stop <= start else "goes too far"
            rule = f"{name} of {tensor.name} runs from 0 to {sizes[name]}"
            remedy = "start must be less than stop, and stop is not in the window"
            faults.append(Fault(pointer, f"[{start}, {stop}] {what}: {rule}; {remedy}"))
    return faults


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
