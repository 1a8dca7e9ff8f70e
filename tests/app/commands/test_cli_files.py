"""``gradgrid backward``: files told apart by content, options beside them, and where answers go."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradgrid.app.commands.arguments import FLAGS
from gradgrid.app.wire.conventions import CONVENTIONS as WIRE_CONVENTIONS
from tests.app.client import SMALL, Service
from tests.app.command import Run, refused
from tests.app.numpy_files import npy, npz

INPUT, WEIGHT = np.arange(18.0).reshape(1, 2, 3, 3), np.arange(-8.0, 8.0).reshape(4, 1, 2, 2)[:2]
LAYER = {
    "input": INPUT,
    "weight": WEIGHT,
    "groups": 2,
    "layout": "NCHW",
    "padding": [[1, 0], [0, 1]],
}
AS_JSON = {
    name: value.tolist() if isinstance(value, np.ndarray) else value
    for name, value in LAYER.items()
}
PRINTED = """\
input = tensor([[[[1., 2.], [3., 4.]], [[5., 6.], [7., 8.]]]])
weight = tensor([[[[1.]], [[10.]]]])
"""
Feed = Callable[[bytes], None]


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Feed:
    """Sets what standard input holds."""

    def give(content: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def arrays_in(path: Path) -> dict[str, Any]:
    with np.load(path) as found:
        return {name: found[name].tolist() for name in found}


@pytest.mark.parametrize(
    "content",
    [npz(**LAYER), gzip.compress(npz(**LAYER)), json.dumps(AS_JSON).encode()],
    ids=["npz", "npz-gz", "json"],
)
@pytest.mark.parametrize("name", ["layer", "layer.txt", "layer.json"])
def test_content_says_what_a_file_is_whatever_its_name(
    run: Run, service: Service, tmp_path: Path, content: bytes, name: str
) -> None:
    path = written(tmp_path, name, content)
    assert run("backward", path, "--format", "json") == (0, service.post(AS_JSON).text, "")


@pytest.mark.parametrize("content", [npz(**LAYER), json.dumps(AS_JSON).encode()])
def test_standard_input_is_told_apart_by_content(
    run: Run, service: Service, feed: Feed, content: bytes
) -> None:
    feed(content)
    assert run("backward", "-", "--format", "json") == (0, service.post(AS_JSON).text, "")


def test_npz_on_standard_input_is_answered_with_one_on_standard_output(
    feed: Feed, capfdbinary: pytest.CaptureFixture[bytes], service: Service
) -> None:
    from gradgrid.app.cli import main

    feed(npz(**LAYER))
    assert main(["backward", "-"]) == 0
    out, err = capfdbinary.readouterr()
    assert err == b""
    headers = {"Accept": "application/x-npz"}
    assert out == service.post(AS_JSON, **headers).content


def test_npz_is_not_written_to_a_terminal(
    run: Run, feed: Feed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    feed(npz(**LAYER))
    assert "name a file with --output, or use --format json" in refused(run, "backward", "-")
    path = written(tmp_path, "layer.npz", npz(**LAYER))
    assert "standard output is a terminal" in refused(run, "backward", path, "--output", "-")


@pytest.mark.parametrize(
    ("source", "arguments", "output"),
    [
        ("layer.npz", [], "layer.gradients.npz"),
        ("layer.npz", ["--output", "other.npz"], "other.npz"),
        ("layer.json", ["--output", "other.npz"], "other.npz"),
        ("layer.json", ["--format", "npz"], "layer.gradients.npz"),
        ("layer.json", ["--format", "npz", "--output", "other"], "other"),
    ],
)
def test_answer_in_arrays_goes_where_it_is_said(
    run: Run,
    service: Service,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    arguments: list[str],
    output: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, source, npz(**LAYER) if source.endswith("npz") else json.dumps(AS_JSON))
    status, out, err = run("backward", source, *arguments)
    assert (status, out) == (0, "")
    assert err.startswith(f"gradgrid: wrote {output}: output (1, 2, 3, 3)")
    answer = service.answer(AS_JSON)
    assert arrays_in(tmp_path / output) == {
        name: answer[name] for name in ("output", "grad_input", "grad_weight", "grad_bias")
    }


def test_file_that_is_read_is_not_written_over(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "layer.npz", npz(**LAYER))
    (tmp_path / "link.npz").symlink_to(path)
    for output in (path, tmp_path / "link.npz"):
        assert "is also an input file" in refused(run, "backward", path, "--output", output)
    assert path.read_bytes() == npz(**LAYER)


def test_arrays_come_one_a_file(run: Run, service: Service, tmp_path: Path) -> None:
    x, w = written(tmp_path, "x.npy", npy(INPUT)), written(tmp_path, "w.txt", str(WEIGHT.tolist()))
    b, dout = written(tmp_path, "b.npy", npy(np.array([1, -1]))), tmp_path / "dout.npy"
    grad_output = np.arange(18).reshape(1, 2, 3, 3)
    np.save(dout, grad_output)
    arguments = ["--input", x, "--weight", w, "--bias", b, "--grad-output", dout]
    options = ["--groups", "2", "--layout", "NCHW", "--padding", "1,0,0,1"]
    status, out, err = run("backward", *arguments, *options)
    assert (status, out) == (0, "")
    assert f"wrote {tmp_path / 'x.gradients.npz'}" in err
    answer = service.answer(AS_JSON | {"bias": [1, -1], "grad_output": grad_output.tolist()})
    assert arrays_in(tmp_path / "x.gradients.npz")["grad_input"] == answer["grad_input"]


def test_array_of_its_own_file_replaces_that_of_the_npz(
    run: Run, service: Service, tmp_path: Path
) -> None:
    path = written(tmp_path, "layer.npz", npz(**LAYER))
    weight = written(tmp_path, "w.npy", npy(-WEIGHT))
    out = run("backward", path, "--weight", weight, "--format", "json")[1]
    assert out == service.post(AS_JSON | {"weight": (-WEIGHT).tolist()}).text


@pytest.mark.parametrize(
    ("dtypes", "arguments", "wanted"),
    [
        (("f4", "f4"), [], "float32"),
        (("f4", "f8"), [], "float64"),
        (("f8", "f4"), [], "float64"),
        (("f4", "i8"), [], "float32"),
        (("i8", "i8"), [], "float64"),
        (("f4", "f4"), ["--dtype", "float64"], "float64"),
        (("f8", "f8"), ["--dtype", "float32"], "float32"),
    ],
)
def test_dtype_is_that_of_the_arrays_unless_it_is_named(
    run: Run, tmp_path: Path, dtypes: tuple[str, str], arguments: list[str], wanted: str
) -> None:
    held = {"input": INPUT.astype(dtypes[0]), "groups": 2, "layout": "NCHW"}
    path = written(tmp_path, "layer.npz", npz(**held))
    weight = written(tmp_path, "w.npy", npy(WEIGHT.astype(dtypes[1])))
    out = run("backward", path, "--weight", weight, "--format", "json", *arguments)[1]
    assert json.loads(out)["dtype"] == wanted


@pytest.mark.parametrize("kind", ["json", "npz"])
def test_option_on_the_command_line_overrides_that_of_the_file(
    run: Run, service: Service, tmp_path: Path, kind: str
) -> None:
    content = npz(**LAYER) if kind == "npz" else json.dumps(AS_JSON)
    path = written(tmp_path, f"layer.{kind}", content)
    options = ["--stride", "2,1", "--padding", "1", "--dtype", "float32", "--dilation", "1"]
    out = run("backward", path, "--format", "json", *options)[1]
    changes = {"stride": [2, 1], "padding": 1, "dtype": "float32", "dilation": 1}
    assert out == service.post(AS_JSON | changes).text


def test_text_is_read_as_the_page_reads_it(run: Run, service: Service, tmp_path: Path) -> None:
    path = written(tmp_path, "printed.txt", PRINTED)
    status, out, err = run("backward", path)
    body = {
        "layout": "NCHW",
        "input": [[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]],
        "weight": [[[[1]], [[10]]]],
    }
    assert (status, out) == (0, service.post(body).text)
    assert err == ("gradgrid: warning: text from torch: read as NCHW; --layout overrides this\n")
    assert run("backward", path, "--layout", "NCHW") == (0, out, "")


def test_text_with_names_of_a_layer_is_read_and_said(
    run: Run, service: Service, tmp_path: Path
) -> None:
    names = PRINTED.replace("input", "x").replace("weight", "conv.weight")
    path = written(tmp_path, "printed.txt", f"{names}\nx.grad = tensor([1.])\n")
    plain = run("backward", written(tmp_path, "plain.txt", PRINTED))
    status, out, err = run("backward", path)
    assert (status, out) == plain[:2]
    assert err == (
        "gradgrid: warning: x is read as input\n"
        "gradgrid: warning: conv.weight is read as weight\n"
        "gradgrid: warning: ignored, because the results are computed here: x.grad\n" + plain[2]
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (npy(INPUT), "is one array without a name: say which, as --input"),
        (b"[[1, 2], [3, 4]]", "is one array without a name"),
        (b"\x80\x04\x95", "this is a pickle, and pickles are never opened"),
        (b"\x89PNG\r\n\x1a\n\xff", "this is not JSON, .npz, .npy or text in UTF-8"),
        (b'{"input": 1', "the body is not JSON"),
        (npz(input=INPUT, weight=np.array([1j])), "weight holds complex numbers"),
    ],
)
def test_file_that_is_no_request_says_what_to_do(
    run: Run, tmp_path: Path, content: bytes, message: str
) -> None:
    line = refused(run, "backward", written(tmp_path, "file", content))
    assert message in line
    assert "server" not in line


def test_array_option_given_another_kind_of_file_says_so(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "layer.npz", npz(**LAYER))
    line = refused(run, "backward", "--input", path, "--weight", path)
    assert f"--input {path}: one array is required: give a npz file as FILE" in line
    bad = written(tmp_path, "x.npy", npy(np.array([1j])))
    assert f"--input {bad}: input holds complex numbers" in refused(run, "backward", "--input", bad)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("layout", "CHW", '/layout: must be "NHWC" (channels last) or "NCHW"'),
        ("dtype", "float16", "/dtype: must be"),
        ("convention", "caffe", "/convention: must be one of torch, onnx"),
        ("weight-layout", "OOPS", "/weight_layout: must be one of HWIO"),
    ],
)
def test_option_that_is_none_is_refused_as_in_a_request(
    run: Run, tmp_path: Path, option: str, value: str, message: str
) -> None:
    path = written(tmp_path, "layer.npz", npz(**LAYER))
    assert message in refused(run, "backward", path, f"--{option}", value)


ONNX = {"X": INPUT, "W": WEIGHT, "group": 2, "strides": [2, 2], "pads": [1, 0, 0, 1]}


def test_option_overrides_what_a_convention_calls_otherwise(
    run: Run, service: Service, tmp_path: Path
) -> None:
    path = written(tmp_path, "conv.npz", npz(**ONNX))
    asked = ("backward", path, "--convention", "onnx", "--format", "json")
    whole = json.loads(run(*asked)[1])
    wanted = service.answer(AS_JSON | {"stride": 2})
    assert (whole["output"], whole["geometry"]) == (wanted["output"], wanted["geometry"])
    out = run(*asked, "--stride", "1")[1]
    assert out == service.post(AS_JSON).text


def test_names_of_a_course_are_read_and_it_is_said(run: Run, tmp_path: Path) -> None:
    held = {"x": INPUT, "w": WEIGHT, "groups": 2, "stride": 1, "pad": 1}
    path = written(tmp_path, "course.npz", npz(**held))
    for arguments, rows in ((["--format", "json"], 4), (["--format", "json", "--padding", "0"], 2)):
        status, out, err = run("backward", path, *arguments)
        assert status == 0
        assert len(json.loads(out)["output"][0][0]) == rows
        assert "x and w were read as input and weight, in NCHW as in CS231n" in err


def test_convention_torch_takes_x_and_w_of_a_print(
    run: Run, service: Service, tmp_path: Path
) -> None:
    text = f"x = tensor({INPUT.tolist()})\nw = tensor({WEIGHT.tolist()})\ngroups = 2\n"
    path = written(tmp_path, "print.txt", text)
    status, out, err = run("backward", path, "--convention", "torch", "--padding", "1")
    assert status == 0
    named = {"input": INPUT.tolist(), "weight": WEIGHT.tolist(), "groups": 2, "padding": 1}
    assert json.loads(out)["output"] == service.answer(named | {"layout": "NCHW"})["output"]
    assert "were read as" not in err


def test_warning_is_said_one_way_whether_or_not_options_stand_beside_the_file(
    run: Run, tmp_path: Path
) -> None:
    path = written(tmp_path, "course.npz", npz(x=INPUT, w=WEIGHT, groups=2))
    lines = {
        run("backward", path, "--format", "json", *more)[2] for more in ([], ["--stride", "1"])
    }
    assert lines == {
        "gradgrid: warning: x and w were read as input and weight, in NCHW as in CS231n: "
        "say --convention torch or cs231n\n"
    }


@pytest.mark.parametrize(
    ("body", "options", "message"),
    [
        ({"layout": "NCHW"}, [], "fit as NCHW with 2 groups: say --groups 2; or with a weight in"),
        ({"convention": "jax"}, [], "say --groups 2"),
        ({}, [], "fit as NCHW with 2 groups: say --layout NCHW, --groups 2"),
        (LAYER, ["--output-padding", "1"], "convolution: --operation conv_transpose2d"),
        (LAYER | {"frobnicate": 1}, [], "gradgrid backward --help lists the options"),
        ({"groups": 2, "pads": [1, 0, 0, 1]}, [], "or say --convention onnx"),
    ],
    ids=["groups", "jax", "layout", "operation", "field", "convention"],
)
def test_remedy_is_spelt_as_an_option(
    run: Run, tmp_path: Path, body: dict[str, Any], options: list[str], message: str
) -> None:
    tensors = {"input": INPUT, "weight": WEIGHT}
    if body.get("convention") == "jax":
        tensors = {"lhs": INPUT, "rhs": WEIGHT}
    path = written(tmp_path, "layer.npz", npz(**tensors | body))
    line = refused(run, "backward", path, *options)
    assert message in line
    assert [name for name in (*FLAGS, "convention") if f'"{name}": ' in line] == []
    assert "/docs" not in line


def test_form_of_an_option_is_spelt_with_commas(run: Run, tmp_path: Path) -> None:
    row = {"input": np.ones((1, 1, 5)), "weight": np.ones((1, 1, 2)), "layout": "NCHW"}
    path = written(tmp_path, "row.npz", npz(**row))
    line = refused(run, "backward", path, "--padding", "1,2")
    assert "padding must be an integer or 0,0,left,right" in line
    status, out, _ = run("backward", path, "--padding", "0,0,1,2", "--format", "json")
    assert status == 0
    assert json.loads(out)["output"] == [[[1, 2, 2, 2, 2, 1, 0]]]


def test_padding_by_name_is_taken_in_capitals_and_the_names_are_listed(
    run: Run, tmp_path: Path
) -> None:
    path = written(tmp_path, "layer.npz", npz(**LAYER))
    for small in ("same", "same_upper", "same_lower", "valid"):
        asked = [
            run("backward", path, "--format", "json", "--padding", name)[1]
            for name in (small, small.upper())
        ]
        assert asked[0] == asked[1] != ""
    line = refused(run, "backward", path, "--padding", "full")
    assert "or one of same, same_upper, same_lower, valid" in line


def test_file_without_anything_is_called_empty(run: Run, feed: Feed, tmp_path: Path) -> None:
    for content in ("", " \n", gzip.compress(b"")):
        path = written(tmp_path, "empty", content)
        assert refused(run, "backward", path) == f"gradgrid: {path} is empty\n"
    arguments = ("backward", "--input", path, "--weight", path)
    assert refused(run, *arguments) == f"gradgrid: --input {path} is empty\n"
    feed(b"")
    assert refused(run, "backward", "-") == "gradgrid: standard input is empty\n"
    code = written(tmp_path, "code.py", "print(x)\n")
    assert refused(run, "backward", code).endswith("there are no numbers in the text\n")


def test_help_has_every_convention(run: Run) -> None:
    assert "|".join(WIRE_CONVENTIONS) in run("backward", "--help")[1]


def test_limits_are_wider_than_a_servers_and_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    million = np.zeros((1, 1100, 1000, 1), np.float32)
    path = written(tmp_path, "large.npz", npz(input=million, weight=np.ones((1, 1, 1, 1), "f4")))
    assert run("backward", path)[0] == 0
    monkeypatch.setenv("GRADGRID_MAX_TENSOR_ELEMENTS", "1000")
    line = refused(run, "backward", path)
    assert "input has 1,100,000 numbers, at most 1,000 are allowed" in line
    assert "limits are set by environment variables" in line
    monkeypatch.setenv("GRADGRID_MAX_WORK", "10")
    small = written(tmp_path, "small.json", json.dumps(SMALL))
    line = refused(run, "backward", small)
    assert "12 multiply-adds forward and backward: at most 10 are allowed (max_work)" in line
    assert "server" not in line
