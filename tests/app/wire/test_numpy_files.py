"""NumPy's files are read as they are, and nothing is read on a file's word."""

from __future__ import annotations

import io
import pickle
import random
import tracemalloc
import zipfile
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from gradgrid.app.service.problems import Problem
from gradgrid.app.service.settings import DEFAULTS, Settings
from gradgrid.app.wire.formats.numpy_files import arrays_of
from tests.app.numpy_files import headed, npy, npz, zipped
from tests.cpu_time import less_cpu_than

GRID = np.arange(12.0).reshape(1, 3, 4, 1)


def found(body: bytes, settings: Settings = DEFAULTS) -> dict[str, np.ndarray]:
    return arrays_of(body, settings)


def refused(body: bytes, status: int, settings: Settings = DEFAULTS) -> str:
    with pytest.raises(Problem) as caught:
        arrays_of(body, settings)
    assert caught.value.status == status
    return caught.value.detail


@pytest.mark.parametrize("dtype", ["f8", "<f4", ">f4", "f2", "i1", ">i8", "u2", "u8", "?"])
def test_npy_of_any_numbers_is_read(dtype: str) -> None:
    array = GRID.astype(dtype)
    read = found(npy(array))
    assert set(read) == {"array"}
    np.testing.assert_array_equal(read["array"], array)


@pytest.mark.parametrize("shape", [(), (1,), (12,), (3, 4), (2, 3, 2)])
def test_npy_of_up_to_four_axes_keeps_its_shape(shape: tuple[int, ...]) -> None:
    array = np.arange(float(np.prod(shape, dtype=int))).reshape(shape)
    read = found(npy(array))["array"]
    assert read.shape == shape
    np.testing.assert_array_equal(read, array)


def test_npy_in_fortran_order_has_its_numbers_in_place() -> None:
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    read = found(npy(array))["array"]
    np.testing.assert_array_equal(read, [[0, 1, 2], [3, 4, 5]])


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz_is_read_by_name(save: Any) -> None:
    file = io.BytesIO()
    save(file, input=GRID, 权重=np.ones((2, 2), np.int8))
    read = found(file.getvalue())
    assert list(read) == ["input", "权重"]
    np.testing.assert_array_equal(read["input"], GRID)
    np.testing.assert_array_equal(read["权重"], np.ones((2, 2)))


@pytest.mark.parametrize(
    ("array", "status", "detail"),
    [
        (np.array([{}]), 400, "this .npy holds Python objects (leave out what is None), numbers"),
        (np.array([1j]), 400, "this .npy holds complex numbers (send the real and the imagin"),
        (np.array(["2020"], "M8[D]"), 400, "this .npy holds dates, numbers are required"),
        (np.zeros(2, [("a", "f8")]), 400, "this .npy holds records, numbers are required"),
        (np.zeros(2, np.longdouble), 400, "make them float64 with .astype(float)"),
        (np.zeros((1,) * 9), 422, "this .npy has 9 axes, at most 8 are read"),
        (np.zeros(1_000_001, np.int8), 413, "this .npy has 1,000,001 numbers, at most 1,000,000"),
    ],
    ids=str,
)
def test_npy_that_is_not_taken_says_what_to_do(array: np.ndarray, status: int, detail: str) -> None:
    assert detail in refused(npy(array), status)
    named = detail.replace("this .npy", "other")
    assert named in refused(npz(ones=GRID, other=array), status)


def test_name_of_an_array_of_the_npz_that_is_refused_is_cut() -> None:
    body = npz(a=GRID, **{"b" * 5_000: np.array([1j])})
    assert refused(body, 400).startswith(f"{'b' * 60}… holds complex numbers")


def test_largest_array_is_read() -> None:
    assert found(npy(np.ones(1_000_000, np.int8)))["array"].shape == (1_000_000,)


def test_npz_with_too_much_together_is_a_413() -> None:
    million = np.zeros(1_000_000, np.int8)
    assert len(found(npz(a=million, b=million, c=million))) == 3
    body = npz(a=million, b=million, c=million, d=np.zeros(1))
    assert "more than 3,000,000 numbers together" in refused(body, 413)


def test_npz_of_many_arrays_is_a_413() -> None:
    assert len(found(npz(**{f"a{k}": k for k in range(100)}))) == 100
    body = npz(**{f"a{k}": k for k in range(101)})
    assert "more than 100 arrays" in refused(body, 413)


def test_archive_of_300000_entries_is_refused_at_once() -> None:
    entry = b"PK\x01\x02" + bytes(24) + (1).to_bytes(2, "little") + bytes(16) + b"a"
    count = 300_000
    end = b"PK\x05\x06" + bytes(8) + (len(entry) * count).to_bytes(4, "little") + bytes(6)
    with less_cpu_than(2):
        refused(b"PK\x03\x04" + entry * count + end, 413)


def test_npz_that_packs_a_gigabyte_is_refused_unread() -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': (1, {2**14}, {2**13}, 1), }}\n"
    body = zipped({"input.npy": headed(header) + bytes(64 * 2**20)})
    tracemalloc.start()
    detail = refused(body, 413)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert detail.startswith("input has 134,217,728 numbers, at most 1,000,000 are allowed")
    assert most < 20_000_000


@pytest.mark.parametrize(
    "shape",
    ["(3,)", "(-1, -1)", "(-1,)", "(2**62,)", f"({2**62}, 4)", f"(1{'0' * 4000},)", "(0,)", "1"],
    ids=lambda text: text[:20],
)
def test_header_that_lies_is_refused(shape: str) -> None:
    body = headed(f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n")
    for content in (body, zipped({"a.npy": body})):
        with pytest.raises(Problem):
            found(content)


@pytest.mark.parametrize(
    "text", ["{}", "[", "(" * 5000, "{'descr': 'O'}", "__import__('os')", "{'shape': '\\d'}", ""]
)
def test_header_that_is_none_is_refused(text: str) -> None:
    assert "damaged" in refused(headed(text), 400)


def test_header_of_python_2_is_read() -> None:
    body = headed("{'descr': '<f8', 'fortran_order': False, 'shape': (1L,), }\n")
    np.testing.assert_array_equal(found(body)["array"], [0])


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "neither a .npy nor a .npz"),
        (b"[[1, 2], [3, 4]]", "save one array with numpy.save"),
        (b"\x89HDF\r\n\x1a\n", "neither a .npy nor a .npz"),
        (pickle.dumps(GRID.tolist()), "pickles are never opened"),
        (b"PK\x05\x06" + bytes(18), "this .npz holds no arrays"),
        (b"PK", "damaged or cut off"),
        (b"\x93NUMPY", "damaged or cut off"),
        (b"\x93NUMPY\x09\x00" + bytes(100), "damaged or cut off"),
        (
            zipped({"model/data.pkl": b"\x80\x02."}),
            "save the tensors with numpy.savez, each as x.nu",
        ),
        (zipped({"a.txt": b"1"}), "a.txt in this archive is not an array"),
        (zipped({"a.npy": npy(GRID)}, zipfile.ZIP_BZIP2), "a in this archive is not an array"),
        (zipped({"a.npy": npy(GRID)}, zipfile.ZIP_LZMA), "a in this archive is not an array"),
        (npy(GRID) + b"x", "not as long as its header says"),
    ],
)
def test_file_that_is_none_of_numpys_is_a_400(body: bytes, detail: str) -> None:
    assert detail in refused(body, 400)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_npz_with_one_name_twice_is_a_400() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.npy", npy(GRID))
        archive.writestr("a.npy", npy(GRID))
    assert "two arrays of this .npz are called a" in refused(file.getvalue(), 400)


def test_pickle_in_a_npy_is_not_run() -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (pytest.fail, ("a pickle was opened",))

    array = np.empty(1, object)
    array[0] = Trap()
    for body in (npy(array, allow_pickle=True), npz(a=array)):
        assert "holds Python objects" in refused(body, 400)


@pytest.mark.parametrize("whole", [npy(GRID), npz(input=GRID, bias=[1, 2])], ids=["npy", "npz"])
def test_file_cut_or_changed_anywhere_is_read_or_refused(whole: bytes) -> None:
    chance = random.Random(1)
    for _ in range(150):
        place = chance.randrange(len(whole))
        refused(whole[:place], 400)
        changed = whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1 :]
        # Every error that is none of ours fails the test.
        with suppress(Problem):
            found(changed)
    np.testing.assert_array_equal(next(iter(found(whole).values())), GRID)


def test_limits_of_the_server_hold() -> None:
    few = Settings(max_total_elements=12)
    assert found(npy(GRID), few)["array"].size == 12
    assert "at most 12 are allowed" in refused(npy(np.ones(13)), 413, few)
