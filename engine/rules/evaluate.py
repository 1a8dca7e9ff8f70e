"""The value of a rule: each factor gathered over its own axes, then contracted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np

from gradgrid.engine.rules.rule import Axis, Factor, Product, Rule


def evaluate(rule: Rule, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """The whole output of ``rule``, from the tensors it reads.

    >>> from gradgrid.engine.rules.rule import Index, copy
    >>> reverse = copy((Axis("i", 3),), "x", (Index((("i", -1),), offset=2),))
    >>> evaluate(reverse, {"x": np.arange(3.0)})
    array([2., 1., 0.])
    """
    assert rule.target is None, "what is scattered is computed by a kernel, or a cell at a time"
    shape = tuple(axis.size for axis in rule.axes)
    dtype = np.result_type(*(arrays[name] for name in rule.sources))
    total = np.zeros(shape, dtype)
    for product in rule.products:
        found = _contract(rule.axes, product, arrays)
        total += found if product.scale == 1 else found * dtype.type(product.scale)
    return total


def _contract(
    out_axes: tuple[Axis, ...], product: Product, arrays: Mapping[str, np.ndarray]
) -> np.ndarray:
    sizes = {axis.name: axis.size for axis in (*out_axes, *product.sum)}
    number = {name: position for position, name in enumerate(sizes)}
    operands: list[object] = []
    seen: set[str] = set()
    for factor in product.factors:
        names = [name for name in sizes if any(name in dict(e.terms) for e in factor.index)]
        operands += [_gather(factor, arrays[factor.tensor], names, sizes)]
        operands += [[number[name] for name in names]]
        seen.update(names)
    kept = [number[axis.name] for axis in out_axes if axis.name in seen]
    # Without an axis to keep, einsum gives a number instead of an array.
    result = np.asarray(np.einsum(*operands, kept, optimize=True))  # type: ignore[call-overload]
    # Along a summed axis that no factor reads, every term is the same.
    unread = prod(axis.size for axis in product.sum if axis.name not in seen)
    result = result if unread == 1 else result * result.dtype.type(unread)
    return result.reshape([axis.size if axis.name in seen else 1 for axis in out_axes])


def _gather(
    factor: Factor, array: np.ndarray, names: Sequence[str], sizes: Mapping[str, int]
) -> np.ndarray:
    """``array`` at the factor's index, over the axes ``names``; zero where that falls outside."""
    where = []
    inside: np.ndarray = np.array(True)
    for expression, size in zip(factor.index, array.shape, strict=True):
        total: np.ndarray = np.array(expression.offset)
        for name, coefficient in expression.terms:
            shape = [sizes[n] if n == name else 1 for n in names]
            total = total + coefficient * np.arange(sizes[name]).reshape(shape)
        at, remainder = np.divmod(total, expression.divisor)
        at = at if expression.border is None else expression.border.cells(at)
        inside = inside & (remainder == 0) & (at >= 0) & (at < size)
        where.append(np.clip(at, 0, size - 1))
    shape = [sizes[name] for name in names]
    gathered: np.ndarray = np.where(inside, array[tuple(where)], array.dtype.type(0))
    return gathered.reshape(shape)
