"""What a command line asks for: the values of its files, and the options beside them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydantic import ValidationError

from gradgrid.app.commands.arguments import FLAGS, TENSORS
from gradgrid.app.commands.command_error import CommandError
from gradgrid.app.service.problems import Problem, TooLarge
from gradgrid.app.service.settings import Settings, environment
from gradgrid.app.wire.body import kind_of, text_of, unpacked
from gradgrid.app.wire.conventions import in_our_names
from gradgrid.app.wire.formats.numpy_files import (
    NPY_NAME,
    array_of_npy,
    float32_if_all,
    stored_values,
)
from gradgrid.app.wire.formats.strict_json import parse_object

if TYPE_CHECKING:  # a request in another form does without it
    from gradgrid.app.wire.pasted.text import Pasted

# Limits of the command line: one user's machine may do more than a shared server.
LIMITS = {
    "max_body_bytes": 8 * 1024**3,
    "max_tensor_elements": 1_000_000_000,
    "max_total_elements": 3_000_000_000,
    "max_work": 10**14,
    "max_taps": 1_000_000_000,
    "max_option": 1_000_000_000,
}
STANDARD_INPUT = "-"
PIECE_BYTES = 4 * 1024**2


def own_settings() -> Settings:
    """The limits of the command line: wide ones, unless the environment sets some."""
    set_outside = environment()
    return settings_or_error(**{name: LIMITS[name] for name in LIMITS if name not in set_outside})


def settings_or_error(**limits: int) -> Settings:
    """The settings of the environment; raises :class:`CommandError` where one is wrong."""
    try:
        return Settings.model_validate(limits)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = f"GRADGRID_{str(first['loc'][0]).upper()}"
        raise CommandError(f"the environment variable {name}: {first['msg']}") from None


class Given(NamedTuple):
    """What a command line asks for."""

    values: dict[str, Any]
    notes: tuple[str, ...]
    is_arrays: bool
    """Whether it came in NumPy's files."""
    sources: tuple[str, ...]


def given(parsed: argparse.Namespace, settings: Settings) -> Given:
    """The values by field name; raises :class:`CommandError`, a problem or an ``OSError``."""
    arrays = {name: getattr(parsed, name) for name in TENSORS if getattr(parsed, name) is not None}
    sources = tuple(each for each in (parsed.file, *arrays.values()) if each is not None)
    if not sources:
        raise CommandError("FILE is required, or --input and --weight")
    if sources.count(STANDARD_INPUT) > 1:
        raise CommandError("standard input can be read only once: name a file for the others")
    found = Given({}, (), bool(arrays), sources)
    if parsed.file is not None:
        found = _of_file(parsed.file, sources, settings)
    if parsed.convention is not None:
        found.values["convention"] = parsed.convention
    here = {name: _array(name, source, settings) for name, source in arrays.items()}
    here |= {name: getattr(parsed, name) for name in FLAGS if getattr(parsed, name) is not None}
    if here:
        found = _overridden(found, here)
    if found.is_arrays or arrays:
        found = found._replace(values=float32_if_all(found.values))
    return found._replace(notes=()) if parsed.layout else found


def _overridden(found: Given, here: dict[str, Any]) -> Given:
    """The values of a file, overridden by those of the command line, which have our names."""
    of_file = found.values
    if "layout" in here and "convention" not in of_file:
        of_file = of_file | {"layout": here["layout"]}
    theirs = in_our_names(of_file)
    values = {name: value for name, value in theirs.values.items() if name != "convention"}
    notes = tuple(warning.detail for warning in theirs.warnings)
    return found._replace(values=values | here, notes=found.notes + notes)


def _of_file(source: str, sources: tuple[str, ...], settings: Settings) -> Given:
    body = _body(source, settings)
    kind = kind_of(body)
    if kind == "npz":
        return Given(stored_values(body, settings), (), True, sources)
    if kind == "json":
        return Given(parse_object(body, settings.max_total_elements), (), False, sources)
    if kind == "text":
        from gradgrid.app.wire.pasted.text import LAYOUT_OF, read_text

        with _no_page(source):
            pasted = read_text(text_of(body), settings)
        layout = LAYOUT_OF.get(pasted.library)
        names = _notes_of_names(pasted)
        if [*pasted.values] != [NPY_NAME]:
            if layout is None or "layout" in pasted.values:
                return Given(pasted.values, names, False, sources)
            note = f"text from {pasted.library}: read as {layout}; --layout overrides this"
            return Given({"layout": layout} | pasted.values, (*names, note), False, sources)
    raise CommandError(
        f"{source} is one array without a name: say which, as --input {source}, "
        "and give --weight and the others in the same way"
    )


def _notes_of_names(pasted: Pasted) -> tuple[str, ...]:
    """What is read by another name than the text has, and what is not read."""
    notes = [f"{theirs} is read as {ours}" for theirs, ours in pasted.renamed.items()]
    if pasted.left_aside:
        names = ", ".join(pasted.left_aside)
        notes.append(f"ignored, because the results are computed here: {names}")
    return tuple(notes)


def _body(source: str, settings: Settings, option: str = "") -> bytes:
    """The bytes of a file, unpacked; raises :class:`CommandError` where there are none."""
    body = unpacked(read(source, settings), settings)
    if not body or body.isspace():
        what = "standard input" if source == STANDARD_INPUT else source
        raise CommandError(f"{option} {what} is empty".strip())
    return body


@contextmanager
def _no_page(source: str) -> Iterator[None]:
    """What the page says of a text without numbers, said of a file."""
    from gradgrid.app.wire.unreadable import Unreadable

    try:
        yield
    except Unreadable as unreadable:
        if unreadable.fault == "empty":
            raise CommandError(f"{source}: there are no numbers in the text") from None
        raise


def read(source: str, settings: Settings) -> bytes:
    """The bytes of a file or of standard input, within the limit."""
    if source == STANDARD_INPUT:
        return _read_bounded(sys.stdin.buffer, settings.max_body_bytes)
    with Path(source).open("rb") as file:
        return _read_bounded(file, settings.max_body_bytes)


def _read_bounded(file: IO[bytes], most: int) -> bytes:
    # read(n) allocates n bytes, so read in pieces.
    pieces, size = [], 0
    while piece := file.read(PIECE_BYTES):
        size += len(piece)
        if size > most:
            raise TooLarge(f"the file has more than {most} bytes (max_body_bytes)")
        pieces.append(piece)
    return b"".join(pieces)


def _array(name: str, source: str, settings: Settings) -> np.ndarray:
    """The one array of a file."""
    option = f"--{name.replace('_', '-')}"
    try:
        body = _body(source, settings, option)
        kind = kind_of(body)
        if kind == "npy":
            return array_of_npy(body, name, settings)
        if kind == "text":
            from gradgrid.app.wire.pasted.printed import array_of_text

            with _no_page(f"{option} {source}"):
                return array_of_text(text_of(body))
    except Problem as problem:
        raise CommandError(f"{option} {source}: {problem.detail}") from None
    raise CommandError(f"{option} {source}: one array is required: give a {kind} file as FILE")
