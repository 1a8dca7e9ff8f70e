"""Checks of arrays before a kernel runs: one dtype, the right shape. Zero padding and cropping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.options import shown
from gradgrid.engine.errors import DtypeError, ShapeError

Lists = Sequence[Any]
"""Nested lists of numbers, one level for each axis."""

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def common_dtype(**arrays: np.ndarray) -> np.dtype[np.floating]:
    """The dtype that all the named arrays have; raises :class:`DtypeError`."""
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray):
            kind = type(array).__name__
            raise DtypeError(name, f"{name} is a {kind}, must be a NumPy array: use np.asarray")
    dtypes = {name: array.dtype for name, array in arrays.items()}
    for name, dtype in dtypes.items():
        if dtype not in FLOATS:
            raise DtypeError(
                name, f"{name} is {dtype}, must be float32 or float64: use .astype(float)"
            )
    if len(set(dtypes.values())) > 1:
        listed = ", ".join(f"{name} is {dtype}" for name, dtype in dtypes.items())
        raise DtypeError(
            next(iter(dtypes)), f"all arrays must have one dtype, but {listed}: use .astype on one"
        )
    return next(iter(dtypes.values()))


def as_floats(**given: Any) -> tuple[np.ndarray, ...]:
    """Arguments as arrays of one dtype, float32 or float64; lists and integers are converted.

    Integers alone become float64; with floats, ``np.result_type`` decides. Raises
    :class:`DtypeError`.

    >>> as_floats(input=[[1, 2]], weight=np.ones(1, np.float32))[0].dtype
    dtype('float64')
    """
    values = tuple(given.values())
    first = getattr(values[0], "dtype", None)
    if first in FLOATS and all(type(v) is np.ndarray and v.dtype == first for v in values):
        return values
    arrays = {name: _array(name, value) for name, value in given.items()}
    dtype = np.result_type(*(array.dtype for array in arrays.values()))
    if dtype not in FLOATS:  # integers alone, or beside a dtype of another byte order
        dtype = np.dtype(np.float64)
    return tuple(array.astype(dtype, copy=False) for array in arrays.values())


def _array(name: str, value: object) -> np.ndarray:
    if value is None:
        raise DtypeError(name, f"{name} is missing: give an array, or a list of numbers")
    try:
        array = np.asarray(value)
    except ValueError:
        raise DtypeError(
            name, f"{name} is not an array: lists of one level must be equally long"
        ) from None
    if array.dtype.kind not in "biu" and array.dtype.newbyteorder("=") not in FLOATS:
        raise DtypeError(
            name,
            f"{name} is {array.dtype}, must be float32, float64 or integers: use .astype(float)",
        )
    return array


def check_shape(name: str, array: np.ndarray, shape: tuple[int, ...]) -> None:
    """Raises :class:`ShapeError` unless the array has the shape that the geometry needs."""
    if array.shape != shape:
        raise ShapeError(
            name,
            f"{name} has shape {shown(array.shape)}, this convolution needs {shown(shape)}: "
            f"change {name} or the options",
        )


def pad(input: np.ndarray, g: ConvGeometry) -> np.ndarray:
    """(N, H, W, C) with the zeros of ``g.padding`` around it; the array itself without padding."""
    if g.padding == ((0, 0), (0, 0)):
        return input
    return np.pad(input, ((0, 0), *g.padding, (0, 0)))


def crop(padded: np.ndarray, g: ConvGeometry) -> np.ndarray:
    """The rows and columns that :func:`pad` started from."""
    (h, w), ((top, _), (left, _)) = g.input_size, g.padding
    return np.ascontiguousarray(padded[:, top : top + h, left : left + w])
