"""``gradgrid backward FILE.npz``: arrays in, arrays out, and nothing read on a file's word."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradgrid.app.wire.formats.fast_json import TENSORS
from gradgrid.app.wire.formats.numpy_files import OPTION_NAMES
from gradgrid.app.wire.requests import TermsRequest
from gradgrid.app.wire.trace.selection import TraceRequest
from tests.app.client import Service
from tests.app.command import Run, refused

INPUT = np.arange(16.0).reshape(1, 4, 4, 1)
WEIGHT = np.array([1.0, -2, 3, 4]).reshape(2, 2, 1, 1)


def saved(folder: Path, **arrays: Any) -> Path:
    path = folder / "layer.npz"
    np.savez(path, **({"input": INPUT, "weight": WEIGHT} | arrays))
    return path


def test_backward_npz_gives_the_gradients_beside_it(
    run: Run, service: Service, tmp_path: Path
) -> None:
    path = saved(tmp_path, bias=np.array([5]), stride=2, padding=[[1, 0], [0, 1]])
    said = (
        f"gradgrid: wrote {tmp_path / 'layer.gradients.npz'}: output (1, 2, 2, 1), "
        "grad_input (1, 4, 4, 1), grad_weight (2, 2, 1, 1), grad_bias (1,), float64\n"
    )
    assert run("backward", path) == (0, "", said)
    answer = service.answer(
        {"input": INPUT.tolist(), "weight": WEIGHT.tolist(), "bias": [5], "stride": 2}
        | {"padding": [[1, 0], [0, 1]]}
    )
    with np.load(tmp_path / "layer.gradients.npz", allow_pickle=False) as found:
        assert set(found) == {"output", "grad_input", "grad_weight", "grad_bias"}
        for name in found:
            np.testing.assert_array_equal(found[name], answer[name])


def test_backward_npz_option_on_the_command_line_goes_first(run: Run, tmp_path: Path) -> None:
    path, output = saved(tmp_path, stride=2, padding="same"), tmp_path / "out.npz"
    options = ("--stride", "1,2", "--padding", "1,0,2,0", "--dilation", "1", "--groups", "1")
    status, out, err = run("backward", path, "--output", output, *options)
    assert (status, out) == (0, "")
    assert f"wrote {output}: output (1, 4, 3, 1)" in err
    with np.load(output) as found:
        assert found["output"].shape == (1, 4, 3, 1)


def test_backward_npz_channels_first(run: Run, tmp_path: Path) -> None:
    first = {"input": INPUT.transpose(0, 3, 1, 2), "weight": WEIGHT.transpose(3, 2, 0, 1)}
    path = saved(tmp_path, **first)
    assert run("backward", path, "--layout", "NCHW")[0] == 0
    with np.load(tmp_path / "layer.gradients.npz") as found:
        assert found["output"].shape == (1, 1, 3, 3)
        assert found["output"][0, 0, 0, 0] == 0 * 1 + 1 * -2 + 4 * 3 + 5 * 4


@pytest.mark.parametrize(
    ("dtype", "wanted"),
    [("float32", "float32"), ("float64", "float64"), ("int16", "float64"), (">f4", "float32")],
)
def test_backward_npz_keeps_float32(run: Run, tmp_path: Path, dtype: str, wanted: str) -> None:
    path = saved(tmp_path, input=INPUT.astype(dtype), weight=WEIGHT.astype(dtype))
    assert run("backward", path)[0] == 0
    with np.load(tmp_path / "layer.gradients.npz") as found:
        assert {found[name].dtype for name in found} == {np.dtype(wanted)}


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"input": np.array([object()])}, "input holds Python objects (leave out what is None)"),
        ({"input": np.array([1j])}, "input holds complex numbers (send the real and the"),
        ({"input": INPUT[0, 0]}, "/input: with a weight of 4 axes, input must have 4"),
        ({"input": INPUT[:0]}, "/input: axis N must have at least 1 element"),
        ({"input": INPUT * np.nan}, "/input: every number must be finite"),
        ({"weight": np.full((2, 2, 1, 1), -np.inf)}, "/weight: every number must be finite"),
        ({"stride": np.ones(5000, int)}, "/stride: "),
        ({"stride": 1.5}, "/stride: "),
        ({"layout": "N" * 2001}, "layout holds a long text"),
        ({"stride": 0}, "/stride: stride must be an integer >= 1"),
        ({"kernal": WEIGHT}, "/kernal: "),
    ],
)
def test_backward_npz_that_cannot_be_computed_gets_one_line(
    run: Run, tmp_path: Path, arrays: dict[str, Any], message: str
) -> None:
    assert message in refused(run, "backward", saved(tmp_path, **arrays))
    assert not (tmp_path / "layer.gradients.npz").exists()


def test_backward_npz_that_packs_a_gigabyte_is_refused_unread(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f8", "fortran_order": False, "shape": (1, 2**14, 2**13, 1)}
    )
    path = tmp_path / "bomb.npz"
    content = header.getvalue() + bytes(64 * 2**20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("input.npy", content)
    assert path.stat().st_size < 200_000
    tracemalloc.start()
    assert "input is not as long as its header says" in refused(run, "backward", path)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    monkeypatch.setenv("GRADGRID_MAX_TENSOR_ELEMENTS", "1000000")
    assert "input has 134,217,728 numbers, at most 1,000,000" in refused(run, "backward", path)


@pytest.mark.parametrize("shape", [(1, 1, 1, 3), (-1, 1, 1, 1), (2**62, 4, 1, 1)])
def test_backward_npz_whose_header_lies_is_refused(
    run: Run, tmp_path: Path, shape: tuple[int, ...]
) -> None:
    member = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        member, {"descr": "<f8", "fortran_order": False, "shape": shape}
    )
    path = tmp_path / "lies.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("input.npy", member.getvalue() + bytes(8))
    refused(run, "backward", path)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"PK\x05\x06" + bytes(18), bytes(1000), b"{}", b"\x93NUMPY", b"\x80\x04", b"\xff"],
)
def test_backward_npz_that_is_none_gets_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "layer.npz"
    path.write_bytes(content)
    refused(run, "backward", path)


def test_backward_npz_cut_anywhere_gets_one_line(run: Run, tmp_path: Path) -> None:
    whole = saved(tmp_path).read_bytes()
    path = tmp_path / "cut.npz"
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        refused(run, "backward", path)


def repacked(source: Path, method: int) -> bytes:
    """The members of ``source`` by another of the methods that zip files know."""
    packed = io.BytesIO()
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(packed, "w", method) as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name))
    return packed.getvalue()


@pytest.mark.parametrize("flip", [0x01, 0x55, 0xFF], ids=hex)
@pytest.mark.parametrize(
    "method",
    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
    ids=["stored", "deflated", "bzip2", "lzma"],
)
def test_backward_npz_with_a_flipped_byte_is_computed_or_refused(
    run: Run, tmp_path: Path, method: int, flip: int
) -> None:
    whole = repacked(saved(tmp_path), method)
    path = tmp_path / "flipped.npz"
    for place in range(0, len(whole), 5):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
        status, out, err = run("backward", path)
        assert (status, err.count("\n"), out) in ((0, 1, ""), (2, 1, "")), place


@pytest.mark.parametrize("shape", [b"(1L, 1, 1, 1)", b"(1, 1, 1, '\\d')"])
def test_backward_npz_whose_header_python_warns_of_gets_one_line_at_most(
    run: Run, tmp_path: Path, shape: bytes
) -> None:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + b", }\n"
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(8)
    path = tmp_path / "old.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("input.npy", content)
    refused(run, "backward", path)


def test_backward_npz_whose_header_would_be_gigabytes_is_refused_unread(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "header.npz"
    content = b"\x93NUMPY\x02\x00" + (64 * 2**20).to_bytes(4, "little") + bytes(64 * 2**20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("input.npy", content)
    del content
    tracemalloc.start()
    refused(run, "backward", path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20_000_000


def test_options_of_a_request_are_read_from_npz_as_json_has_them() -> None:
    texts = {"operation", "layout", "weight_layout", "dtype", "padding_mode", "convention"}
    others = {"id", "title", "summary", *texts, *TENSORS}
    fields = set(TermsRequest.model_fields) | set(TraceRequest.model_fields)
    assert fields - others - {"tensor"} <= OPTION_NAMES
