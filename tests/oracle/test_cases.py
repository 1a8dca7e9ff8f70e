"""Every committed case of PyTorch's, bit for bit; and that the file holds what it is there for."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradgrid.engine import ConvGeometry, conv2d, conv2d_backward
from tests.engine.geometries import KINDS, assert_exact, kinds

CASES = Path(__file__).with_name("cases.jsonl")
HEADER, *LINES = CASES.read_text(encoding="utf-8").splitlines()
CHUNK = 40
OPTIONS = ("stride", "padding", "dilation", "groups")


@cache
def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LINES]


def geometry(case: dict[str, Any]) -> ConvGeometry:
    options = {name: case[name] for name in OPTIONS}
    return ConvGeometry.of(case["input_shape"], case["weight_shape"], **options)


def assert_same_as_torch(case: dict[str, Any], dtype: type) -> None:
    g, options = geometry(case), {name: case[name] for name in OPTIONS}
    assert g.output_shape == tuple(case["output_shape"])

    def array(name: str, shape: tuple[int, ...]) -> np.ndarray:
        return np.array(case[name], dtype).reshape(shape)

    input, weight = array("input", g.input_shape), array("weight", g.weight_shape)
    bias, grad_output = array("bias", (g.out_channels,)), array("grad_output", g.output_shape)

    output = conv2d(input, weight, bias, **options)
    gradients = conv2d_backward(grad_output, input, weight, **options)

    assert {output.dtype, gradients.input.dtype, gradients.weight.dtype} == {np.dtype(dtype)}
    assert_exact(output, array("output", g.output_shape))
    assert_exact(gradients.input, array("grad_input", g.input_shape))
    assert_exact(gradients.weight, array("grad_weight", g.weight_shape))
    assert_exact(gradients.bias, array("grad_bias", (g.out_channels,)))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("first", range(0, len(LINES), CHUNK), ids=lambda first: f"from{first}")
def test_kernels_committed_cases_equal_torch(first: int, dtype: type) -> None:
    for line, case in enumerate(cases()[first : first + CHUNK], start=first + 2):
        try:
            assert_same_as_torch(case, dtype)
        except Exception as error:
            error.add_note(f"{CASES.name}, line {line}: {geometry(case)}")
            raise


def test_committed_cases_name_the_torch_that_made_them() -> None:
    header = json.loads(HEADER)

    assert header["torch"].count(".") == 2
    assert header["made_by"] == "python -m tests.oracle.generate"


def test_committed_cases_hold_500_distinct_geometries() -> None:
    assert len({geometry(case) for case in cases()}) >= 500


@pytest.mark.parametrize("kind", KINDS)
def test_committed_cases_cover_every_kind(kind: str) -> None:
    covered = Counter(name for case in cases() for name in kinds(geometry(case)))

    assert covered[kind] >= 10


@pytest.mark.parametrize("name", ["valid", "same"])
def test_committed_cases_cover_padding_by_name(name: str) -> None:
    named = [case for case in cases() if case["padding"] == name]

    assert len({geometry(case) for case in named}) >= 20
    dilated = [case for case in named if geometry(case).dilation != (1, 1)]
    assert len(dilated) >= 5


def test_committed_cases_are_small_enough_to_keep() -> None:
    assert CASES.stat().st_size < 1_500_000
