"""Any rule at all, and every rule of the derivation: readers undo terms, evaluate adds them up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.chapters import chapters_of
from gradgrid.engine.conv2d.derivation import tensors_of
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.cells import Reads, count_inside, gather, product_reads, readers
from gradgrid.engine.rules.evaluate import evaluate
from gradgrid.engine.rules.rule import Cell, Read, Rule, terms
from gradgrid.engine.rules.trace import Trace
from tests.engine import plain_rules
from tests.engine.geometries import (
    EVERY_OPTION,
    SOME,
    geometries,
    identify,
    small_integers,
    tensors,
)
from tests.engine.random_rules import Shape, random_rule

PADDED_WIDER_THAN_ITS_KERNEL = ConvGeometry.of((1, 2, 1, 1), (1, 2, 1, 1), padding=((2, 0), (3, 1)))
WITH_LEFTOVER = ConvGeometry.of((1, 5, 4, 2), (2, 2, 2, 1), stride=(2, 3))


def shapes_of(g: ConvGeometry) -> dict[str, Shape]:
    return {name: tensor.shape for name, tensor in tensors_of(g, has_bias=True).items()}


def rules_of(g: ConvGeometry) -> list[Rule]:
    steps = (step for chapter in chapters_of(g, has_bias=True) for step in chapter.steps)
    return [step.tensor.rule for step in steps if step.tensor.rule is not None]


def assert_readers_undo_terms(rule: Rule, shapes: dict[str, Shape]) -> None:
    for (name, cell), expected in plain_rules.readers(rule, shapes).items():
        assert readers(rule, name, cell) == expected, f"readers of {name}{cell}"


@given(st.data())
def test_readers_any_rule_are_the_inverse_of_terms(data: st.DataObject) -> None:
    assert_readers_undo_terms(*random_rule(data))


@given(st.data())
def test_evaluate_any_rule_equals_its_terms_added_up(data: st.DataObject) -> None:
    rule, shapes = random_rule(data)
    arrays = {name: small_integers(shapes[name], seed) for seed, name in enumerate(shapes)}

    values = evaluate(rule, arrays)

    assert values.shape == tuple(axis.size for axis in rule.axes)
    for cell in np.ndindex(values.shape):
        assert values[cell] == plain_rules.value(rule, cell, arrays), cell


@given(st.data())
def test_reads_any_rule_are_its_terms_as_arrays(data: st.DataObject) -> None:
    rule, shapes = random_rule(data)
    arrays = {name: small_integers(shapes[name], seed) for seed, name in enumerate(shapes)}
    cell = tuple(data.draw(st.integers(0, axis.size - 1)) for axis in rule.axes)

    total, inside = 0.0, 0
    for product in rule.products:
        factors, sizes = product_reads(rule, product, Reads.of("out", cell), shapes)
        numbers = [gather(arrays[reads.tensor], reads) for reads in factors]
        each = np.broadcast_to(np.prod(np.broadcast_arrays(*numbers), axis=0), sizes)
        total += product.scale * each.sum()
        inside += count_inside(rule, product, cell, shapes)

    assert total == plain_rules.value(rule, cell, arrays)
    listed = terms(rule, cell, shapes)
    assert inside == sum(all(read.cell is not None for read in term) for term in listed)


@pytest.mark.parametrize(
    "g", [EVERY_OPTION, PADDED_WIDER_THAN_ITS_KERNEL, WITH_LEFTOVER], ids=identify
)
def test_readers_every_step_are_the_inverse_of_terms(g: ConvGeometry) -> None:
    shapes = shapes_of(g)

    for rule in rules_of(g):
        assert_readers_undo_terms(rule, shapes)


@settings(max_examples=SOME)
@given(geometries(max_multiply_adds=60), st.integers(0))
def test_readers_any_geometry_and_step_are_the_inverse_of_terms(g: ConvGeometry, at: int) -> None:
    rules = rules_of(g)

    assert_readers_undo_terms(rules[at % len(rules)], shapes_of(g))


@pytest.mark.parametrize("name", ["input", "weight", "bias", "grad_output", "input_columns"])
def test_readers_of_a_trace_are_those_by_the_own_rule_of_every_tensor_held(name: str) -> None:
    trace = build_trace(EVERY_OPTION, *tensors(EVERY_OPTION))
    last = tuple(size - 1 for size in trace.shapes[name])

    found = trace.readers(name, last)

    assert found == [
        (other.name, cell)
        for other in trace.tensors.values()
        if not other.virtual
        for cell in np.ndindex(other.shape)
        if any((read.tensor, read.cell) == (name, last) for read in _reads(trace, other.name, cell))
    ]


def _reads(trace: Trace, name: str, cell: Cell) -> list[Read]:
    return [read for term in trace.terms(name, cell) for read in term]
