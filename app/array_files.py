"""Arrays in NumPy's files, .npy and .npz, checked by what they declare before they are read.

Nothing is believed: a gigabyte of zeros packs to a megabyte, a header says what it likes, and a
pickle runs code. An array is built only once its type, its shape and its length are found good.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from math import prod
from threading import Lock
from typing import IO

import numpy as np
from numpy.lib import format as npy

from app.problems import Invalid, MalformedBody, Problem, TooLarge
from app.responses import dump
from app.settings import Settings

MAX_HEADER_BYTES = 10_000
MAX_AXES = 4
MAX_ARRAYS = 100
# NumPy writes these two; a few bytes of the others unpack to megabytes at once.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NPY, ZIP, ZIP_ENTRY, PICKLE = b"\x93NUMPY", b"PK", b"PK\x01\x02", b"\x80"
NO_NUMBERS = {
    "O": "Python objects",
    "U": "text",
    "S": "text",
    "c": "complex numbers",
    "M": "dates",
    "m": "times",
}
# The filters of warnings are those of all threads.
_quiet = Lock()


@dataclass(frozen=True, slots=True)
class Declared:
    """What the header of a .npy says, and how long it is."""

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype
    start: int

    @property
    def count(self) -> int:
        """How many elements the shape has."""
        return prod(self.shape)


def answer(body: bytes, settings: Settings) -> bytes:
    """The answer of ``POST /arrays`` to the bytes of a file; raises a :class:`Problem`."""
    arrays = read_arrays(body, settings)
    flat = {
        name: {"shape": array.shape, "data": array.reshape(-1)} for name, array in arrays.items()
    }
    return dump({"arrays": flat})


def read_arrays(body: bytes, settings: Settings) -> dict[str, np.ndarray]:
    """The numbers in the bytes of a .npz by the arrays' names, of a .npy as "array"; as float64."""
    try:
        if body.startswith(NPY):
            return {"array": _numbers("this .npy", BytesIO(body), len(body), settings)}
        if body.startswith(ZIP):
            return _members(body, settings)
    except Problem:
        raise
    except Exception:
        # zipfile, its decompressor and NumPy's headers have errors of their own.
        raise MalformedBody("the file is damaged or cut off: save it again") from None
    if body.startswith(PICKLE):
        detail = "this is a pickle, and pickles are never opened: save the array with numpy.save"
        raise MalformedBody(detail)
    raise MalformedBody(
        "this is neither a .npy nor a .npz file: save one array with numpy.save, "
        "several with numpy.savez"
    )


def read_array(
    name: str, file: IO[bytes], size: int, check: Callable[[Declared], None]
) -> np.ndarray:
    """The array of a .npy of ``size`` bytes, once ``check`` has let pass what it declares.

    Raises a :class:`Problem`, or what NumPy and zipfile raise where a file is damaged.
    """
    # The header gives its own length, up to 4 GB.
    head = file.read(MAX_HEADER_BYTES)
    declared = _declared(head)
    check(declared)
    if size != declared.start + declared.count * declared.dtype.itemsize:
        raise MalformedBody(f"{name} is not as long as its header says: the file is damaged")
    # One byte more brings zipfile to the end, where it checks the sum.
    data = head[declared.start :] + file.read(max(0, size - len(head)) + 1)
    return np.ndarray(
        declared.shape, declared.dtype, data, order="F" if declared.is_fortran else "C"
    )


def _declared(head: bytes) -> Declared:
    file = BytesIO(head)
    version = npy.read_magic(file)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    with _quiet, warnings.catch_warnings():
        # What a damaged header makes Python and NumPy warn of is no line of ours.
        warnings.simplefilter("ignore")
        shape, is_fortran, dtype = read(file, max_header_size=MAX_HEADER_BYTES)
    return Declared(shape, is_fortran, dtype, file.tell())


def _members(body: bytes, settings: Settings) -> dict[str, np.ndarray]:
    # Before zipfile makes an object of each of 300,000.
    if body.count(ZIP_ENTRY) > MAX_ARRAYS:
        raise TooLarge(f"this .npz holds more than {MAX_ARRAYS} arrays: save fewer in one file")
    found: dict[str, np.ndarray] = {}
    most, total = settings.max_total_elements, 0
    with zipfile.ZipFile(BytesIO(body)) as archive:
        for at, entry in enumerate(archive.infolist(), 1):
            name = entry.filename.removesuffix(".npy")
            if name == entry.filename or entry.compress_type not in METHODS:
                raise MalformedBody(
                    "this archive holds something else than NumPy's arrays: "
                    "save the arrays with numpy.savez"
                )
            if name in found:
                raise MalformedBody("two arrays of this .npz have the same name: save it again")
            with archive.open(entry) as member:
                what = f"array {at} of this .npz"
                found[name] = _numbers(what, member, entry.file_size, settings)
            total += found[name].size
            if total > most:
                raise TooLarge(
                    f"the arrays of this .npz have more than {most:,} numbers together: "
                    "save fewer of them"
                )
    if not found:
        raise MalformedBody("this .npz holds no arrays: save them with numpy.savez")
    return found


def _numbers(what: str, file: IO[bytes], size: int, settings: Settings) -> np.ndarray:
    array = read_array(what, file, size, lambda declared: _check(what, declared, settings))
    numbers = np.ascontiguousarray(array, np.float64).reshape(array.shape)
    if not np.isfinite(numbers).all():
        raise Invalid(
            f"{what} has an infinity or a NaN in it: put numbers in their place, "
            "as numpy.nan_to_num does"
        )
    return numbers


def _check(what: str, declared: Declared, settings: Settings) -> None:
    shape, dtype = declared.shape, declared.dtype
    if dtype.kind not in "fiub":
        held = NO_NUMBERS.get(dtype.kind, "records")
        raise MalformedBody(
            f"{what} holds {held}, not numbers: save it with numpy.save or numpy.savez "
            "from an array of numbers"
        )
    if dtype.itemsize > 8:
        raise MalformedBody(f"{what} has numbers of {dtype}: make them float64 with .astype(float)")
    if len(shape) > MAX_AXES:
        axes = f"{len(shape)} axes: at most {MAX_AXES} are taken"
        raise Invalid(f"{what} has {axes}, choose a part of it or reshape it")
    most = min(settings.max_tensor_elements, settings.max_total_elements)
    if declared.count > most:
        numbers = f"{declared.count:,} numbers: at most {most:,} are taken"
        raise TooLarge(f"{what} has {numbers}, save a part of it")
    if 0 in shape:
        raise Invalid(f"{what} is empty: every axis has at least 1 element")
