"""A trace on the wire: tensors, rules, symbols, chapters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from gradgrid.app.wire.present.erratum import erratum_numbers, erratum_to_wire
from gradgrid.app.wire.present.geometry import geometry_to_wire
from gradgrid.app.wire.present.request_axes import Wire
from gradgrid.app.wire.present.selection import Selection, is_sent
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.trace import Conv2dTrace
from gradgrid.engine.rules.derivation import Derivation, Step, Tensor, View
from gradgrid.engine.rules.rule import Axis, Index, Rule
from gradgrid.engine.rules.symbol import Symbol
from gradgrid.engine.rules.trace import Trace

# A tensor is not sent if computing it would read another of more cells than this.
MAX_CELLS_READ = 1_000_000


def trace_to_wire(trace: Conv2dTrace, *, max_cells: int | None = None) -> Wire:
    """Every tensor with its rule, and every chapter.

    With ``max_cells`` a larger tensor that has a rule is sent without values, unless it is a field
    of the answer; nor is it computed.
    """
    values = trace_values(trace, max_cells=max_cells)
    return {
        "geometry": geometry_to_wire(trace.geometry),
        "tensors": [
            _tensor(trace, tensor, values.get(name)) for name, tensor in trace.tensors.items()
        ],
        "chapters": _chapters(trace, {each.id: each.steps for each in trace.chapters}),
    } | _roles(trace)


def rules_to_wire(geometry: ConvGeometry, derivation: Derivation) -> Wire:
    """The trace of a geometry without a number that depends on what is given: None stands there."""
    trace = Trace(derivation, {})
    steps = {each.id: each.steps for each in trace.chapters}
    return {
        "geometry": geometry_to_wire(geometry),
        "tensors": [_tensor(trace, tensor, None) for tensor in trace.tensors.values()],
        "chapters": _chapters(trace, steps, with_numbers=False),
    } | _roles(trace)


def numbers_to_wire(trace: Trace, *, max_cells: int) -> Wire:
    """The numbers that :func:`rules_to_wire` leaves out: ``values`` by tensor, ``errata`` by step.

    Of an erratum, the factors of each term as quoted, and what they come to. Which tensors have
    values is as in :func:`trace_to_wire`.
    """
    values = {
        name: array.reshape(-1) for name, array in trace_values(trace, max_cells=max_cells).items()
    }
    errata = {}
    for chapter in trace.chapters:
        for step in chapter.steps:
            if step.erratum is not None and step.erratum.terms:
                factors, total = erratum_numbers(trace, step.erratum)
                errata[f"{chapter.id}/{step.id}"] = {"factors": factors, "value": total}
    return {"values": values, "errata": errata}


def selection_to_wire(
    trace: Conv2dTrace, selection: Selection, values: Mapping[str, np.ndarray]
) -> Wire:
    """The tensors and steps of ``selection``, with the ``values`` that are sent."""
    return {
        "geometry": geometry_to_wire(trace.geometry),
        "tensors": [
            _tensor(trace, tensor, values.get(tensor.name)) | _window(tensor, selection)
            for tensor in selection.tensors
        ],
        "chapters": _chapters(trace, selection.steps),
    } | _roles(trace)


def selected_values(trace: Trace, selection: Selection) -> dict[str, np.ndarray]:
    """The numbers that are sent; of a tensor asked for in part, and of a copy, no others."""
    return {
        name: trace.window(name, ranges)
        if name in selection.windows or trace.tensors[name].is_copy
        else trace.values(name)
        for name, ranges in selection.sent.items()
    }


def trace_values(trace: Trace, *, max_cells: int | None = None) -> dict[str, np.ndarray]:
    """The numbers that a trace sends; ``max_cells`` as in :func:`trace_to_wire`."""
    answers = trace.derivation.answers
    return {
        name: trace.values(name)
        for name, tensor in trace.tensors.items()
        if is_sent(tensor, answers) and _is_small(trace, tensor, max_cells)
    }


def _is_small(trace: Trace, tensor: Tensor, max_cells: int | None) -> bool:
    """Whether the values are few enough to send, and computing them reads nothing huge."""
    if max_cells is None or tensor.rule is None or tensor.name in trace.derivation.answers:
        return True
    return math.prod(tensor.shape) <= max_cells and all(
        _is_small(trace, trace.tensors[name], MAX_CELLS_READ) for name in tensor.rule.sources
    )


def _roles(trace: Trace) -> Wire:
    """By name, also where only some tensors are sent: what is given, answered, and the loss."""
    derivation = trace.derivation
    return {"given": derivation.given, "answers": derivation.answers, "loss": derivation.loss}


def _chapters(
    trace: Trace, steps: Mapping[str, Sequence[Step]], *, with_numbers: bool = True
) -> list[Wire]:
    return [
        {"id": id, "steps": [_step(trace, step, with_numbers=with_numbers) for step in each]}
        for id, each in steps.items()
    ]


def _window(tensor: Tensor, selection: Selection) -> Wire:
    """Which cells the values are of, where they are not all."""
    if tensor.name not in selection.windows:
        return {}
    ranges = zip(tensor.axes, selection.named[tensor.name], strict=True)
    return {"window": {axis.name: ends for axis, ends in ranges}}


def _tensor(trace: Trace, tensor: Tensor, values: np.ndarray | None) -> Wire:
    symbol = trace.symbols.get(tensor.name)
    return {
        "name": tensor.name,
        "role": tensor.role,
        "of": tensor.of,
        "letter": tensor.letter,
        "axes": axes_to_wire(tensor.axes),
        "view": _view(tensor.view),
        "values": None if values is None else values.reshape(-1),
        "rule": None if tensor.rule is None else rule_to_wire(tensor.rule),
        "symbol": None if symbol is None else _symbol(symbol),
    }


def _step(trace: Trace, step: Step, *, with_numbers: bool) -> Wire:
    written = step.tensor
    views = {name: tensor.view for name, tensor in trace.tensors.items()} | {
        written.name: written.view
    }
    erratum = step.erratum
    is_own = written.rule == trace.tensors[written.name].rule
    return {
        "id": step.id,
        "draws": [
            {"tensor": drawing.tensor, "view": _view(drawing.view or views[drawing.tensor])}
            for drawing in step.draws
        ],
        "writes": written.name,
        "cursor_over": step.cursor_over,
        "rule": None if is_own or written.rule is None else rule_to_wire(written.rule),
        "perturbs": step.perturbs,
        "erratum": None
        if erratum is None
        else erratum_to_wire(trace, erratum, with_numbers=with_numbers),
    }


def rule_to_wire(rule: Rule) -> Wire:
    """A rule, without the axes of what it writes."""
    return {
        "products": [
            {
                "scale": product.scale,
                "sum": axes_to_wire(product.sum),
                "factors": [
                    {"tensor": factor.tensor, "index": [_index(index) for index in factor.index]}
                    for factor in product.factors
                ],
            }
            for product in rule.products
        ],
    }


def _index(index: Index) -> Wire:
    return {"terms": dict(index.terms), "offset": index.offset, "divisor": index.divisor}


def _symbol(symbol: Symbol) -> Wire:
    return {
        "letter": symbol.letter,
        "gradient": symbol.gradient,
        "subscripts": [[_index(index) for index in group] for group in symbol.subscripts],
        "superscripts": [{"kind": s.kind, "index": _index(s.index)} for s in symbol.superscripts],
        "wide": symbol.wide,
    }


def axes_to_wire(axes: tuple[Axis, ...]) -> list[Wire]:
    """The axes of a tensor, or of a sum."""
    return [{"axis": axis.name, "size": axis.size, "kind": axis.kind} for axis in axes]


def _view(view: View) -> Wire:
    return {"blocks": view.blocks, "rows": view.rows, "cols": view.cols}
