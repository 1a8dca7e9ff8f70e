"""The equation of one cell: symbols, numbers and value, with and without what is put in."""

import numpy as np
import pytest

from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.equation import equation
from gradgrid.engine.rules.rule import Factor, Product, Rule, along
from gradgrid.engine.rules.trace import Trace

BIAS = np.array([-1.0])
X = np.array([2.0, -1.0]).reshape(1, 1, 2, 1)
K = np.array([3.0, 1.0]).reshape(1, 2, 1, 1)


@pytest.fixture(scope="module")
def padded() -> Trace:
    g = ConvGeometry.of(X.shape, K.shape, padding=((0, 0), (1, 0)))
    return build_trace(g, X, K, BIAS, np.array([4.0, -2.0]).reshape(1, 1, 2, 1))


def test_equation_with_zeros_and_bias_writes_every_term(padded: Trace) -> None:
    assert equation(padded, "output_matrix", (0, 0, 0, 0, 0)) == (
        r"z_{11} = 0 k_{11} + x_{11} k_{12} = 0 \cdot 3 + 2 \cdot 1 = 2"
    )
    assert equation(padded, "output", (0, 0, 1, 0, 0)) == (
        r"y_{12} = x_{11} k_{11} + x_{12} k_{12} + b_{1} "
        r"= 2 \cdot 3 + (-1) \cdot 1 + (-1) = 4"
    )


def test_equation_without_zeros_leaves_out_what_reads_outside(padded: Trace) -> None:
    dy11, dy12 = (rf"\frac{{\partial L}}{{\partial y_{{1{j}}}}}" for j in (1, 2))

    assert equation(padded, "grad_input", (0, 0, 1, 0, 0)) == (
        rf"\frac{{\partial L}}{{\partial x_{{12}}}} = {dy12} k_{{12}} + 0 k_{{11}} "
        r"= (-2) \cdot 1 + 0 \cdot 3 = -2"
    )
    assert equation(padded, "grad_input", (0, 0, 1, 0, 0), zeros=False) == (
        rf"\frac{{\partial L}}{{\partial x_{{12}}}} = {dy12} k_{{12}} = (-2) \cdot 1 = -2"
    )
    assert equation(padded, "grad_input", (0, 0, 0, 0, 0), zeros=False) == (
        rf"\frac{{\partial L}}{{\partial x_{{11}}}} = {dy11} k_{{12}} + {dy12} k_{{11}} "
        r"= 4 \cdot 1 + (-2) \cdot 3 = -2"
    )


def test_equation_without_zeros_leaves_out_what_padding_put_in(padded: Trace) -> None:
    assert equation(padded, "output", (0, 0, 0, 0, 0), zeros=False) == (
        r"y_{11} = x_{11} k_{12} + b_{1} = 2 \cdot 1 + (-1) = 1"
    )


def test_equation_of_products_with_scales_of_their_own_scales_each_term(padded: Trace) -> None:
    x, bias = Factor("input", along("n", "i", "j", "g", "o")), Factor("bias", along("g", "o"))
    axes = padded.tensors["output"].axes
    products = (Product((), (x, x, bias), -2.0), Product((), (bias,)))

    assert equation(padded, "output", (0, 0, 0, 0, 0), Rule(axes, products)).startswith(
        r"y_{11} = (-2) \cdot x_{11} x_{11} b_{1} + b_{1} "
        r"= (-2) \cdot 2 \cdot 2 \cdot (-1) + (-1) = "
    )


def test_equation_without_zeros_keeps_a_given_zero() -> None:
    g = ConvGeometry.of((1, 1, 1, 1), (1, 1, 1, 1))
    trace = build_trace(g, np.zeros(g.input_shape), np.ones(g.weight_shape))

    assert equation(trace, "output", (0, 0, 0, 0, 0), zeros=False) == (
        r"y_{11} = x_{11} k_{11} = 0 \cdot 1 = 0"
    )


def test_equation_whose_terms_are_all_left_out_is_zero() -> None:
    g = ConvGeometry.of((1, 1, 3, 1), (1, 2, 1, 1), stride=2)
    trace = build_trace(g, np.ones(g.input_shape), np.ones(g.weight_shape))

    assert equation(trace, "grad_input", (0, 0, 2, 0, 0), zeros=False) == (
        r"\frac{\partial L}{\partial x_{13}} = 0"
    )


def test_equation_of_a_base_tensor_is_its_value(padded: Trace) -> None:
    assert equation(padded, "input", (0, 0, 1, 0, 0)) == "x_{12} = -1"


def test_equation_of_a_copy_writes_the_symbol_once(padded: Trace) -> None:
    assert equation(padded, "input_columns", (0, 0, 0, 1, 0, 0, 0)) == "x_{11} = 2"
    assert equation(padded, "input_columns", (0, 0, 0, 0, 0, 0, 0)) == "0"


def test_equation_by_another_rule_writes_the_terms_of_that_rule(padded: Trace) -> None:
    (fold,) = (
        step.tensor.rule
        for chapter in padded.chapters
        for step in chapter.steps
        if (chapter.id, step.id) == ("grad-input-fold", "fold")
    )

    assert equation(padded, "grad_input", (0, 0, 0, 0, 0), fold, zeros=False) == (
        r"\frac{\partial L}{\partial x_{11}} = \frac{\partial L}{\partial a_{12,11}} "
        r"+ \frac{\partial L}{\partial a_{11,12}} = (-6) + 4 = -2"
    )


def test_equation_with_a_scale_puts_the_sum_in_parentheses() -> None:
    g = ConvGeometry.of((2, 1, 1, 1), (1, 1, 1, 1))
    ones = np.ones((1, 1, 1, 1))
    trace = build_trace(g, np.ones(g.input_shape), ones, None, np.array([[[[3.0]]], [[[2.0]]]]))

    assert equation(trace, "grad_bias_mean", (0, 0)) == (
        r"\frac{\partial L}{\partial b_{1}} = 0.5 \cdot "
        r"(\frac{\partial L}{\partial y_{11}^{(1)}} + \frac{\partial L}{\partial y_{11}^{(2)}}) "
        r"= 0.5 \cdot (3 + 2) = 2.5"
    )
