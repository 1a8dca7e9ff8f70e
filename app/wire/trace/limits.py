"""Limits of a trace and of a page of terms: cells that are sent, and cells they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from gradgrid.app.service.problems import Fault, OverLimit
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.limits import TOO_LARGE, over
from gradgrid.app.wire.present import Selection
from gradgrid.engine.conv2d.trace import held_whole
from gradgrid.engine.rules.derivation import Derivation


def check_trace(shapes: Mapping[str, tuple[int, ...]], settings: Settings) -> None:
    """Refuse a trace with more cells than ``max_trace_tensor_cells`` or ``max_trace_cells``.

    ``shapes`` are those of the tensors that are held as a whole: all but the virtual ones.
    """
    cells = {name: prod(shape) for name, shape in shapes.items()}
    largest = max(cells, key=lambda name: cells[name])
    faults = []
    if cells[largest] > settings.max_trace_tensor_cells:
        what = f"cells of {largest}"
        faults.append(over("", what, cells[largest], settings, "max_trace_tensor_cells"))
    if sum(cells.values()) > settings.max_trace_cells:
        faults.append(over("", "cells in all", sum(cells.values()), settings, "max_trace_cells"))
    if faults:
        advice = "name what you need in `only`, or a part of it in `window`"
        raise OverLimit(f"The trace exceeds a limit: {advice}.", faults)


def check_selection(derivation: Derivation, selection: Selection, settings: Settings) -> None:
    """Refuse a selection with more values than a trace may have, or made of more cells.

    A tensor that is a sum is computed as a whole where that takes fewer reads; what it reads must
    then be held, and has at most ``max_total_elements`` cells.
    """
    cells = {
        name: prod(stop - start for start, stop in ranges)
        for name, ranges in selection.sent.items()
    }
    faults = []
    for name, count in cells.items():
        pointer = f"/window/{name}" if name in selection.windows else "/only"
        if count > settings.max_trace_tensor_cells:
            what = f"cells of {name}"
            fault = over(pointer, what, count, settings, "max_trace_tensor_cells")
            faults.append(_with_remedy(fault, f"ask for a window of {name}"))
            continue
        for held in held_whole(derivation, name, count):
            size = prod(derivation.shapes[held])
            if size > settings.max_total_elements:
                what = f"cells of {held}, of which {name} is made"
                fault = over(pointer, what, size, settings, "max_total_elements")
                faults.append(_with_remedy(fault, f"ask for fewer cells of {name}"))
    if sum(cells.values()) > settings.max_trace_cells:
        fault = over("", "cells in all", sum(cells.values()), settings, "max_trace_cells")
        faults.append(_with_remedy(fault, "ask for fewer tensors, or for windows of them"))
    if faults:
        raise OverLimit("The trace exceeds a limit.", faults)


def check_terms(limit: int | None, settings: Settings) -> int:
    """How many terms an answer of ``/terms`` lists; refuse more than ``max_terms``."""
    most = settings.max_terms
    if limit is not None and limit > most:
        advice = "ask for the rest by offset"
        raise OverLimit(
            TOO_LARGE, [Fault("/limit", f"limit is at most {most} (max_terms): {advice}")]
        )
    return most if limit is None else limit


def _with_remedy(fault: Fault, remedy: str) -> Fault:
    return Fault(fault.pointer, f"{fault.detail}: {remedy}")
