"""``POST /arrays``: the numbers in a NumPy file that a reader opens on the page."""

from __future__ import annotations

import numpy as np

from app.problems import Invalid, MalformedBody
from app.responses import dump
from app.settings import Settings
from app.wire.numpy_files import NPY_NAME, arrays_of, is_npy

MAX_AXES = 4


def answer(body: bytes, settings: Settings) -> bytes:
    """The answer of ``POST /arrays`` to the bytes of a file; raises a :class:`Problem`."""
    arrays = read_arrays(body, settings)
    flat = {
        name: {"shape": array.shape, "data": array.reshape(-1)} for name, array in arrays.items()
    }
    return dump({"arrays": flat})


def read_arrays(body: bytes, settings: Settings) -> dict[str, np.ndarray]:
    """The numbers in the bytes of a .npz by the arrays' names, of a .npy as "array"; as float64."""
    found = arrays_of(body, settings)
    called = {NPY_NAME: "this .npy"} if is_npy(body) else {}
    return {name: _numbers(called.get(name, name), array) for name, array in found.items()}


def _numbers(name: str, array: np.ndarray) -> np.ndarray:
    if array.dtype.kind not in "fiub":
        raise MalformedBody(f"{name} holds text, numbers are required: leave it out of the file")
    if array.ndim > MAX_AXES:
        axes = f"{array.ndim} axes: at most {MAX_AXES} are taken"
        raise Invalid(f"{name} has {axes}, choose a part of it or reshape it")
    if 0 in array.shape:
        raise Invalid(f"{name} is empty: every axis has at least 1 element")
    numbers = np.ascontiguousarray(array, np.float64).reshape(array.shape)
    if not np.isfinite(numbers).all():
        raise Invalid(
            f"{name} has an infinity or a NaN in it: put numbers in their place, "
            "as numpy.nan_to_num does"
        )
    return numbers
