"""``gradgrid backward``: the API's answer to the arrays and options of files."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from gradgrid.app.api import gradients
from gradgrid.app.commands.command_error import CommandError
from gradgrid.app.commands.remedies import in_options
from gradgrid.app.commands.request_files import STANDARD_INPUT, Given, given, own_settings
from gradgrid.app.wire.formats.numpy_files import npz_of
from gradgrid.app.wire.reader import Reading, read_request
from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.engine import set_threads, usable_cores

STANDARD_OUTPUT = "-"


def backward(parsed: argparse.Namespace) -> int:
    """Compute, write, and say what was written; the exit status."""
    settings = own_settings()
    asked = given(parsed, settings)
    is_npz, output = _target(parsed, asked)
    set_threads(settings.threads or usable_cores())
    reading: Reading[Conv2dRequest] = read_request(asked.values, settings)
    warn(parsed, asked, reading)
    if is_npz:
        arrays = gradients.arrays_of(reading)
        _write(npz_of(arrays), output, _in_brief(arrays))
    else:
        _write(gradients.json_of(reading), output, "JSON")
    return 0


def warn(parsed: argparse.Namespace, asked: Given, reading: Reading[Conv2dRequest]) -> None:
    """Say what was taken for granted."""
    for note in (*asked.notes, *(each.detail for each in reading.warnings)):
        say(f"warning: {in_options(note, parsed.command)}")


def say(line: str) -> None:
    """A line on standard error."""
    print(f"gradgrid: {line}", file=sys.stderr, flush=True)


def _target(parsed: argparse.Namespace, asked: Given) -> tuple[bool, str]:
    """Whether to write a .npz, and where to."""
    output: str | None = parsed.output
    named = Path(output or "").suffix
    is_npz = asked.is_arrays if named not in (".npz", ".json") else named == ".npz"
    if parsed.format is not None:
        is_npz = parsed.format == "npz"
    first = asked.sources[0]
    if output is None:
        is_beside = is_npz and first != STANDARD_INPUT
        output = f"{_without_ending(first)}.gradients.npz" if is_beside else STANDARD_OUTPUT
    if output == STANDARD_OUTPUT:
        if is_npz and sys.stdout.isatty():
            raise CommandError(
                "a .npz is binary and standard output is a terminal: "
                "name a file with --output, or use --format json"
            )
    elif any(_is_same(output, source) for source in asked.sources):
        raise CommandError(f"{output} is also an input file: name another file with --output")
    return is_npz, output


def _without_ending(source: str) -> str:
    for ending in (".gz", ".npz", ".npy", ".json", ".txt"):
        source = source.removesuffix(ending)
    return source


def _is_same(output: str, source: str) -> bool:
    return source != STANDARD_INPUT and os.path.realpath(output) == os.path.realpath(source)


def _write(content: bytes, output: str, what: str) -> None:
    if output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
        return
    Path(output).write_bytes(content)
    say(f"wrote {output}: {what}")


def _in_brief(arrays: Mapping[str, np.ndarray]) -> str:
    """Names, shapes and the dtype, in one line."""
    tensors = {name: array for name, array in arrays.items() if array.dtype.kind == "f"}
    shapes = ", ".join(f"{name} {array.shape}" for name, array in tensors.items())
    return f"{shapes}, {next(iter(tensors.values())).dtype}"
