"""``gradgrid backward``: the API's bytes, and one line for what is wrong."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gradgrid import __version__
from gradgrid.app.cli import COMMANDS
from gradgrid.app.commands.arguments import parser
from gradgrid.app.presets import PRESETS
from tests.app.client import Service
from tests.app.command import Run, refused
from tools.server import ROOT, start


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
    out, err = process.communicate(body, timeout=300)
    assert (process.returncode, out, err) == (0, service.post(body.encode()).text, "")


def test_backward_output_goes_to_the_file_that_is_named(run: Run, tmp_path: Path) -> None:
    path, output = tmp_path / "body.json", tmp_path / "answer.json"
    path.write_text(json.dumps(PRESETS[1].request()))
    assert run("backward", path, "--output", output) == (0, "", f"gradgrid: wrote {output}: JSON\n")
    assert json.loads(output.read_text())["id"] == "article-single-channel"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["derive"], "invalid choice: 'derive'"),
        (["backward"], "FILE is required, or --input and --weight"),
        (["backward", "no/such.json"], "no/such.json: No such file or directory"),
        (["backward", "no/such.npz"], "no/such.npz: No such file or directory"),
        (["backward", "/"], "/: Is a directory"),
        (["backward", "-", "--input", "-"], "standard input can be read only once"),
        (["backward", "--input", "no/such.npy"], "no/such.npy: No such file or directory"),
        (["backward", "x.npz", "--format", "csv"], "invalid choice: 'csv'"),
        (["open"], "FILE is required, or --input and --weight"),
        (["open", "no/such.npz"], "no/such.npz: No such file or directory"),
        (["backward", "x.npz", "--stride", "1,-1"], "must be an integer >= 0, or two with a comma"),
        (
            ["backward", "x.npz", "--stride", "1,2,3"],
            "must be an integer >= 0, or two with a comma",
        ),
        (
            ["backward", "x.npz", "--padding", "full"],
            "must be one integer, vertical,horizontal",
        ),
        (["backward", "x.npz", "--groups", "0"], "must be an integer >= 1"),
        (["backward", "x.npz", "--what"], "unrecognized arguments: --what"),
        (["serve", "--port", "65536"], "a port is a number from 0 to 65535"),
        (["serve", "--port", "²"], "a port is a number from 0 to 65535"),
        (["serve", "--workers", "0"], "must be an integer >= 1"),
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
    assert "/input/0/0/1/0: must be a number" in line
    assert "/weight: must be nested lists" in line


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
        f"{sys.executable} -m gradgrid backward {path} | head -c 5",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        timeout=300,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b'{"out', b"")


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["serve", "--help"], ["backward", "--help"], ["open", "--help"]]
)
def test_help_says_how(run: Run, arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, err) == (0, "")
    assert out.startswith("usage: gradgrid")


def test_help_examples_are_understood(run: Run) -> None:
    out = run("--help")[1]
    found = re.findall(r"^  (?:curl .* \| )?gradgrid (.+?)(?: {2,}.*)?$", out, re.M)
    assert len(found) == 7
    for command in found:
        assert parser().parse_args(shlex.split(command)).command == command.split()[0]
    assert {command.split()[0] for command in found} == set(COMMANDS)


@pytest.mark.parametrize("command", ["backward", "open"])
def test_help_tells_the_exit_status(run: Run, command: str) -> None:
    assert "exit status: 0 done" in run(command, "--help")[1]
    assert "exit status: 0 done" in run("--help")[1]


def test_version_is_one_line(run: Run) -> None:
    assert run("--version") == (0, f"gradgrid {__version__}\n", "")
