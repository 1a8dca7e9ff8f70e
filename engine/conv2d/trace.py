"""The trace of one convolution, and the cost of computing a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from gradgrid.engine.conv2d.answers import KERNELS
from gradgrid.engine.conv2d.arrays import check_shape, common_dtype
from gradgrid.engine.conv2d.article.reshape import article_columns
from gradgrid.engine.conv2d.derivation import derivation_of
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.errors import EngineError
from gradgrid.engine.rules.derivation import Derivation
from gradgrid.engine.rules.rule import Rule
from gradgrid.engine.rules.trace import MAX_READS, Trace
from gradgrid.engine.shapes import Float


@dataclass(frozen=True, eq=False, kw_only=True)
class Conv2dTrace(Trace):
    """The trace of one convolution: of its tensors, and of what its kernels compute."""

    geometry: ConvGeometry


def build_trace(
    geometry: ConvGeometry,
    input: Float[np.ndarray, "n h w c_in"],
    weight: Float[np.ndarray, "kh kw c_group c_out"],
    bias: Float[np.ndarray, " c_out"] | None = None,
    grad_output: Float[np.ndarray, "n oh ow c_out"] | None = None,
) -> Conv2dTrace:
    """The whole derivation for one convolution; ``grad_output`` is all ones unless given.

    Output and the three gradients come from the kernels, every other tensor from its rule, each as
    soon as it is asked for. Raises :class:`EngineError` where the arrays do not fit the geometry.

    >>> g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    >>> trace = build_trace(g, np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1)))
    >>> trace.values("grad_input").reshape(3, 3)
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    >>> trace.value("output", (0, 1, 1, 0, 0)) == 4 + 5 + 7 + 8
    np.True_
    >>> [trace.symbol("input_columns", (0, 0, 0, 1, 0, u, v)) for u in (0, 1) for v in (0, 1)]
    ['x12', 'x13', 'x22', 'x23']
    >>> trace.window("output", ((0, 1), (1, 2), (0, 2), (0, 1), (0, 1))).reshape(-1)
    array([20., 24.])
    """
    arrays = {"input": input, "weight": weight}
    arrays |= {} if bias is None else {"bias": bias}
    arrays |= {} if grad_output is None else {"grad_output": grad_output}
    dtype = common_dtype(**arrays)
    if (input.shape, weight.shape) != (geometry.input_shape, geometry.weight_shape):
        raise EngineError(
            "geometry",
            f"input {input.shape} and weight {weight.shape} are not of the geometry's shapes "
            f"{geometry.input_shape} and {geometry.weight_shape}",
        )
    if bias is not None:
        check_shape("bias", bias, (geometry.out_channels,))
    if grad_output is None:
        arrays["grad_output"] = np.ones(geometry.output_shape, dtype)
    else:
        check_shape("grad_output", grad_output, geometry.output_shape)
    derivation = derivation_of(geometry, has_bias=bias is not None)
    if "article_columns" in derivation.tensors:
        arrays["article_columns"] = article_columns(input, geometry)
    shapes = derivation.shapes
    return Conv2dTrace(
        derivation,
        {name: array.reshape(shapes[name]) for name, array in arrays.items()},
        {name: partial(kernel, geometry, arrays) for name, kernel in KERNELS.items()},
        geometry=geometry,
    )


def trace_of_inputs(inputs: ConvInputs) -> Conv2dTrace:
    """The trace of a convolution as it was given; as :func:`build_trace`."""
    return build_trace(inputs.geometry, **inputs.tensors)


def held_whole(derivation: Derivation, name: str, cells: int) -> set[str]:
    """The tensors that must be held whole to compute ``cells`` cells of ``name``, kernels apart.

    >>> g = ConvGeometry.of((1, 56, 56, 64), (3, 3, 64, 64), padding=1)
    >>> sorted(held_whole(derivation_of(g, has_bias=False), "grad_weight_matrix", 2_000))
    ['grad_output_matrix', 'input_columns', 'input_padded']
    >>> held_whole(derivation_of(g, has_bias=False), "grad_weight_matrix", 2)
    set()
    """
    rule = derivation.tensors[name].rule
    if rule is None or name in KERNELS:
        return set()
    reads = cells * (1 if rule.is_copy else rule.term_count)
    if rule.is_copy or reads <= MAX_READS:
        return set().union(*(held_whole(derivation, each, reads) for each in rule.sources))
    return _sources(derivation, rule)


def _sources(derivation: Derivation, rule: Rule) -> set[str]:
    """Every tensor that is evaluated before ``rule``: its sources, and theirs."""
    found = set[str]()
    for name in rule.sources:
        inner = derivation.tensors[name].rule
        if inner is not None and name not in KERNELS:
            found |= {name} | _sources(derivation, inner)
    return found
