"""What is refused of dtypes: float32 or float64, and one for all arrays."""

from typing import Any

import numpy as np
import pytest

from engine import ConvGeometry, DtypeError
from engine.trace import build_trace
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


@pytest.mark.parametrize("dtype", ["int64", "bool", "float16", "complex128", "object", ">f8"])
@every_array
def test_arrays_neither_float32_nor_float64_are_refused(kernel: str, name: str, dtype: str) -> None:
    array = CALLS[kernel][1][name].astype(dtype)
    text = f"{name} is {dtype}, the engine takes float32 or float64: use .astype(float)"

    assert_refused(kernel, DtypeError, name, text, **{name: array})


@pytest.mark.parametrize(
    ("value", "kind"), [([[[[1.0]]]], "list"), (np.float64(1), "float64"), ("x", "str")]
)
@every_array
def test_arrays_that_are_none_are_refused(kernel: str, name: str, value: object, kind: str) -> None:
    text = f"{name} is a {kind}, the engine takes NumPy arrays: use np.asarray"

    assert_refused(kernel, DtypeError, name, text, **{name: value})


@pytest.mark.parametrize(
    ("kernel", "name"), [(kernel, name) for kernel, name in ARRAYS if name != "bias"]
)
def test_arrays_left_out_are_refused(kernel: str, name: str) -> None:
    text = f"{name} is a NoneType, the engine takes NumPy arrays: use np.asarray"

    assert_refused(kernel, DtypeError, name, text, **{name: None})


@pytest.mark.parametrize(
    ("kernel", "name", "listed"),
    [
        ("conv2d", "input", "input is float32, weight is float64, bias is float64"),
        ("conv2d", "weight", "input is float64, weight is float32, bias is float64"),
        ("conv2d", "bias", "input is float64, weight is float64, bias is float32"),
        ("grad_input", "weight", "weight is float32, grad_output is float64"),
        ("grad_weight", "input", "input is float32, grad_output is float64"),
        ("backward", "weight", "grad_output is float64, input is float64, weight is float32"),
    ],
)
def test_arrays_of_two_dtypes_are_refused(kernel: str, name: str, listed: str) -> None:
    first = listed.split()[0]
    array = CALLS[kernel][1][name].astype(np.float32)
    text = f"all arrays have one dtype, but {listed}: use .astype on one"

    assert_refused(kernel, DtypeError, first, text, **{name: array})


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_trace_of_arrays_that_are_none_is_refused(place: int) -> None:
    g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    arrays: list[Any] = list(tensors(g))
    arrays[place] = arrays[place].tolist()

    with pytest.raises(DtypeError, match="is a list, the engine takes NumPy arrays"):
        build_trace(g, *arrays)
