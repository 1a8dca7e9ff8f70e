"""A trace on the wire: tensors, rules, symbols, chapters."""

from __future__ import annotations

import numpy as np

from app.presenter.geometry import geometry_to_wire
from app.presenter.layout import Wire
from engine.chapter import Step, Tensor, View
from engine.rule import Axis, Index, Rule
from engine.symbols import Symbol
from engine.trace import Trace

ANSWERED = ("output", "grad_input", "grad_weight", "grad_bias")


def trace_to_wire(trace: Trace) -> Wire:
    """Every tensor with its rule, and every chapter."""
    return {
        "geometry": geometry_to_wire(trace.geometry),
        "tensors": [_tensor(trace, tensor) for tensor in trace.tensors.values()],
        "chapters": [
            {"id": chapter.id, "steps": [_step(trace, step) for step in chapter.steps]}
            for chapter in trace.chapters
        ],
    }


def trace_values(trace: Trace) -> dict[str, np.ndarray]:
    """The numbers that a trace sends."""
    return {name: trace.values(name) for name, tensor in trace.tensors.items() if _is_sent(tensor)}


def _is_sent(tensor: Tensor) -> bool:
    """Whether the values go along: not those of a mere copy, unless it is a field of the answer."""
    return tensor.name in ANSWERED or tensor.rule is None or not tensor.rule.is_copy


def _tensor(trace: Trace, tensor: Tensor) -> Wire:
    symbol = trace.symbols.get(tensor.name)
    return {
        "name": tensor.name,
        "role": tensor.role,
        "of": tensor.of,
        "axes": _axes(tensor.axes),
        "view": _view(tensor.view),
        "values": trace.values(tensor.name).reshape(-1) if _is_sent(tensor) else None,
        "rule": None if tensor.rule is None else _rule(tensor.rule),
        "symbol": None if symbol is None else _symbol(symbol),
    }


def _step(trace: Trace, step: Step) -> Wire:
    written = step.tensor
    views = {name: tensor.view for name, tensor in trace.tensors.items()} | {
        written.name: written.view
    }
    is_own = written.rule == trace.tensors[written.name].rule
    return {
        "id": step.id,
        "draws": [
            {"tensor": drawing.tensor, "view": _view(drawing.view or views[drawing.tensor])}
            for drawing in step.draws
        ],
        "writes": written.name,
        "walks": step.walks,
        "rule": None if is_own or written.rule is None else _rule(written.rule),
    }


def _rule(rule: Rule) -> Wire:
    return {
        "scale": rule.scale,
        "products": [
            {
                "sum": _axes(product.sum),
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


def _axes(axes: tuple[Axis, ...]) -> list[Wire]:
    return [{"axis": axis.name, "size": axis.size} for axis in axes]


def _view(view: View) -> Wire:
    return {"blocks": view.blocks, "rows": view.rows, "cols": view.cols}
