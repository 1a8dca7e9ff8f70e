"""One convolution with its numbers: every tensor with its values, symbols and readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.arrays import common_dtype
from engine.chapter import Chapter, Tensor
from engine.conv2d import conv2d, conv2d_backward
from engine.derivations import base_tensors, chapters_of, virtual_tensors
from engine.errors import EngineError
from engine.evaluate import evaluate
from engine.geometry import ConvGeometry
from engine.reshape_slip import article_columns
from engine.rule import Cell, Rule, Term, readers, terms
from engine.shapes import Float
from engine.symbols import Symbol, symbols_of


@dataclass(frozen=True, eq=False)
class Trace:
    """A geometry with its numbers, tensors and chapters; values are computed when asked for."""

    geometry: ConvGeometry
    tensors: Mapping[str, Tensor]
    chapters: tuple[Chapter, ...]
    symbols: Mapping[str, Symbol]
    _values: dict[str, np.ndarray] = field(repr=False)

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every tensor, by name."""
        return {name: tensor.shape for name, tensor in self.tensors.items()}

    def values(self, name: str) -> np.ndarray:
        """The numbers of one tensor, in its own axes."""
        if name not in self._values:
            rule = self.tensors[name].rule
            assert rule is not None, f"{name} has neither values nor a rule"
            self._values[name] = self.evaluate(rule)
        return self._values[name]

    def value(self, name: str, cell: Cell) -> np.floating:
        """The number of one cell; of a virtual tensor, that of the cell it copies."""
        at = self.origin(name, cell) if self.tensors[name].virtual else (name, cell)
        number: np.floating = (
            self.values("input").dtype.type(0) if at is None else self.values(at[0])[at[1]]
        )
        return number

    def evaluate(self, rule: Rule) -> np.ndarray:
        """What ``rule`` computes from the tensors it reads."""
        return evaluate(rule, {name: self.values(name) for name in rule.sources})

    def terms(self, name: str, cell: Cell, rule: Rule | None = None) -> list[Term]:
        """Fan-in of a cell by ``rule``, or by the tensor's own; none for a base tensor."""
        chosen = rule or self.tensors[name].rule
        return [] if chosen is None else terms(chosen, cell, self.shapes)

    def readers(self, name: str, cell: Cell) -> list[tuple[str, Cell]]:
        """Fan-out of a cell: every (tensor, cell) whose own rule reads it, none of them virtual."""
        return [
            (other.name, reader)
            for other in self.tensors.values()
            if other.rule is not None and not other.virtual and name in other.rule.sources
            for reader in readers(other.rule, name, cell)
        ]

    def origin(self, name: str, cell: Cell) -> tuple[str, Cell] | None:
        """The named cell that a copy shows: back through padding, rotation, reshape and im2col.

        None where the copy shows a zero that was put in.
        """
        rule = self.tensors[name].rule
        if name in self.symbols or rule is None:
            return name, cell
        ((read,),) = terms(rule, cell, self.shapes)
        return None if read.cell is None else self.origin(read.tensor, read.cell)

    def symbol(self, name: str, cell: Cell | None, *, latex: bool = False) -> str:
        """The symbol of a cell as text or LaTeX; "0" for a zero that was put in, or None."""
        origin = None if cell is None else self.origin(name, cell)
        if origin is None:
            return "0"
        named, at = origin
        symbol, axes = self.symbols[named], self.tensors[named].axes
        return symbol.latex(axes, at) if latex else symbol.text(axes, at)


def build_trace(
    geometry: ConvGeometry,
    input: Float[np.ndarray, "n h w c_in"],
    weight: Float[np.ndarray, "kh kw c_group c_out"],
    bias: Float[np.ndarray, " c_out"] | None = None,
    grad_output: Float[np.ndarray, "n oh ow c_out"] | None = None,
) -> Trace:
    """The whole derivation for one convolution; ``grad_output`` is all ones unless given.

    Output and the three gradients come from the kernels, every other tensor from its rule. Raises
    :class:`EngineError` where the arrays do not fit the geometry.

    >>> g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    >>> trace = build_trace(g, np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1)))
    >>> trace.values("grad_input").reshape(3, 3)
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    >>> [trace.symbol("input_columns", (0, 0, 0, 1, 0, u, v)) for u in (0, 1) for v in (0, 1)]
    ['x12', 'x13', 'x22', 'x23']
    """
    common_dtype(input=input, weight=weight)
    if (input.shape, weight.shape) != (geometry.input_shape, geometry.weight_shape):
        raise EngineError(
            "geometry",
            f"input {input.shape} and weight {weight.shape} are not of the geometry's shapes "
            f"{geometry.input_shape} and {geometry.weight_shape}",
        )
    output = conv2d(input, weight, bias, **geometry.options)
    if grad_output is None:
        grad_output = np.ones_like(output)
    gradients = conv2d_backward(grad_output, input, weight, **geometry.options)
    arrays = {"input": input, "weight": weight, "output": output, "grad_output": grad_output}
    arrays |= {"grad_input": gradients.input, "grad_weight": gradients.weight}
    arrays |= {"grad_bias": gradients.bias} | ({} if bias is None else {"bias": bias})
    tensors = tensors_of(geometry, has_bias=bias is not None)
    if "article_columns" in tensors:
        arrays["article_columns"] = article_columns(input, geometry)
    values = {name: array.reshape(tensors[name].shape) for name, array in arrays.items()}
    chapters = chapters_of(geometry, has_bias=bias is not None)
    symbols = symbols_of(geometry, has_bias=bias is not None)
    return Trace(geometry, tensors, chapters, symbols, values)


def tensors_of(geometry: ConvGeometry, *, has_bias: bool) -> dict[str, Tensor]:
    """Every tensor of the derivation by name; shapes and rules, nothing is computed.

    Chapters reach the same tensor by several rules. The first that is more than a copy is kept,
    else the first: it says most about where the tensor is from.

    >>> tensors = tensors_of(ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1)), has_bias=False)
    >>> tensors["input_columns"].shape
    (1, 1, 2, 2, 1, 2, 2)
    """
    chapters = chapters_of(geometry, has_bias=has_bias)
    written = (step.tensor for chapter in chapters for step in chapter.steps)
    given = base_tensors(geometry, has_bias=has_bias)
    named: dict[str, Tensor] = {}
    for tensor in (*given, *written, *virtual_tensors(geometry, has_bias=has_bias)):
        kept = named.setdefault(tensor.name, tensor)
        if kept.rule is not None and kept.rule.is_copy and not _is_copy(tensor):
            named[tensor.name] = tensor
    return named


def _is_copy(tensor: Tensor) -> bool:
    return tensor.rule is None or tensor.rule.is_copy
