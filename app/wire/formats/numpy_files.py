"""NumPy's files, .npy and .npz, as values by name.

Sizes are checked before anything is unpacked: a gigabyte of zeros packs to a megabyte. Pickles,
which can run code, are refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np

from gradgrid.app.service.problems import MalformedBody, Problem, TooLarge
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.formats.npy_array import checked_array, is_npy
from gradgrid.app.wire.formats.tensor import Tensor
from gradgrid.app.wire.options import GEOMETRY_OPTIONS

MAX_ARRAYS = 100
MAX_OPTION_NUMBERS = 32
MAX_NAME = 60
# The two methods that NumPy writes; others may unpack a few bytes to megabytes at once.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ZIP, ZIP_ENTRY, PICKLE = b"PK", b"PK\x01\x02", b"\x80"
NPY_NAME = "array"
# Stored beside the tensors, these are numbers or lists, as in JSON.
OPTION_NAMES = frozenset(
    (
        *GEOMETRY_OPTIONS,
        "index",
        "limit",
        "offset",
        "only",
        "window",
        "zeros",
        "flip_kernel",
        "strides",
        "pads",
        "pad",
        "dilations",
        "dilation_rate",
        "group",
        "kernel_shape",
        "window_strides",
        "rhs_dilation",
        "lhs_dilation",
        "feature_group_count",
        "batch_group_count",
        "output_shape",
    )
)


def is_npz(body: bytes) -> bool:
    """Whether ``body`` starts as a .npz does, which is a zip archive."""
    return body.startswith(ZIP)


def values_of_npz(body: bytes, settings: Settings) -> dict[str, Any]:
    """What a .npz holds, by name: tensors as arrays, options and texts as JSON would have them.

    Where every floating-point array is float32 and no dtype is stored, ``dtype`` is "float32".
    Raises a :class:`Problem` that names the array.
    """
    return float32_if_all(stored_values(body, settings))


def stored_values(body: bytes, settings: Settings) -> dict[str, Any]:
    """The same without a dtype that is not stored."""
    return {name: _value(name, array) for name, array in arrays_of(body, settings).items()}


def float32_if_all(values: dict[str, Any]) -> dict[str, Any]:
    """``values``, with dtype "float32" where they have none and every array of fractions is it."""
    arrays = (each.array if isinstance(each, Tensor) else each for each in values.values())
    floats = {
        array.dtype.itemsize
        for array in arrays
        if isinstance(array, np.ndarray) and array.dtype.kind == "f"
    }
    return {"dtype": "float32"} | values if floats == {4} else values


def array_of_npy(body: bytes, name: str, settings: Settings) -> np.ndarray:
    """The array in the bytes of a .npy; ``name`` is what to call it in a :class:`Problem`."""
    if not is_npy(body):
        raise _neither(body, name)
    with _damage(name):
        return checked_array(name, BytesIO(body), len(body), settings)


def arrays_of(body: bytes, settings: Settings) -> dict[str, np.ndarray]:
    """The arrays of numbers or text in a .npz, by name, or the one in a .npy as "array"."""
    if is_npy(body):
        return {NPY_NAME: array_of_npy(body, "this .npy", settings)}
    if not is_npz(body):
        raise _neither(body, "this")
    with _damage("the file"):
        return _members(body, settings)


def npz_of(arrays: Mapping[str, Any]) -> bytes:
    """The bytes of a .npz: the same for the same arrays."""
    file = BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


@contextmanager
def _damage(name: str) -> Iterator[None]:
    """Turn any error of zipfile, zlib or NumPy into a :class:`MalformedBody`."""
    try:
        yield
    except Problem:
        raise
    except Exception:
        raise MalformedBody(f"{name} is damaged or cut off: save it again") from None


def refuse_pickle(body: bytes, name: str = "this") -> None:
    """Raise :class:`MalformedBody` if ``body`` starts as a pickle does."""
    if body.startswith(PICKLE):
        raise MalformedBody(
            f"{name} is a pickle, and pickles are never opened: save the array with numpy.save"
        )


def _neither(body: bytes, name: str) -> MalformedBody:
    refuse_pickle(body, name)
    return MalformedBody(
        f"{name} is neither a .npy nor a .npz file: save one array with numpy.save, "
        "several with numpy.savez"
    )


def _value(name: str, array: np.ndarray) -> Any:
    """Text, single numbers and the numbers of an option as Python has them; else the array."""
    if array.dtype.kind == "S":
        return np.char.decode(array, "utf-8", "replace").tolist()
    is_option = name in OPTION_NAMES and array.size <= MAX_OPTION_NUMBERS
    if array.dtype.kind == "U" or array.ndim == 0 or is_option:
        return array.tolist()
    return array


def _members(body: bytes, settings: Settings) -> dict[str, np.ndarray]:
    # Count first: zipfile would make an object for each of 300,000 entries.
    if body.count(ZIP_ENTRY) > MAX_ARRAYS:
        raise TooLarge(f"this .npz holds more than {MAX_ARRAYS} arrays: save fewer in one file")
    found: dict[str, np.ndarray] = {}
    most, total = settings.max_total_elements, 0
    with zipfile.ZipFile(BytesIO(body)) as archive:
        for entry in archive.infolist():
            name = entry.filename.removesuffix(".npy")
            if name == entry.filename or entry.compress_type not in METHODS:
                raise MalformedBody(_no_array(name))
            if name in found:
                raise MalformedBody(f"two arrays of this .npz are called {_short(name)}")
            with _damage(_short(name)), archive.open(entry) as member:
                found[name] = checked_array(_short(name), member, entry.file_size, settings)
            total += found[name].size
            if total > most:
                raise TooLarge(
                    f"the arrays of this .npz have more than {most:,} numbers together: "
                    "save fewer of them"
                )
    if not found:
        raise MalformedBody("this .npz holds no arrays: save them with numpy.savez")
    return found


def _no_array(name: str) -> str:
    if name.endswith("/data.pkl"):
        return "this is a file of PyTorch: save the tensors with numpy.savez, each as x.numpy()"
    return f"{_short(name)} in this archive is not an array: save the arrays with numpy.savez"


def _short(name: str) -> str:
    return name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…"
