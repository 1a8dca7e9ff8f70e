"""``gradgrid backward``: the API's bytes, NumPy files, and one line for what is wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import cli, gradient_files
from app.presets import PRESETS
from app.settings import Settings
from tests.app.live import ROOT, start
from tests.app.service import Service

Run = Callable[..., tuple[int, str, str]]
INPUT = np.arange(16.0).reshape(1, 4, 4, 1)
WEIGHT = np.array([1.0, -2, 3, 4]).reshape(2, 2, 1, 1)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """The command's status, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        out, err = capfd.readouterr()
        return status, out, err

    return call


def refused(run: Run, *arguments: object) -> str:
    """The one line on standard error of a command that ends with status 2."""
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("gradgrid")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def saved(folder: Path, **arrays: Any) -> Path:
    path = folder / "layer.npz"
    np.savez(path, **({"input": INPUT, "weight": WEIGHT} | arrays))
    return path


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_backward_json_is_byte_for_byte_the_apis_answer(
    run: Run, service: Service, tmp_path: Path, preset: Any
) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(preset.request()))
    assert run("backward", path) == (0, service.post(preset.request()).text, "")


def test_backward_reads_standard_input(run: Run, service: Service) -> None:
    body = json.dumps(PRESETS[1].request())
    process = start("backward", "-")
    out, err = process.communicate(body, timeout=30)
    assert (process.returncode, out, err) == (0, service.post(body.encode()).text, "")


def test_backward_output_goes_to_the_file_that_is_named(run: Run, tmp_path: Path) -> None:
    path, output = tmp_path / "body.json", tmp_path / "answer.json"
    path.write_text(json.dumps(PRESETS[1].request()))
    assert run("backward", path, "--output", output) == (0, "", "")
    assert json.loads(output.read_text())["id"] == "article-single-channel"


def test_backward_npz_gives_the_gradients_beside_it(
    run: Run, service: Service, tmp_path: Path
) -> None:
    path = saved(tmp_path, bias=np.array([5]), stride=2, padding=[[1, 0], [0, 1]])
    assert run("backward", path) == (0, "", "")
    answer = service.answer(
        {"input": INPUT.tolist(), "weight": WEIGHT.tolist(), "bias": [5], "stride": 2}
        | {"padding": [[1, 0], [0, 1]]}
    )
    with np.load(tmp_path / "layer.gradients.npz", allow_pickle=False) as found:
        assert set(found) == {"output", "grad_input", "grad_weight", "grad_bias"}
        for name in found:
            np.testing.assert_array_equal(found[name], answer[name])


def test_backward_npz_option_on_the_command_line_goes_first(run: Run, tmp_path: Path) -> None:
    path, output = saved(tmp_path, stride=2, padding="same"), tmp_path / "out.npz"
    options = ("--stride", "1,2", "--padding", "1,0,2,0", "--dilation", "1", "--groups", "1")
    assert run("backward", path, "--output", output, *options) == (0, "", "")
    with np.load(output) as found:
        assert found["output"].shape == (1, 4, 3, 1)


def test_backward_npz_channels_first(run: Run, tmp_path: Path) -> None:
    first = {"input": INPUT.transpose(0, 3, 1, 2), "weight": WEIGHT.transpose(3, 2, 0, 1)}
    path = saved(tmp_path, **first)
    assert run("backward", path, "--layout", "NCHW")[0] == 0
    with np.load(tmp_path / "layer.gradients.npz") as found:
        assert found["output"].shape == (1, 1, 3, 3)
        assert found["output"][0, 0, 0, 0] == 0 * 1 + 1 * -2 + 4 * 3 + 5 * 4


@pytest.mark.parametrize(
    ("dtype", "wanted"),
    [("float32", "float32"), ("float64", "float64"), ("int16", "float64"), (">f4", "float64")],
)
def test_backward_npz_keeps_float32(run: Run, tmp_path: Path, dtype: str, wanted: str) -> None:
    path = saved(tmp_path, input=INPUT.astype(dtype), weight=WEIGHT.astype(dtype))
    assert run("backward", path)[0] == 0
    with np.load(tmp_path / "layer.gradients.npz") as found:
        assert {found[name].dtype for name in found} == {np.dtype(wanted)}


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"input": np.array([object()])}, "input is an array of float32, float64 or whole numbers"),
        ({"input": np.array([1j])}, "input is an array of float32, float64 or whole numbers"),
        ({"input": np.array([True])}, "input is an array of float32, float64 or whole numbers"),
        ({"input": INPUT[0]}, "/input: 4 axes (N, H, W, C_in) are wanted, the array has 3"),
        ({"input": INPUT[:0]}, "/input: axis N has at least 1 element"),
        ({"input": INPUT * np.nan}, "/input: every number is finite"),
        ({"weight": np.full((2, 2, 1, 1), -np.inf)}, "/weight: every number is finite"),
        ({"input": np.zeros((1, 2000, 2000, 1))}, "input has 4000000 elements"),
        (
            {"stride": np.ones(5000, int)},
            "stride is a whole number, a few of them, or a short text",
        ),
        ({"stride": 1.5}, "stride is a whole number, a few of them, or a short text"),
        ({"stride": 0}, "/stride: stride is a whole number or a pair"),
        ({"kernel": WEIGHT}, "the file holds an array that is none of input, weight, bias"),
    ],
)
def test_backward_npz_that_cannot_be_computed_gets_one_line(
    run: Run, tmp_path: Path, arrays: dict[str, Any], message: str
) -> None:
    assert message in refused(run, "backward", saved(tmp_path, **arrays))
    assert not (tmp_path / "layer.gradients.npz").exists()


def test_backward_npz_that_packs_a_gigabyte_is_refused_unread(run: Run, tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f8", "fortran_order": False, "shape": (1, 2**14, 2**13, 1)}
    )
    path = tmp_path / "bomb.npz"
    content = header.getvalue() + bytes(64 * 2**20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("input.npy", content)
    assert path.stat().st_size < 200_000
    assert "input has 134217728 elements" in refused(run, "backward", path)


@pytest.mark.parametrize("shape", [(1, 1, 1, 3), (-1, 1, 1, 1), (2**62, 4, 1, 1)])
def test_backward_npz_whose_header_lies_is_refused(
    run: Run, tmp_path: Path, shape: tuple[int, ...]
) -> None:
    member = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        member, {"descr": "<f8", "fortran_order": False, "shape": shape}
    )
    path = tmp_path / "lies.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("input.npy", member.getvalue() + bytes(8))
    refused(run, "backward", path)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x05\x06" + bytes(18), bytes(1000), b"{}", b"\x93NUMPY"]
)
def test_backward_npz_that_is_none_gets_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "layer.npz"
    path.write_bytes(content)
    refused(run, "backward", path)


def test_backward_npz_cut_anywhere_gets_one_line(run: Run, tmp_path: Path) -> None:
    whole = saved(tmp_path).read_bytes()
    path = tmp_path / "cut.npz"
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        refused(run, "backward", path)


def test_backward_npz_with_a_flipped_byte_is_computed_or_refused(run: Run, tmp_path: Path) -> None:
    whole = saved(tmp_path).read_bytes()
    path = tmp_path / "flipped.npz"
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        status, out, err = run("backward", path)
        assert (status, err.count("\n"), out) in ((0, 0, ""), (2, 1, "")), place


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["derive"], "invalid choice: 'derive'"),
        (["backward"], "the following arguments are required: FILE"),
        (["backward", "no/such.json"], "no/such.json: No such file or directory"),
        (["backward", "no/such.npz"], "no/such.npz: No such file or directory"),
        (["backward", "/"], "/: Is a directory"),
        (["backward", "x.json", "--stride", "2"], "options go inside a JSON file"),
        (["backward", "x.npz", "--stride", "-1"], "one whole number is wanted, or two"),
        (["backward", "x.npz", "--stride", "1,2,3"], "one whole number is wanted, or two"),
        (["backward", "x.npz", "--padding", "full"], "one whole number is wanted, or two"),
        (["backward", "x.npz", "--groups", "0"], "a whole number of at least 1 is wanted"),
        (["backward", "x.npz", "--layout", "CHW"], "invalid choice: 'CHW'"),
        (["backward", "x.npz", "--what"], "unrecognized arguments: --what"),
        (["serve", "--port", "65536"], "a port is a number from 0 to 65535"),
        (["serve", "--port", "²"], "a port is a number from 0 to 65535"),
        (["serve", "--workers", "0"], "a whole number of at least 1 is wanted"),
    ],
)
def test_wrong_argument_gets_one_line_and_status_2(
    run: Run, arguments: list[str], message: str
) -> None:
    assert message in refused(run, *arguments)


def test_backward_file_of_bad_json_gets_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text('{"input": [[[[1], ["x"]]]], "weight": 1, "strides": 2}')
    line = refused(run, "backward", path)
    assert f"gradgrid: {path}: The request cannot be computed." in line
    assert "/input/0/0/1/0: a number is wanted here" in line
    assert "/weight: a tensor is a nested list" in line


def test_backward_file_past_the_limit_gets_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADGRID_MAX_BODY_BYTES", "10")
    path = tmp_path / "body.json"
    path.write_text(" " * 11)
    assert "the file has more than 10 bytes" in refused(run, "backward", path)


def test_environment_that_is_wrong_gets_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADGRID_MAX_WORK", "lots")
    line = refused(run, "backward", "-")
    assert "the environment variable GRADGRID_MAX_WORK: Input should be a valid integer" in line


def test_backward_into_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps({"input": [[[[1]] * 300] * 300], "weight": [[[[1]]]]}))
    done = subprocess.run(
        f"{sys.executable} -m app backward {path} | head -c 5",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b'{"out', b"")


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["backward", "--help"]])
def test_help_says_how(run: Run, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert out.startswith("usage: gradgrid")


def test_help_examples_name_real_commands(run: Run) -> None:
    out = run("--help")[1]
    assert "gradgrid backward layer.npz --stride 2 --output gradients.npz" in out
    assert "exit status: 0 done" in run("backward", "--help")[1]


def test_version_is_one_line(run: Run) -> None:
    from app import __version__

    assert run("--version") == (0, f"gradgrid {__version__}\n", "")


def test_npz_names_are_those_of_the_request() -> None:
    from app.schemas import Conv2dRequest

    names = set(gradient_files.TENSORS) | set(gradient_files.OPTIONS)
    assert names <= set(Conv2dRequest.model_fields)
    assert Settings().max_tensor_elements
