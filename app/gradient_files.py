"""``gradgrid backward``: JSON as the API reads it, or NumPy's .npz, checked before it is read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from app import queries
from app.problems import TooLarge
from app.settings import Settings
from app.wire.bodies import NPZ, values_of

OPTIONS = ("stride", "padding", "dilation", "groups", "layout")


def backward_json(source: str, settings: Settings) -> bytes:
    """The API's answer to the JSON file ``source``, "-" for standard input; raises a problem."""
    most = settings.max_body_bytes
    if source == "-":
        body = sys.stdin.buffer.read(most + 1)
    else:
        with Path(source).open("rb") as file:
            body = file.read(most + 1)
    if len(body) > most:
        raise TooLarge(f"the file has more than {most} bytes")
    return queries.backward(body, settings)


def backward_npz(source: Path, output: Path, options: dict[str, Any], settings: Settings) -> None:
    """Write output and gradients of the arrays in ``source``; ``options`` go before those in it."""
    values = values_of(source.read_bytes(), NPZ, settings) | options
    output.write_bytes(queries.backward_npz_of(values, settings))
