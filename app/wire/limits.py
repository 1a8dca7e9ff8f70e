"""What one request may cost, decided from its shapes before anything of that size is allocated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from gradgrid.app.service.problems import Fault, Invalid, OverLimit
from gradgrid.app.service.settings import Settings
from gradgrid.engine import ConvGeometry

if TYPE_CHECKING:
    from gradgrid.app.wire.present import Selection
    from gradgrid.engine.conv2d.derivation import Derivation

WORDS = {"padding": "elements of the padded input", "grad_output": "elements of the output"}
TOO_LARGE = "The request is over a limit."


def check_options(options: Mapping[str, object], most: int) -> None:
    """Refuse options past ``max_option``, so that every size below is a number of a few digits."""
    for name, value in options.items():
        if _largest(value) > most:
            raise Invalid.at(f"/{name}", f"{name} is at most {most} (max_option)")


def check_geometry(geometry: ConvGeometry, settings: Settings) -> None:
    """Refuse tensors past ``max_tensor_elements``, their sum, and work past ``max_work``.

    >>> check_geometry(ConvGeometry.of((1, 9, 9, 1), (3, 3, 1, 1)), Settings(max_work=100))
    Traceback (most recent call last):
    gradgrid.app.service.problems.OverLimit: The request is over a limit.
    """
    cost = _cost(geometry)
    most = settings.max_tensor_elements
    faults = [
        _over(f"/{name}", WORDS.get(name, "elements"), size, settings, "max_tensor_elements")
        for name, size in cost.sizes.items()
        if size > most
    ]
    if cost.total > settings.max_total_elements:
        what = "elements of all tensors"
        faults.append(_over("", what, cost.total, settings, "max_total_elements"))
    if cost.taps > settings.max_taps:
        what = "kernel rows times columns"
        faults.append(_over("/weight", what, cost.taps, settings, "max_taps"))
    if cost.work > settings.max_work:
        what = "multiply-adds forward and backward"
        faults.append(_over("", what, cost.work, settings, "max_work"))
    if faults:
        raise OverLimit(TOO_LARGE, faults)


def check_trace(shapes: Mapping[str, tuple[int, ...]], settings: Settings) -> None:
    """Refuse a trace with more cells than ``max_trace_tensor_cells`` or ``max_trace_cells``.

    ``shapes`` are those of the tensors that are held as a whole: all but the virtual ones.
    """
    cells = {name: prod(shape) for name, shape in shapes.items()}
    largest = max(cells, key=lambda name: cells[name])
    faults = []
    if cells[largest] > settings.max_trace_tensor_cells:
        what = f"cells of {largest}"
        faults.append(_over("", what, cells[largest], settings, "max_trace_tensor_cells"))
    if sum(cells.values()) > settings.max_trace_cells:
        faults.append(_over("", "cells in all", sum(cells.values()), settings, "max_trace_cells"))
    if faults:
        advice = "name what you need in `only`, or a part of it in `window`"
        raise OverLimit(f"The trace is over a limit: {advice}.", faults)


def check_selection(derivation: Derivation, selection: Selection, settings: Settings) -> None:
    """Refuse a selection with more values than a trace may have, or made of more cells.

    A tensor that is a sum is computed as a whole where that takes fewer reads; what it reads must
    then be held, and has at most ``max_total_elements`` cells.
    """
    from gradgrid.engine.conv2d.trace import held_whole

    cells = {
        name: prod(stop - start for start, stop in ranges)
        for name, ranges in selection.sent.items()
    }
    faults = []
    for name, count in cells.items():
        pointer = f"/window/{name}" if name in selection.windows else "/only"
        if count > settings.max_trace_tensor_cells:
            what = f"cells of {name}"
            fault = _over(pointer, what, count, settings, "max_trace_tensor_cells")
            faults.append(_with_remedy(fault, f"ask for a window of {name}"))
            continue
        for held in held_whole(derivation, name, count):
            size = prod(derivation.shapes[held])
            if size > settings.max_total_elements:
                what = f"cells of {held}, of which {name} is made"
                fault = _over(pointer, what, size, settings, "max_total_elements")
                faults.append(_with_remedy(fault, f"ask for fewer cells of {name}"))
    if sum(cells.values()) > settings.max_trace_cells:
        fault = _over("", "cells in all", sum(cells.values()), settings, "max_trace_cells")
        faults.append(_with_remedy(fault, "ask for fewer tensors, or for windows of them"))
    if faults:
        raise OverLimit("The trace is over a limit.", faults)


def check_terms(limit: int | None, settings: Settings) -> int:
    """How many terms an answer of ``/terms`` lists; refuse more than ``max_terms``."""
    most = settings.max_terms
    if limit is not None and limit > most:
        advice = "ask for the rest by offset"
        raise OverLimit(
            TOO_LARGE, [Fault("/limit", f"limit is at most {most} (max_terms): {advice}")]
        )
    return most if limit is None else limit


@dataclass(frozen=True, slots=True)
class _Cost:
    """Elements by tensor and in all, taps, and multiply-adds forward and backward."""

    sizes: dict[str, int]
    total: int
    taps: int
    work: int


@lru_cache(maxsize=256)
def _cost(geometry: ConvGeometry) -> _Cost:
    sizes = {
        "input": prod(geometry.input_shape),
        "weight": prod(geometry.weight_shape),
        "padding": geometry.batch * prod(geometry.padded_size) * geometry.in_channels,
        "grad_output": prod(geometry.output_shape),
    }
    total = sum(sizes.values()) + sizes["grad_output"] + geometry.out_channels
    return _Cost(sizes, total, prod(geometry.kernel_size), 3 * geometry.multiply_adds)


def _over(pointer: str, what: str, value: int, settings: Settings, limit: str) -> Fault:
    most = getattr(settings, limit)
    return Fault(pointer, f"{value} {what}: at most {most} are allowed ({limit})")


def _with_remedy(fault: Fault, remedy: str) -> Fault:
    return Fault(fault.pointer, f"{fault.detail}: {remedy}")


def _largest(value: object) -> int:
    if isinstance(value, int):
        return abs(value)
    return max(map(_largest, value)) if isinstance(value, tuple) and value else 0
