"""Values by name in pasted text: assignments, prints, dicts, lines of code, JSON, curl commands."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from gradgrid.app.service.problems import Problem
from gradgrid.app.wire.formats.tensor import Tensor
from gradgrid.app.wire.pasted.text import read_text, values_of_text
from gradgrid.app.wire.unreadable import Unreadable

BODY = {
    "layout": "NCHW",
    "input": [[[[1, 2]]]],
    "weight": [[[[3]]]],
    "stride": [1, 2],
    "id": "it's",
}


def read(text: str) -> dict[str, Any]:
    return {name: plain(value) for name, value in read_text(text).values.items()}


def plain(value: Any) -> Any:
    if isinstance(value, Tensor):
        value = value.array
    return value.tolist() if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x = [[1, 2]]\nstride = 2", {"x": [[1, 2]], "stride": 2}),
        ("x = [[1, 2]];\nw =\n [[3]]\n", {"x": [[1, 2]], "w": [[3]]}),
        ("const x = [[1, 2], [3, 4]];", {"x": [[1, 2], [3, 4]]}),
        ("x: list[int] = [1, 2]", {"x": [1, 2]}),
        (
            "x = array([[1., 2.],\n           [3., 4.]])\nb=array([5.])",
            {"x": [[1, 2], [3, 4]], "b": [5]},
        ),
        ("input tensor([[1., 2.]])\nweight: tensor([[3.]])", {"input": [[1, 2]], "weight": [[3]]}),
        ("x.shape: torch.Size([1, 2])\nx tensor([[1., 2.]])", {"x": [[1, 2]]}),
        ("A =\n\n     1     2\n     3     4\n", {"A": [[1, 2], [3, 4]]}),
        ("A = [1 2; 3 4];", {"A": [[1, 2], [3, 4]]}),
        (
            "stride=2, padding=(1, 0), groups=2\nx=[[1]]",
            {"stride": 2, "padding": [1, 0], "groups": 2, "x": [[1]]},
        ),
        ("stride = [2, 1]\nx = [2, 1]", {"stride": [2, 1], "x": [2, 1]}),
        ("padding = [[1, 0], [2, 1]]\nx = [1]", {"padding": [[1, 0], [2, 1]], "x": [1]}),
        ("padding = 'same'\nbias = None\nx = [1]", {"padding": "same", "bias": None, "x": [1]}),
        (
            "conv.weight Parameter containing:\ntensor([[1.]], requires_grad=True)",
            {"weight": [[1]]},
        ),
        (
            "{'input': [[1, 2]], 'stride': 2, 'padding': (1, 1), 'layout': 'NCHW', "
            "'w': array([[1.]])}",
            {"input": [[1, 2]], "stride": 2, "padding": [1, 1], "layout": "NCHW", "weight": [[1]]},
        ),
        (
            "OrderedDict([('weight', tensor([[1., 2.],\n        [3., 4.]])), "
            "('bias', tensor([0.5]))])",
            {"weight": [[1, 2], [3, 4]], "bias": [0.5]},
        ),
        ("# an input\nx = [1, 2]\nprint(x)\n", {"x": [1, 2]}),
        ('{"shape": [1, 2], "data": [3, 4]}', {"array": {"shape": [1, 2], "data": [3, 4]}}),
        (
            json.dumps({"gradgrid": 1, "view": "/", "given": {"preset": "p", "stride": [1, 2]}}),
            {"stride": [1, 2]},
        ),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_values_are_read_by_the_names_that_the_text_has(text: str, values: dict[str, Any]) -> None:
    assert read(text) == values


def test_lines_of_pytorch_give_their_arrays_and_the_options_of_the_call() -> None:
    pasted = read_text(
        "import torch\n"
        "x = torch.tensor([[[[1., 2.], [3., 4.]]]], requires_grad=True)\n"
        "w = torch.tensor([[[[1.]]]])\n"
        "y = F.conv2d(x, w, None, 2, padding=(1, 0), groups=1)\n"
        "y.sum().backward()\n"
        "print(x.grad)\n"
    )
    assert pasted.library == "torch"
    assert {name: plain(value) for name, value in pasted.values.items()} == {
        "stride": 2,
        "padding": [1, 0],
        "groups": 1,
        "x": [[[[1, 2], [3, 4]]]],
        "w": [[[[1]]]],
    }


@pytest.mark.parametrize(
    ("call", "options"),
    [
        ("nn.Conv2d(2, 4, kernel_size=3, stride=2, bias=False)", {"stride": 2}),
        (
            "Conv2d(2, 4, kernel_size=(3, 3), stride=(2, 1), padding=(1, 1))",
            {"stride": [2, 1], "padding": [1, 1]},
        ),
        (
            "F.conv2d(x, w, b, 1, 'same', 2, 4)",
            {"stride": 1, "padding": "same", "dilation": 2, "groups": 4},
        ),
        (
            "F.conv_transpose2d(x, w, None, 2, 1, 1)",
            {"stride": 2, "padding": 1, "output_padding": 1, "operation": "conv_transpose2d"},
        ),
        (
            "nn.ConvTranspose2d(1, 1, 3, stride=2, dilation=2)",
            {"stride": 2, "dilation": 2, "operation": "conv_transpose2d"},
        ),
        ("nn.Conv2d(1, 1, 3, padding_mode='circular')", {"padding_mode": "circular"}),
        ("nn.Conv2d(1, 1, 3, padding_mode='zeros', stride=s)", {}),
    ],
)
def test_options_of_a_call_are_taken(call: str, options: dict[str, Any]) -> None:
    pasted = read_text(f"y = {call}\nx = [1]")
    assert pasted.values.pop("x") == [1]
    assert pasted.values == options
    assert pasted.library == "torch"


def test_library_of_a_print_says_how_its_axes_stand() -> None:
    for text, layout in (
        ("x = tensor([[[[1.]]]])", "NCHW"),
        ("y = F.conv2d(x, w)\nx = [[[[1.]]]]", "NCHW"),
        ("x = tf.Tensor(\n[[1. 2.]], shape=(1, 2), dtype=float32)", "NHWC"),
        ("x = array([1.])", None),
        ("layout = 'NHWC'\nx = tensor([1.])", "NHWC"),
    ):
        assert values_of_text(text).get("layout") == layout, text


@pytest.mark.parametrize(
    "command",
    [
        "curl -s http://host/api/v1/conv2d/backward \\\n  -H 'Content-Type: text/json' \\\n  -d {}",
        "$ curl -X POST --json {} http://127.0.0.1:8000/api/v1/conv2d/backward",
        "curl --data-raw {} --compressed 'http://127.0.0.1:8000/api/v1/conv2d/trace'",
        "curl --data={} http://host/api/v1/conv2d/backward",
    ],
)
@pytest.mark.parametrize("quotes", ["single", "double", "ansi"])
def test_curl_command_is_read_as_the_body_that_it_sends(command: str, quotes: str) -> None:
    body = json.dumps(BODY)
    quoted = {
        "single": "'" + body.replace("'", "'\\''") + "'",
        "double": '"' + body.replace('"', '\\"') + '"',
        "ansi": "$'" + body.replace("'", "\\'").replace(" ", "\\n") + "'",
    }[quotes]
    assert read(command.replace("{}", quoted)) == BODY


def test_curl_command_with_its_body_below_is_read() -> None:
    command = "curl -s http://host/api/v1/conv2d/backward --data-binary @- <<'END'\n{}\nEND\n"
    assert read(command.replace("{}", json.dumps(BODY))) == BODY


def test_curl_command_to_the_transposed_convolution_asks_for_that_operation() -> None:
    command = "curl http://host/api/v1/conv_transpose2d/backward -d '{\"stride\": 2}'"
    assert read(command) == {"operation": "conv_transpose2d", "stride": 2}


def test_curl_command_for_one_cell_is_read_without_the_cell() -> None:
    body = json.dumps(BODY | {"tensor": "grad_input", "index": [0, 0, 0, 0]})
    command = "curl http://host/api/v1/conv2d/terms -d '{}'".replace(
        "{}", body.replace("'", "'\\''")
    )
    assert read(command) == BODY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = torch.randn(1, 2, 3, 3)", r"x is created by randn\(…\)"),
        ("w = nn.Parameter(torch.zeros(2))", "w is created by"),
        ("curl -d @body.json http://host/", "sends a file, body.json: open that file here"),
        ("curl http://host/", "no body that can be read"),
        ("curl -d '{}' -d '{}' http://host/", "no body that can be read"),
        ("curl --data-binary @- http://host/ <<END\n{}", "no body that can be read"),
        ("F.conv2d(x, w, stride=2)\nF.conv2d(x, w, stride=1)", "several convolutions"),
        ('{"input": [[1, 2]', "the body is not JSON"),
        ("x = [[1, 2], [3]]", "row 2 has 1, the first 2"),
    ],
)
def test_what_has_no_values_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        read_text(text)


def test_every_refusal_is_said_in_both_languages() -> None:
    problem = Unreadable("made", name="x", call="randn")
    assert "randn" in problem.said("en")
    assert "randn" in problem.said("zh-CN")
    assert problem.said("en") != problem.said("zh-CN")
