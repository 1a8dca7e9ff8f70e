"""What is refused of dtypes: float32 or float64, and one for all arrays."""

from typing import Any

import numpy as np
import pytest

from gradgrid.engine import ConvGeometry, DtypeError
from gradgrid.engine.conv2d.trace import build_trace
from tests.engine.geometries import tensors
from tests.engine.refusals import CALLS, assert_refused

pytestmark = pytest.mark.usefixtures("as_users_run_it")

ARRAYS = [
    (kernel, name)
    for kernel, (_, arguments) in CALLS.items()
    for name, value in arguments.items()
    if isinstance(value, np.ndarray)
]
every_array = pytest.mark.parametrize(
    ("kernel", "name"), ARRAYS, ids=[f"{kernel}-{name}" for kernel, name in ARRAYS]
)


@pytest.mark.parametrize("dtype", ["float16", "complex128", "object", "longdouble"])
@every_array
def test_arrays_neither_float_nor_integer_are_refused(kernel: str, name: str, dtype: str) -> None:
    array = CALLS[kernel][1][name].astype(dtype)
    text = f"{name} is {array.dtype}, must be float32, float64 or integers: use .astype(float)"

    assert_refused(kernel, DtypeError, name, text, **{name: array})


@every_array
def test_text_and_ragged_lists_are_refused(kernel: str, name: str) -> None:
    ragged = f"{name} is not an array: lists of one level must be equally long"

    assert_refused(kernel, DtypeError, name, ragged, **{name: [[1], [1, 2]]})
    text = f"{name} is <U1, must be float32, float64 or integers: use .astype(float)"
    assert_refused(kernel, DtypeError, name, text, **{name: "x"})


@pytest.mark.parametrize(
    ("kernel", "name"), [(kernel, name) for kernel, name in ARRAYS if name != "bias"]
)
def test_arrays_left_out_are_refused(kernel: str, name: str) -> None:
    text = f"{name} is missing: give an array, or a list of numbers"

    assert_refused(kernel, DtypeError, name, text, **{name: None})


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_trace_of_arrays_that_are_none_is_refused(place: int) -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    arrays: list[Any] = list(tensors(g))
    arrays[place] = arrays[place].tolist()

    with pytest.raises(DtypeError, match="is a list, must be a NumPy array"):
        build_trace(g, *arrays)
