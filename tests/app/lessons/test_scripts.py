"""The programs to copy run as they stand, and print what the engine computes."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from gradgrid.app.lessons.scripts import LIBRARIES, script
from gradgrid.app.presets import BY_ID, PRESETS
from gradgrid.engine import ConvGeometry, conv2d, conv2d_backward
from gradgrid.engine.conv2d.inputs import ConvInputs
from tests.engine.geometries import assert_exact, identify, tensors

# LeNet's first layer; what comes after it takes long to print.
MAX_OUTPUTS = 10_000
LAYERS = [preset.id for preset in PRESETS if np.prod(preset.geometry.output_shape) > MAX_OUTPUTS]
OPTIONS = [
    {"stride": (2, 1), "padding": ((0, 1), (2, 0)), "dilation": (1, 2)},
    {"stride": (1, 3), "padding": 1, "groups": 3},
    {"stride": 2, "padding": (1, 0), "dilation": 2, "groups": 3},
    {"padding": ((4, 0), (0, 5)), "dilation": (2, 1)},
    {"stride": 3, "groups": 3},
]


def geometries() -> Iterator[ConvGeometry]:
    """Seeded, with several options at a time, images in batches and leftover rows."""
    rng = np.random.default_rng(7)
    while True:
        for options in OPTIONS:
            groups = options.get("groups", 1)
            assert isinstance(groups, int)
            cg, og, n = rng.integers(1, 4, 3).tolist()
            kernel = rng.integers(1, 4, 2).tolist()
            size = rng.integers(5, 9, 2).tolist()
            shapes = ((n, *size, groups * cg), (*kernel, cg, groups * og))
            yield ConvGeometry.of(*shapes, **options)  # type: ignore[arg-type]


def given(id: str) -> ConvInputs:
    """Of a preset its own numbers, else small integers; every other one without a bias."""
    if id in BY_ID:
        return BY_ID[id].inputs
    g = RANDOM[id]
    input, weight, bias, grad_output = tensors(g)
    return ConvInputs(g, input, weight, bias if g.batch % 2 else None, grad_output)


RANDOM = {f"{k}-{identify(g)}": g for k, g in enumerate(islice(geometries(), 20))}
CASES = [*(preset.id for preset in PRESETS if preset.id not in LAYERS), *RANDOM]


def computed(arrays: ConvInputs) -> dict[str, np.ndarray]:
    options = arrays.geometry.options
    gradients = conv2d_backward(arrays.grad_output, arrays.input, arrays.weight, **options)
    return {
        "output": conv2d(arrays.input, arrays.weight, arrays.bias, **options),
        "grad_input": gradients.input,
        "grad_weight": gradients.weight,
        "grad_bias": gradients.bias,
    }


def printed(program: str, capsys: pytest.CaptureFixture[str]) -> dict[str, np.ndarray]:
    exec(compile(program, "script", "exec"), {"__name__": "__main__"})
    return read(capsys.readouterr().out)


def read(output: str) -> dict[str, np.ndarray]:
    """Each line is a name and a nested list, which JSON reads as well."""
    lines = (line.split(" = ") for line in output.splitlines())
    return {name: np.array(json.loads(nested), dtype=float) for name, nested in lines}


def assert_prints_what_the_engine_computes(
    library: str, id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arrays = given(id)
    expected = computed(arrays)

    results = printed(script(library, arrays), capsys)

    assert list(results) == list(expected)
    for name, result in results.items():
        assert_exact(result, expected[name])


@pytest.mark.parametrize("id", CASES)
def test_numpy_script_prints_what_the_engine_computes(
    id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_prints_what_the_engine_computes("numpy", id, capsys)


@pytest.mark.parametrize("library", [name for name in LIBRARIES if name != "numpy"])
def test_script_of_an_installed_library_prints_what_the_engine_computes(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip(library)

    for id in CASES:
        assert_prints_what_the_engine_computes(library, id, capsys)


def test_numpy_script_stands_alone_in_a_process_of_its_own(tmp_path: Path) -> None:
    arrays = given("stride-2-leftover")
    path = tmp_path / "convolution.py"
    path.write_text(script("numpy", arrays), encoding="utf-8")
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    run = subprocess.run(
        [sys.executable, "-W", "error", path.name],
        cwd=tmp_path,
        env=alone,
        check=True,
        capture_output=True,
        text=True,
    )

    assert run.stderr == ""
    for name, result in read(run.stdout).items():
        assert_exact(result, computed(arrays)[name])


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("id", CASES)
def test_script_is_python_that_imports_its_library_alone(library: str, id: str) -> None:
    tree = ast.parse(script(library, given(id)))

    imported = {
        alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names
    }
    modules = {name.split(".")[0] for name in imported}
    assert modules == {library}


@pytest.mark.parametrize("id", [*CASES, *LAYERS])
def test_script_lines_are_no_longer_than_a_page(id: str) -> None:
    for library in LIBRARIES:
        lines = script(library, given(id)).splitlines()

        assert max(map(len, lines)) <= 88, library


def test_numpy_script_of_fractions_prints_every_digit(capsys: pytest.CaptureFixture[str]) -> None:
    g = ConvGeometry.of((1, 1, 2, 1), (1, 1, 1, 1))
    input = np.array([0.1, 1e-300]).reshape(g.input_shape)
    arrays = ConvInputs(g, input, np.full(g.weight_shape, 1 / 3), None, np.ones(g.output_shape))

    results = printed(script("numpy", arrays), capsys)

    assert_exact(results["output"], input * (1 / 3))
    assert_exact(results["grad_input"], np.full(g.input_shape, 1 / 3))


def test_script_of_more_numbers_than_brackets_help_has_a_flat_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    g = ConvGeometry.of((1, 5, 5, 200), (1, 1, 200, 1))
    input, weight, _, grad_output = tensors(g)
    arrays = ConvInputs(g, input, weight, None, grad_output)
    program = script("numpy", arrays)

    assert "].reshape" not in program
    assert ".reshape(1, 5, 5, 200)\n" in program
    assert len(program.splitlines()) < 400
    assert_exact(printed(program, capsys)["grad_weight"], computed(arrays)["grad_weight"])


@pytest.mark.parametrize(
    ("library", "padding", "expected"),
    [
        ("torch", 1, "padding=[before for before, _ in padding]"),
        ("torch", ((1, 0), (0, 2)), "F.pad("),
    ],
)
def test_torch_script_pads_before_only_where_sides_differ(
    library: str, padding: object, expected: str
) -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1), padding=padding)  # type: ignore[arg-type]
    input, weight, bias, grad_output = tensors(g)

    program = script(library, ConvInputs(g, input, weight, bias, grad_output))

    assert expected in program
    assert ("F.pad(" in program) != ("padding=[" in program)
