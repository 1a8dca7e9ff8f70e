"""The derivation of one geometry: its tensors, chapters and symbols, without numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from gradgrid.engine.conv2d.answers import KERNELS
from gradgrid.engine.conv2d.chapters import (
    base_tensors,
    chapters_of,
    given_names,
    virtual_tensors,
)
from gradgrid.engine.conv2d.chapters.nudge import LOSS
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.symbols import symbols_of
from gradgrid.engine.rules.derivation import Derivation, Tensor


@lru_cache(maxsize=64)
def derivation_of(geometry: ConvGeometry, *, has_bias: bool) -> Derivation:
    """The derivation of a geometry, cached: a few kilobytes of data at any size.

    Several chapters may write one tensor by different rules. The first rule that is more than a
    copy is kept, else the first.
    """
    chapters = chapters_of(geometry, has_bias=has_bias)
    written = (step.tensor for chapter in chapters for step in chapter.steps)
    base = base_tensors(geometry, has_bias=has_bias)
    named: dict[str, Tensor] = {}
    for tensor in (*base, *written, *virtual_tensors(geometry, has_bias=has_bias)):
        kept = named.setdefault(tensor.name, tensor)
        if kept.rule is not None and kept.rule.is_copy and not _is_copy(tensor):
            named[tensor.name] = tensor
    symbols, given = symbols_of(geometry, has_bias=has_bias), given_names(has_bias=has_bias)
    return Derivation(named, chapters, symbols, given, tuple(KERNELS), LOSS)


def tensors_of(geometry: ConvGeometry, *, has_bias: bool) -> Mapping[str, Tensor]:
    """Every tensor of the derivation by name; shapes and rules, nothing is computed.

    >>> tensors = tensors_of(ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1)), has_bias=False)
    >>> tensors["input_columns"].shape
    (1, 1, 2, 2, 1, 2, 2)
    """
    return derivation_of(geometry, has_bias=has_bias).tensors


def _is_copy(tensor: Tensor) -> bool:
    return tensor.rule is None or tensor.rule.is_copy
