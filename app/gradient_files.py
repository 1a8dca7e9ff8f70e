"""``gradgrid backward``: JSON as the API reads it, or NumPy's .npz, checked before it is read."""

from __future__ import annotations

import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np
from pydantic import ValidationError

from app import queries
from app.array_files import Declared, read_array
from app.problems import Invalid, MalformedBody, Problem, TooLarge
from app.schemas import Conv2dRequest
from app.settings import Settings

TENSORS = ("input", "weight", "bias", "grad_output")
OPTIONS = ("stride", "padding", "dilation", "groups", "layout")
ANSWERS = ("output", "grad_input", "grad_weight", "grad_bias")
MAX_OPTION_BYTES = 256


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
    arrays = read_npz(source, settings)
    values: dict[str, Any] = {name: arrays[name] for name in TENSORS if name in arrays}
    values |= {name: arrays[name].tolist() for name in OPTIONS if name in arrays} | options
    floats = {array.dtype for name, array in arrays.items() if name in TENSORS}
    values["dtype"] = "float32" if floats == {np.dtype(np.float32)} else "float64"
    try:
        request = Conv2dRequest.model_validate(values)
    except ValidationError as error:
        raise Invalid.from_pydantic(error) from None
    answer = queries.backward_answer(request, settings)
    with output.open("wb") as file:
        np.savez(file, **{name: answer[name] for name in ANSWERS})


def read_npz(source: Path, settings: Settings) -> dict[str, np.ndarray]:
    """The arrays of ``source`` by name, checked by its declared size and shape before it is read.

    A gigabyte of zeros packs to a megabyte, so the size of the file says nothing.
    """
    with source.open("rb") as file:
        try:
            return _arrays_of(file, settings)
        except Problem:
            raise
        except Exception:
            # zipfile, each of its decompressors and NumPy's headers have errors of their own.
            raise MalformedBody("this is not an .npz file of numbers, or it is damaged") from None


def _arrays_of(file: IO[bytes], settings: Settings) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            name = entry.filename.removesuffix(".npy")
            if name not in (*TENSORS, *OPTIONS):
                allowed = ", ".join((*TENSORS, *OPTIONS))
                raise MalformedBody(f"the file holds an array that is none of {allowed}")
            with archive.open(entry) as member:
                check = partial(_check, name, settings)
                found[name] = read_array(name, member, entry.file_size, check)
    return found


def _check(name: str, settings: Settings, declared: Declared) -> None:
    dtype, count = declared.dtype, declared.count
    if name in OPTIONS:
        if dtype.kind not in "iuU" or count * dtype.itemsize > MAX_OPTION_BYTES:
            raise MalformedBody(f"{name} is a whole number, a few of them, or a short text")
    elif dtype.kind not in "fiu" or dtype.itemsize > 8:
        raise MalformedBody(f"{name} is an array of float32, float64 or whole numbers")
    elif count > settings.max_tensor_elements:
        most = settings.max_tensor_elements
        raise TooLarge(f"{name} has {count} elements: this server takes at most {most}")
