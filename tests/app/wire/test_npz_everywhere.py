"""The same request as JSON and as .npz, through the API and the command line: the same bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.app.client import Service
from tests.app.numpy_files import npz
from tests.oracle.layers import Layer, layers

CASES = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("requests.json").read_text("utf-8"))
}
NPZ = "application/x-npz"
RESULTS = ("output", "grad_input", "grad_weight", "grad_bias")
CHUNK = 60
Run = Callable[..., tuple[int, str, str]]


def stored(request: dict[str, Any]) -> bytes:
    """A request as people store it: tensors as arrays, options as NumPy makes them of Python's."""
    return npz(**{name: np.array(value) for name, value in request.items()})


def arrays_in(content: bytes | Path) -> dict[str, np.ndarray]:
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with np.load(source, allow_pickle=False) as found:
        return dict(found)


def assert_right(found: dict[str, np.ndarray], right: dict[str, Any]) -> None:
    for name, expected in right.items():
        assert found[name].shape == np.shape(expected), name
        assert (found[name] == np.array(expected)).all(), name


@pytest.mark.parametrize("id", CASES)
def test_request_is_answered_alike_as_json_and_npz_by_api_and_command_line(
    run: Run, service: Service, tmp_path: Path, id: str
) -> None:
    request, right = CASES[id]["request"], CASES[id]["right"]
    if id == "both-layouts-fit":  # The right values are those of the layout that was meant.
        request = request | {"layout": "NCHW"}
    as_json, as_npz = tmp_path / "body.json", tmp_path / "layer.npz"
    as_json.write_text(json.dumps(request))
    as_npz.write_bytes(stored(request))

    answer = service.post(request)

    assert {name: answer.json()[name] for name in right} == right
    assert service.post(as_npz.read_bytes(), **{"Content-Type": NPZ}).content == answer.content
    assert run("backward", as_json) == (0, answer.text, "")
    assert run("backward", as_npz, "--format", "json") == (0, answer.text, "")
    assert run("backward", as_npz)[0] == 0
    assert_right(arrays_in(tmp_path / "layer.gradients.npz"), right)
    packed = service.post(as_npz.read_bytes(), **{"Content-Type": NPZ, "Accept": NPZ}).content
    assert packed == (tmp_path / "layer.gradients.npz").read_bytes()


def test_warning_is_in_the_json_in_the_npz_and_on_standard_error(
    run: Run, service: Service, tmp_path: Path
) -> None:
    request = CASES["both-layouts-fit"]["request"]
    path = tmp_path / "layer.npz"
    path.write_bytes(stored(request))

    (warning,) = service.answer(request)["warnings"]
    status, out, err = run("backward", path)
    found = arrays_in(tmp_path / "layer.gradients.npz")

    assert (status, out) == (0, "")
    said = warning["detail"].replace('"layout": "NHWC" or "NCHW"', "--layout NHWC or NCHW")
    assert said.endswith("Say --layout NHWC or NCHW")
    assert f"gradgrid: warning: {said}\n" in err
    assert found["warnings"].tolist() == [warning["detail"]]
    response = service.post(request, Accept=NPZ)
    assert response.content == (tmp_path / "layer.gradients.npz").read_bytes()


def test_option_of_the_command_line_names_the_layout_that_the_file_lacks(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "layer.npz"
    path.write_bytes(stored(CASES["both-layouts-fit"]["request"]))

    status, _, err = run("backward", path, "--layout", "NCHW")

    assert status == 0
    assert "warning" not in err
    assert_right(arrays_in(tmp_path / "layer.gradients.npz"), CASES["both-layouts-fit"]["right"])


@pytest.mark.parametrize(
    ("id", "arguments"),
    [
        ("same-stride-2", ["--padding", "same", "--stride", "2"]),
        ("same-lower-stride-2", ["--padding", "same_lower", "--stride", "2"]),
        (
            "transposed",
            ["--operation", "conv_transpose2d", "--stride", "2", "--output-padding", "1"],
        ),
        ("ohwi", ["--layout", "NHWC", "--weight-layout", "OHWI"]),
        ("true-convolution", ["--flip-kernel"]),
        ("negative-padding", ["--padding", "0,-1,-1,0"]),
    ],
)
def test_request_is_right_with_its_options_on_the_command_line(
    run: Run, tmp_path: Path, id: str, arguments: list[str]
) -> None:
    request = CASES[id]["request"]
    tensors = {name: np.array(request[name]) for name in ("input", "weight")}
    path = tmp_path / "layer.npz"
    path.write_bytes(npz(**tensors))
    grad_output = tmp_path / "dout.npy"
    np.save(grad_output, np.array(request.get("grad_output", 0)))
    given = ["--grad-output", grad_output] if "grad_output" in request else []
    layout = [] if "--layout" in arguments else ["--layout", "NCHW"]

    status, out, _ = run("backward", path, *given, *layout, *arguments, "--format", "json")

    assert status == 0
    answer = json.loads(out)
    assert {name: answer[name] for name in CASES[id]["right"]} == CASES[id]["right"]


def as_torch_saves_it(layer: Layer, line: int) -> bytes:
    """The layer as .npz; its arrays float32 in every second one, which holds these integers."""
    dtype = np.float32 if line % 2 else np.float64
    arrays = {name: array.astype(dtype) for name, array in layer.arrays().items()}
    return npz(**arrays, **layer.settings())


@pytest.mark.parametrize("first", range(0, len(layers()), CHUNK), ids=lambda first: f"from{first}")
def test_layers_of_torch_are_right_as_npz_by_api_and_command_line(
    run: Run, service: Service, tmp_path: Path, first: int
) -> None:
    path, output = tmp_path / "layer.npz", tmp_path / "layer.gradients.npz"
    for line, layer in enumerate(layers()[first : first + CHUNK], start=first + 2):
        body, expected = as_torch_saves_it(layer, line), layer.expected()
        path.write_bytes(body)

        response = service.post(body, **{"Content-Type": NPZ, "Accept": NPZ})
        status, out, err = run("backward", path)

        assert response.status_code == 200, (line, response.text)
        found = arrays_in(response.content)
        assert set(found) == set(RESULTS), line
        assert_right(found, expected)
        assert {array.dtype.itemsize for array in found.values()} == {4 if line % 2 else 8}
        assert (status, out, err.count("\n")) == (0, "", 1), (line, err)
        assert output.read_bytes() == response.content
