"""The layout of a request: the one given, or NHWC with a warning if NCHW fits as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from gradgrid.app.service.problems import CANNOT, MAX_DETAIL, Fault, Invalid
from gradgrid.app.wire import limits
from gradgrid.app.wire.geometry.axis_order import Shape
from gradgrid.app.wire.geometry.other_readings import fitting, remedies
from gradgrid.app.wire.geometry.shapes import (
    TRANSPOSED,
    Asked,
    MisfitError,
    Resolved,
    Warning,
    in_layout,
)
from gradgrid.app.wire.options import GEOMETRY_OPTIONS
from gradgrid.engine.conv2d.layouts import LAYOUTS


@lru_cache(maxsize=512)
def resolved(asked: Asked, max_option: int) -> Resolved:
    """The convolution of these shapes; raises :class:`Invalid`, naming layouts that would fit."""
    limits.check_options({name: getattr(asked, name) for name in GEOMETRY_OPTIONS}, max_option)
    _check_operation(asked)
    layout = asked.layout or "NHWC"
    try:
        found = in_layout(asked, layout, asked.weight_layout)
    except MisfitError as misfit:
        raise _refusal(asked, misfit) from None
    if asked.layout is None:
        other = fitting(asked, "NCHW", asked.weight_layout)
        if other is not None and not _reads_alike(asked, found, other):
            detail = (
                "these shapes fit as NHWC and as NCHW, and no layout was given: they were read "
                'as NHWC. Say "layout": "NHWC" or "NCHW"'
            )
            return replace(found, warnings=(Warning("layout-assumed", "/layout", detail),))
    return found


def of_sizes(asked: Asked, max_option: int) -> Resolved:
    """What sizes mean that a reader chose, in the layout given; raises :class:`Invalid`."""
    limits.check_options({name: getattr(asked, name) for name in GEOMETRY_OPTIONS}, max_option)
    try:
        return in_layout(asked, asked.layout or "NHWC", asked.weight_layout)
    except MisfitError as misfit:
        raise Invalid(CANNOT, [misfit.fault]) from None


def layouts_of(asked: Asked) -> tuple[str, ...]:
    """The layouts that these shapes fit, of "NHWC" and "NCHW"."""
    return tuple(
        layout for layout in LAYOUTS if fitting(asked, layout, asked.weight_layout) is not None
    )


def _check_operation(asked: Asked) -> None:
    """Refuse an option of one operation for the other; raises :class:`Invalid`."""
    if asked.operation == TRANSPOSED and asked.padding_mode != "zeros":
        raise Invalid.at("/padding_mode", "must be zeros for a transposed convolution")
    if asked.operation != TRANSPOSED and asked.output_padding not in (0, (0,), (0, 0)):
        detail = 'it belongs to a transposed convolution: "operation": "conv_transpose2d"'
        raise Invalid.at("/output_padding", detail)


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
    pointer, detail = misfit.fault.pointer, misfit.fault.detail
    if said := remedies(asked):
        return Invalid(CANNOT, [*_in_one(pointer, [detail, *said])])
    faults = [misfit.fault]
    if asked.layout is None and pointer in ("/input", "/weight"):
        try:
            in_layout(asked, "NCHW", asked.weight_layout)
        except MisfitError as other:
            if other.fault != misfit.fault:
                faults.append(Fault(other.fault.pointer, f"as NCHW: {other.fault.detail}"))
        except Invalid:
            pass
    return Invalid(CANNOT, faults)


def _in_one(pointer: str, sentences: Sequence[str]) -> Iterator[Fault]:
    """One fault, or as many as it takes for none to be cut."""
    whole = "; ".join(sentences)
    if len(whole) <= MAX_DETAIL:
        yield Fault(pointer, whole)
    else:
        yield Fault(pointer, "; ".join(sentences[:-1]))
        yield Fault(pointer, sentences[-1])
