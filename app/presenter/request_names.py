"""A derivation in the words of its request, where the request asked for something else.

A transposed convolution is the gradient of the convolution that is derived, and a true convolution
is that of the rotated kernel: names, indices and symbols go back to those of the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.presenter.layout import Wire
from app.wire.axis_order import AxisOrder
from engine.options import Pair
from engine.rule import Index
from engine.symbols import Superscript, Symbol
from engine.trace import Trace

_LETTERS = {"x": "y", "y": "x"}
_KINDS = {"in": "out", "out": "in", "batch": "batch"}
# The output's channel is written before the input's.
_PLACES = ("batch", "out", "in")
_WEIGHTS = ("weight", "grad_weight")


@dataclass(frozen=True, slots=True)
class RequestNames:
    """``roles`` exchange the names of tensors, both ways; ``kernel_size`` is that of a rotated
    kernel, else None.
    """

    roles: Mapping[str, str]
    kernel_size: Pair | None
    order: AxisOrder

    def tensor(self, name: str) -> str:
        """The derivation's name of a tensor of the request, and the way back."""
        return self.roles.get(name, name)

    def index(self, name: str, index: tuple[int, ...]) -> tuple[int, ...]:
        """An index into a tensor of the derivation in the request's sense, and the way back."""
        if self.kernel_size is None or name not in _WEIGHTS:
            return index
        sizes = dict(zip("HW", self.kernel_size, strict=True))
        letters = self.order.letters("weight")
        return tuple(
            sizes[letter] - 1 - at if letter in sizes else at
            for letter, at in zip(letters, index, strict=True)
        )

    def trace(self, trace: Trace) -> Trace:
        """The same numbers with the symbols of the request."""
        symbols = {name: self._symbol(name, symbol) for name, symbol in trace.symbols.items()}
        return replace(trace, derivation=replace(trace.derivation, symbols=symbols))

    def terms(self, answer: Wire) -> Wire:
        """An answer of /terms: each cell by the request's name and index."""
        factors = [factor for term in answer["terms"] for factor in term["factors"]]
        for cell in (answer, *factors, *answer["readers"]):
            name = cell["tensor"]
            cell["tensor"] = self.tensor(name)
            if cell["index"] is not None:
                cell["index"] = self.index(name, tuple(cell["index"]))
        return answer

    def _symbol(self, name: str, symbol: Symbol) -> Symbol:
        if self.kernel_size is not None and name in _WEIGHTS:
            ((rows, columns),) = symbol.subscripts
            height, width = self.kernel_size
            symbol = replace(symbol, subscripts=((_from(height, rows), _from(width, columns)),))
        if not self.roles:
            return symbol
        marks = [Superscript(_KINDS[mark.kind], mark.index) for mark in symbol.superscripts]
        marks.sort(key=lambda mark: _PLACES.index(mark.kind))
        is_exchanged = symbol.letter in _LETTERS
        return replace(
            symbol,
            letter=_LETTERS.get(symbol.letter, symbol.letter),
            gradient=symbol.gradient is not is_exchanged,
            superscripts=tuple(marks),
        )


def _from(size: int, index: Index) -> Index:
    """An index that counts from the other end: size + 1 - index, both from 1."""
    terms = tuple((name, -coefficient) for name, coefficient in index.terms)
    return replace(index, terms=terms, offset=size + 1 - index.offset)
