"""POST /arrays: what NumPy writes is read as it is, and nothing is read on a file's word."""

from __future__ import annotations

import io
import pickle
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.settings import Settings
from tests.app.numpy_files import BYTES, client_of, found, headed, npy, npz, refused, zipped
from tests.app.service import assert_problem
from tests.cpu_time import less_cpu_than

Post = Callable[..., Any]
GRID = np.arange(12.0).reshape(1, 3, 4, 1)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return client_of(Settings())


@pytest.fixture
def post(client: TestClient) -> Post:
    def send(body: bytes, **headers: str) -> Any:
        return client.post("/arrays", content=body, headers=BYTES | headers)

    return send


@pytest.mark.parametrize("dtype", ["f8", "<f4", ">f4", "f2", "i1", ">i8", "u2", "u8", "?"])
def test_npy_of_any_numbers_is_read(post: Post, dtype: str) -> None:
    array = GRID.astype(dtype)
    read = found(post(npy(array)))
    assert set(read) == {"array"}
    np.testing.assert_array_equal(read["array"], array)


@pytest.mark.parametrize("shape", [(), (1,), (12,), (3, 4), (2, 3, 2)])
def test_npy_of_up_to_four_axes_keeps_its_shape(post: Post, shape: tuple[int, ...]) -> None:
    array = np.arange(float(np.prod(shape, dtype=int))).reshape(shape)
    read = found(post(npy(array)))["array"]
    assert read.shape == shape
    np.testing.assert_array_equal(read, array)


def test_npy_in_fortran_order_is_answered_in_c_order(post: Post) -> None:
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    assert post(npy(array)).json() == {
        "arrays": {"array": {"shape": [2, 3], "data": [0, 1, 2, 3, 4, 5]}}
    }


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz_is_read_by_name(post: Post, save: Any) -> None:
    file = io.BytesIO()
    save(file, input=GRID, 权重=np.ones((2, 2), np.int8))
    read = found(post(file.getvalue()))
    assert list(read) == ["input", "权重"]
    np.testing.assert_array_equal(read["input"], GRID)
    np.testing.assert_array_equal(read["权重"], np.ones((2, 2)))


@pytest.mark.parametrize(
    ("array", "status", "detail"),
    [
        (np.array([{}]), 400, "this .npy holds Python objects (leave out what is None), numbers"),
        (np.array(["a"]), 400, "this .npy holds text, numbers are required"),
        (np.array([1j]), 400, "this .npy holds complex numbers (send the real and the imagin"),
        (np.array(["2020"], "M8[D]"), 400, "this .npy holds dates, numbers are required"),
        (np.zeros(2, [("a", "f8")]), 400, "this .npy holds records, numbers are required"),
        (np.zeros(2, np.longdouble), 400, "make them float64 with .astype(float)"),
        (np.zeros((1,) * 5), 422, "this .npy has 5 axes: at most 4 are taken"),
        (np.zeros((2, 0)), 422, "this .npy is empty: every axis has at least 1 element"),
        (np.array([np.nan]), 422, "this .npy has an infinity or a NaN in it"),
        (np.array([-np.inf, 1]), 422, "this .npy has an infinity or a NaN in it"),
        (np.zeros(1_000_001, np.int8), 413, "this .npy has 1,000,001 numbers, at most 1,000,000"),
    ],
    ids=str,
)
def test_npy_that_is_not_taken_says_what_to_do(
    post: Post, array: np.ndarray, status: int, detail: str
) -> None:
    assert detail in refused(post(npy(array)), status)
    named = detail.replace("this .npy", "other")
    assert named in refused(post(npz(ones=GRID, other=array)), status)


def test_name_of_an_array_of_the_npz_that_is_refused_is_cut(post: Post) -> None:
    body = npz(a=GRID, **{"b" * 5_000: np.array([1j])})
    assert refused(post(body), 400).startswith(f"{'b' * 60}… holds complex numbers")


def test_largest_array_is_read(post: Post) -> None:
    assert found(post(npy(np.ones(1_000_000, np.int8))))["array"].shape == (1_000_000,)


def test_npz_with_too_much_together_is_a_413(post: Post) -> None:
    million = np.zeros(1_000_000, np.int8)
    assert len(found(post(npz(a=million, b=million, c=million)))) == 3
    body = npz(a=million, b=million, c=million, d=np.zeros(1))
    assert "more than 3,000,000 numbers together" in refused(post(body), 413)


def test_npz_of_many_arrays_is_a_413(post: Post) -> None:
    assert len(found(post(npz(**{f"a{k}": k for k in range(100)})))) == 100
    body = npz(**{f"a{k}": k for k in range(101)})
    assert "more than 100 arrays" in refused(post(body), 413)


def test_archive_of_300000_entries_is_refused_at_once(post: Post) -> None:
    entry = b"PK\x01\x02" + bytes(24) + (1).to_bytes(2, "little") + bytes(16) + b"a"
    count = 300_000
    end = b"PK\x05\x06" + bytes(8) + (len(entry) * count).to_bytes(4, "little") + bytes(6)
    with less_cpu_than(2):
        refused(post(b"PK\x03\x04" + entry * count + end), 413)


def test_npz_that_packs_a_gigabyte_is_refused_unread(post: Post) -> None:
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': (1, {2**14}, {2**13}, 1), }}\n"
    body = zipped({"input.npy": headed(header) + bytes(64 * 2**20)})
    tracemalloc.start()
    detail = refused(post(body), 413)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert detail.startswith("input has 134,217,728 numbers, at most 1,000,000 are allowed")
    assert most < 20_000_000


@pytest.mark.parametrize(
    "shape",
    ["(3,)", "(-1, -1)", "(-1,)", "(2**62,)", f"({2**62}, 4)", f"(1{'0' * 4000},)", "(0,)", "1"],
    ids=lambda text: text[:20],
)
def test_header_that_lies_is_refused(post: Post, shape: str) -> None:
    body = headed(f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n")
    for content in (body, zipped({"a.npy": body})):
        response = post(content)
        assert response.status_code in (400, 413, 422)
        assert_problem(response, response.status_code)


@pytest.mark.parametrize(
    "text", ["{}", "[", "(" * 5000, "{'descr': 'O'}", "__import__('os')", "{'shape': '\\d'}", ""]
)
def test_header_that_is_none_is_refused(post: Post, text: str) -> None:
    assert "damaged" in refused(post(headed(text)), 400)


def test_header_of_python_2_is_read(post: Post) -> None:
    body = headed("{'descr': '<f8', 'fortran_order': False, 'shape': (1L,), }\n")
    np.testing.assert_array_equal(found(post(body))["array"], [0])


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
def test_file_that_is_none_of_numpys_is_a_400(post: Post, body: bytes, detail: str) -> None:
    assert detail in refused(post(body), 400)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_npz_with_one_name_twice_is_a_400(post: Post) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.npy", npy(GRID))
        archive.writestr("a.npy", npy(GRID))
    assert "two arrays of this .npz are called a" in refused(post(file.getvalue()), 400)


def test_pickle_in_a_npy_is_not_run(post: Post) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (pytest.fail, ("a pickle was opened",))

    array = np.empty(1, object)
    array[0] = Trap()
    for body in (npy(array, allow_pickle=True), npz(a=array)):
        assert "holds Python objects" in refused(post(body), 400)


@pytest.mark.parametrize("whole", [npy(GRID), npz(input=GRID, bias=[1, 2])], ids=["npy", "npz"])
def test_file_cut_or_changed_anywhere_is_read_or_refused(post: Post, whole: bytes) -> None:
    chance = random.Random(1)
    for _ in range(150):
        place = chance.randrange(len(whole))
        assert_problem(post(whole[:place]), 400)
        changed = whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1 :]
        response = post(changed)
        assert response.status_code in (200, 400, 413, 422), place
        if response.status_code != 200:
            assert_problem(response, response.status_code)
    np.testing.assert_array_equal(next(iter(found(post(whole)).values())), GRID)


def test_body_of_another_type_is_a_415_that_says_which(post: Post) -> None:
    detail = refused(post(npy(GRID), **{"Content-Type": "application/json"}), 415)
    assert detail.endswith("set Content-Type: application/octet-stream.")


def test_file_of_too_many_bytes_is_a_413(post: Post) -> None:
    assert "more than 16777216 bytes" in refused(post(bytes(16 * 2**20 + 1)), 413)


def test_array_past_the_small_limits_goes_to_the_large_gate() -> None:
    client = client_of(Settings(small_elements=10, max_total_elements=12))
    assert client.post("/arrays", content=npy(GRID), headers=BYTES).status_code == 200
    response = client.post("/arrays", content=npy(np.ones(13)), headers=BYTES)
    assert "at most 12 are allowed" in refused(response, 413)


def test_arrays_route_is_not_in_the_api(client: TestClient) -> None:
    assert "/arrays" not in client.get("/openapi.json").json()["paths"]
    assert client.get("/arrays").status_code == 405
