"""Fresh random cases against the PyTorch that is installed."""

import secrets
from itertools import islice

import pytest

from gradgrid.engine import conv2d, conv2d_backward, conv2d_grad_input
from tests.engine.geometries import assert_exact
from tests.oracle import torch_reference
from tests.oracle.problems import Problem, integer_arrays, random_problems

pytest.importorskip("torch", reason="PyTorch is not installed: see `make oracle`")

COUNT = 300
SEED = secrets.randbelow(2**32)


def assert_same_as_torch(problem: Problem, seed: int) -> None:
    arrays = integer_arrays(problem, torch_reference.output_shape(problem), seed)
    input, weight, grad_output = arrays["input"], arrays["weight"], arrays["grad_output"]
    expected = torch_reference.results(problem, arrays)

    output = conv2d(input, weight, arrays["bias"], **problem.options)
    gradients = conv2d_backward(grad_output, input, weight, **problem.options)

    assert_exact(output, expected["output"])
    assert_exact(gradients.input, expected["grad_input"])
    assert_exact(gradients.weight, expected["grad_weight"])
    assert_exact(gradients.bias, expected["grad_bias"])


def assert_grad_input_same_as_torch(problem: Problem, seed: int) -> None:
    shape = torch_reference.output_shape(problem)
    arrays = integer_arrays(problem, shape, seed)

    gradient = conv2d_grad_input(
        problem.input_shape, arrays["weight"], arrays["grad_output"], **problem.options
    )

    assert_exact(gradient, torch_reference.functional_grad_input(problem, arrays))


def test_kernels_fresh_random_cases_equal_torch() -> None:
    for problem in islice(random_problems(SEED, largest=9), COUNT):
        try:
            assert_same_as_torch(problem, SEED)
        except Exception as error:
            error.add_note(f"seed {SEED}: {problem}")
            raise


def test_grad_input_fresh_random_cases_equal_torch_nn_grad() -> None:
    supported = (
        problem
        for problem in random_problems(SEED, largest=9)
        if not problem.padding_is_per_side and not isinstance(problem.padding, str)
    )
    for problem in islice(supported, COUNT):
        try:
            assert_grad_input_same_as_torch(problem, SEED)
        except Exception as error:
            error.add_note(f"seed {SEED}: {problem}")
            raise


@pytest.mark.fuzz
@pytest.mark.parametrize("round", range(100))
def test_kernels_many_random_cases_equal_torch(round: int) -> None:
    for problem in islice(random_problems(SEED + round, largest=16), COUNT):
        assert_same_as_torch(problem, SEED + round)
