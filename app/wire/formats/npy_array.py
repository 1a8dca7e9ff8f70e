"""One array in NumPy's .npy format: its header is checked before its numbers are read.

A header may declare anything, so an array is built only after its type, shape and length are found
valid.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from math import prod
from threading import Lock
from typing import IO

import numpy as np
from numpy.lib import format as npy

from gradgrid.app.service.problems import Invalid, MalformedBody, TooLarge
from gradgrid.app.service.settings import Settings

MAGIC = b"\x93NUMPY"
MAX_HEADER_BYTES = 10_000
MAX_AXES = 8
# Room for a summary of 1,000 characters of four bytes each.
MAX_TEXT_BYTES = 8_000
NO_NUMBERS = {
    "O": "Python objects (leave out what is None)",
    "V": "records",
    "c": "complex numbers (send the real and the imaginary part as two requests)",
    "M": "dates",
    "m": "times",
}
# Warning filters are shared by all threads.
_quiet = Lock()


@dataclass(frozen=True, slots=True)
class Declared:
    """The header of a .npy: shape, order, dtype, and the offset of the numbers."""

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype
    start: int

    @property
    def count(self) -> int:
        """How many elements the shape has."""
        return prod(self.shape)


def is_npy(body: bytes) -> bool:
    """Whether ``body`` starts as a .npy does."""
    return body.startswith(MAGIC)


def checked_array(name: str, file: IO[bytes], size: int, settings: Settings) -> np.ndarray:
    """The array of a .npy of ``size`` bytes, after its header is checked; raises a problem."""
    # The header declares its own length, up to 4 GB: read no more than this.
    head = file.read(MAX_HEADER_BYTES)
    declared = _declared(head)
    _check(name, declared, settings)
    if size != declared.start + declared.count * declared.dtype.itemsize:
        raise MalformedBody(f"{name} is not as long as its header says: the file is damaged")
    # One byte more, so that zipfile reaches the end of the member and checks its CRC.
    data = head[declared.start :] + file.read(max(0, size - len(head)) + 1)
    return np.ndarray(
        declared.shape, declared.dtype, data, order="F" if declared.is_fortran else "C"
    )


def _declared(head: bytes) -> Declared:
    file = BytesIO(head)
    version = npy.read_magic(file)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    with _quiet, warnings.catch_warnings():
        # A damaged header makes Python and NumPy warn; the error below says enough.
        warnings.simplefilter("ignore")
        shape, is_fortran, dtype = read(file, max_header_size=MAX_HEADER_BYTES)
    return Declared(shape, is_fortran, dtype, file.tell())


def _check(name: str, declared: Declared, settings: Settings) -> None:
    shape, dtype = declared.shape, declared.dtype
    if dtype.kind in "US":
        if declared.count * dtype.itemsize > MAX_TEXT_BYTES:
            raise MalformedBody(f"{name} holds a long text, numbers are required")
        return
    if dtype.kind not in "fiub":
        held = NO_NUMBERS.get(dtype.kind, "something else")
        raise MalformedBody(f"{name} holds {held}, numbers are required")
    if dtype.itemsize > 8:
        raise MalformedBody(f"{name} has numbers of {dtype}: make them float64 with .astype(float)")
    if len(shape) > MAX_AXES:
        raise Invalid(f"{name} has {len(shape)} axes, at most {MAX_AXES} are read")
    most = min(settings.max_tensor_elements, settings.max_total_elements)
    if declared.count > most:
        numbers = f"{declared.count:,} numbers, at most {most:,} are allowed"
        raise TooLarge(f"{name} has {numbers}: save a part of it")
