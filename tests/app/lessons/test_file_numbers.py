"""POST /lesson/read: a file or a text opens the same convolution that the API computes, or asks."""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from gradgrid.app.api.queries import backward_of
from gradgrid.app.app import create_app
from gradgrid.app.lessons.file_numbers import opened
from gradgrid.app.service.problems import Problem
from gradgrid.app.service.settings import DEFAULTS, Settings
from gradgrid.app.wire.opened_answers import OpenedAnswer
from tests.app.client import assert_problem
from tests.app.numpy_files import npy, npz

RNG = np.random.default_rng(20260802)
DEPTHWISE = {
    "input": RNG.integers(-4, 5, (1, 4, 5, 5)).astype(float),
    "weight": RNG.integers(-4, 5, (4, 1, 3, 3)).astype(float),
}
BOTH = {
    "input": RNG.integers(-4, 5, (1, 2, 2, 2)).tolist(),
    "weight": RNG.integers(-4, 5, (2, 2, 2, 2)).tolist(),
}
LAST = {"input": [1, 3, 3, 2], "weight": [2, 2, 2, 3]}
BYTES = {"Content-Type": "application/octet-stream"}


def read(body: bytes | str, layout: str | None = None, language: str = "en") -> dict[str, Any]:
    content = body.encode() if isinstance(body, str) else body
    answer: dict[str, Any] = json.loads(opened(content, DEFAULTS, language, layout))
    OpenedAnswer.model_validate(answer)
    return answer


def refused(body: bytes | str, language: str = "en") -> str:
    with pytest.raises(Problem) as caught:
        read(body, language=language)
    return "; ".join(fault.detail for fault in caught.value.errors) or caught.value.detail


def array(tensor: dict[str, Any]) -> np.ndarray:
    return np.array(tensor["data"], float).reshape(tensor["shape"])


def assert_request(answer: dict[str, Any], **wanted: Any) -> None:
    """The request has these tensors, channels last, and these options."""
    request = answer["request"]
    for name, value in wanted.items():
        found = array(request[name]) if isinstance(request[name], dict) else request[name]
        np.testing.assert_array_equal(found, value, err_msg=name)


# Whole convolutions.


def test_npz_of_groups_is_read_with_its_groups_and_nothing_is_cut_away() -> None:
    answer = read(npz(**DEPTHWISE, groups=4))
    assert_request(
        answer,
        input=DEPTHWISE["input"].transpose(0, 2, 3, 1),
        weight=DEPTHWISE["weight"].transpose(2, 3, 1, 0),
        groups=4,
        grad_output=np.ones((1, 3, 3, 4)),
    )
    assert answer["request"]["bias"] is None
    assert answer["notices"] == [
        "Read with channels first (NCHW): only in this order do the shapes fit each other."
    ]


def test_npz_with_its_options_and_layout_inside_is_read_as_the_command_line_reads_it() -> None:
    options = {"stride": 2, "padding": [[1, 0], [1, 2]], "dilation": [1, 2], "groups": 4}
    answer = read(npz(**DEPTHWISE, **options, layout="NCHW", bias=np.arange(4.0)))
    assert_request(
        answer, stride=[2, 2], padding=options["padding"], dilation=[1, 2], groups=4, bias=range(4)
    )
    assert answer["notices"] == []


def test_numbers_of_float32_are_read_as_they_are() -> None:
    small = {name: (each / 3).astype(np.float32) for name, each in DEPTHWISE.items()}
    answer = read(npz(**small, groups=4, layout="NCHW"))
    assert_request(answer, input=small["input"].astype(float).transpose(0, 2, 3, 1))
    assert answer["notices"] == []


@pytest.mark.parametrize("pack", [lambda body: body, gzip.compress], ids=["plain", "gzip"])
def test_body_of_a_request_is_opened_as_a_file_and_as_text(pack: Any) -> None:
    body = json.dumps(BOTH | {"layout": "NCHW", "stride": [1, 2]})
    answer = read(pack(body.encode()))
    assert_request(answer, input=np.moveaxis(np.array(BOTH["input"]), 1, -1), stride=[1, 2])
    command = f"curl -s http://host/api/v1/conv2d/backward -d '{body}'"
    assert read(command) == answer


def test_arrays_by_name_and_the_options_of_a_call_are_a_whole_convolution() -> None:
    text = f"""
x = torch.tensor({DEPTHWISE["input"].tolist()})
w = torch.tensor({DEPTHWISE["weight"].tolist()})
y = F.conv2d(x, w, stride=2, padding=1, groups=4)
"""
    answer = read(text)
    assert_request(
        answer,
        input=DEPTHWISE["input"].transpose(0, 2, 3, 1),
        weight=DEPTHWISE["weight"].transpose(2, 3, 1, 0),
        stride=[2, 2],
        padding=[[1, 1], [1, 1]],
        groups=4,
    )


def test_results_beside_the_numbers_are_left_aside_and_named() -> None:
    arrays = DEPTHWISE | {"output": np.ones((1, 4, 3, 3)), "grad_input": np.ones((1, 4, 5, 5))}
    answer = read(npz(**arrays, groups=4, layout="NCHW"))
    assert answer["notices"] == [
        "Ignored, because they are results: output, grad_input. The output and the gradients "
        "are computed here."
    ]
    text = f"x = {BOTH['input']}\nw = {BOTH['weight']}\nx.grad = [[1]]\nlayout = 'NHWC'"
    assert "x.grad" in read(text)["notices"][0]


# Names of prints and lines of code.

PRINTED_X = f"tensor({DEPTHWISE['input'].tolist()})"
PRINTED_W = f"tensor({DEPTHWISE['weight'].tolist()})"


@pytest.mark.parametrize(
    ("x", "w"),
    [
        ("x = ", "weight = "),
        ("x = ", "weight = Parameter containing:\n"),
        ("x ", "conv.weight Parameter containing:\n"),
        ("x = ", "self.conv1.weight = "),
        ("input = ", "conv.weight.data = "),
        ("inputs = ", "kernel = "),
        ("X = ", "W = "),
        ("src = ", "weights = "),
    ],
)
def test_tensors_of_a_print_are_read_by_what_they_are(x: str, w: str) -> None:
    answer = read(f"{x}{PRINTED_X}\n{w}{PRINTED_W}\ngroups = 4\nlayout = 'NCHW'\n")

    assert_request(
        answer,
        input=DEPTHWISE["input"].transpose(0, 2, 3, 1),
        weight=DEPTHWISE["weight"].transpose(2, 3, 1, 0),
        groups=4,
    )
    (notice,) = answer["notices"]
    assert notice.startswith("Read under the names used here: ")
    assert f"{w.split()[0]} → weight" in notice or w.startswith("weight ")


def test_gradients_of_a_print_are_left_aside_and_that_of_the_output_is_taken() -> None:
    grad = np.arange(36.0).reshape(1, 4, 3, 3)
    answer = read(
        f"x = {PRINTED_X}\nconv.weight = {PRINTED_W}\nconv.bias = tensor([1., 2., 3., 4.])\n"
        f"x.grad = {PRINTED_X}\nconv.weight.grad = {PRINTED_W}\nconv.bias.grad = tensor([1.])\n"
        f"out.grad = tensor({grad.tolist()})\ngroups = 4\nlayout = 'NCHW'\n"
    )

    assert_request(answer, grad_output=grad.transpose(0, 2, 3, 1), bias=[1, 2, 3, 4])
    assert answer["notices"] == [
        "Read under the names used here: x → input, conv.weight → weight, "
        "conv.bias → bias, out.grad → grad_output.",
        "Ignored, because they are results: x.grad, conv.weight.grad, conv.bias.grad. The "
        "output and the gradients are computed here.",
    ]


def test_options_of_a_layer_and_its_loss_are_known_in_a_print() -> None:
    answer = read(
        f"x = {PRINTED_X}\nconv.weight = {PRINTED_W}\nconv.stride = (2, 1)\nconv.groups = 4\n"
        "layout = 'NCHW'\nloss = tensor(10., grad_fn=<SumBackward0>)\n"
    )
    assert_request(answer, stride=[2, 1], groups=4)
    assert "are results: loss." in answer["notices"][1]


def test_names_are_told_in_the_language_of_the_page() -> None:
    text = f"x = {PRINTED_X}\nweight = {PRINTED_W}\ngroups = 4\nlayout = 'NCHW'"
    assert read(text, language="zh-CN")["notices"] == ["按这里的名称读取：x → input。"]


def test_two_layers_of_a_print_are_refused_and_named() -> None:
    text = f"x = {PRINTED_X}\na.weight = {PRINTED_W}\nb.weight = {PRINTED_W}\nlayout = 'NCHW'"
    assert "here it is weight, and so is b.weight: give one of them" in refused(text)


@pytest.mark.parametrize(
    "body",
    [
        {"filters": [[[[1]]]]},
        {"weight": [[[[1]]]], "strides": 2},
        {"weight": [[[[1]]]], "dW": 2},
        {"weight": [[[[1]]]], "kernelSize": 1},
    ],
    ids=["filters", "strides", "torch7", "size"],
)
def test_body_is_refused_on_the_page_with_the_sentence_of_the_api(body: dict[str, Any]) -> None:
    whole = {"input": [[[[1, 2], [3, 4]]]]} | body
    with pytest.raises(Problem) as of_page:
        read(json.dumps(whole))
    with pytest.raises(Problem) as of_api:
        backward_of(whole, DEFAULTS)
    assert of_page.value.errors == of_api.value.errors


# Layouts.


def test_request_whose_shapes_fit_both_layouts_is_a_question_with_what_each_would_mean() -> None:
    for body in (json.dumps(BOTH), npz(**BOTH), f"x = {BOTH['input']}\nw = {BOTH['weight']}"):
        assert read(body) == {
            "question": {
                "shape": [1, 2, 2, 2],
                "choices": [
                    {"layout": layout, "input": [1, 2, 2, 2], "weight": [2, 2, 2, 2]}
                    for layout in ("NHWC", "NCHW")
                ],
            }
        }
        first = np.array(BOTH["input"])
        assert_request(read(body, "NHWC"), input=first)
        assert_request(read(body, "NCHW"), input=np.moveaxis(first, 1, -1))


def test_request_whose_shapes_fit_one_layout_is_read_in_it() -> None:
    last = {name: np.ones(shape) for name, shape in LAST.items()}
    answer = read(npz(**last))
    assert (answer["request"]["input"]["shape"], answer["notices"]) == (LAST["input"], [])
    first = {"input": np.ones((1, 2, 3, 3)), "weight": np.ones((3, 2, 2, 2))}
    answer = read(npz(**first))
    assert answer["request"]["input"]["shape"] == LAST["input"]
    assert answer["notices"] == [
        "Read with channels first (NCHW): only in this order do the shapes fit each other."
    ]


def test_request_whose_shapes_fit_no_layout_is_refused() -> None:
    arrays = {"input": np.ones((1, 2, 3, 4)), "weight": np.ones((5, 6, 7, 8))}
    assert "channels" in refused(npz(**arrays))


def test_both_readings_of_the_same_numbers_are_no_question() -> None:
    ones = {"input": np.ones((1, 2, 2, 2)), "weight": np.ones((2, 2, 2, 2))}
    assert "request" in read(npz(**ones))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "as in PyTorch"), ("zh-CN", "与 PyTorch 一致")]
)
def test_prints_of_pytorch_are_channels_first_and_it_is_said(language: str, said: str) -> None:
    text = f"x = tensor({BOTH['input']})\nw = tensor({BOTH['weight']})"
    answer = read(text, language=language)
    assert_request(answer, input=np.moveaxis(np.array(BOTH["input"]), 1, -1))
    assert said in answer["notices"][0]
    # What the text itself says goes first.
    assert_request(read(f"{text}\nlayout = 'NHWC'"), input=BOTH["input"])


# Other operations, and what is said of them.


def test_other_operations_are_opened_as_the_convolution_that_they_are_and_it_is_said() -> None:
    transposed = read(json.dumps(BOTH | {"operation": "conv_transpose2d", "layout": "NCHW"}))
    assert_request(transposed, grad_output=np.moveaxis(np.array(BOTH["input"]), 1, -1))
    assert "Its input is grad_output here" in transposed["notices"][0]
    assert transposed["forms"] == ["transposed"]
    flipped = read(json.dumps(BOTH | {"flip_kernel": True, "layout": "NHWC"}))
    assert_request(flipped, weight=np.array(BOTH["weight"])[::-1, ::-1])
    assert "flipped" in flipped["notices"][0]
    assert flipped["forms"] == ["flipped"]
    row = {"input": [[[1, 3, -2, 4, 0, 5]]], "weight": [[[2, -1]]], "layout": "NCHW"}
    assert_request(read(json.dumps(row)), input=np.reshape([1, 3, -2, 4, 0, 5], (1, 1, 6, 1)))
    assert "one row" in read(json.dumps(row))["notices"][0]
    single = {"input": BOTH["input"][0], "weight": BOTH["weight"], "layout": "NCHW"}
    assert "batch of one" in read(json.dumps(single))["notices"][0]


# One array, and some of a convolution's.


@pytest.mark.parametrize(
    ("body", "layout", "library"),
    [
        (npy(np.ones((1, 2, 4, 4))), None, ""),
        (npz(arr_0=np.ones((1, 2, 4, 4))), None, ""),
        (f"array({np.ones((1, 2, 4, 4)).tolist()})", None, ""),
        (f"tensor({np.ones((1, 2, 4, 4)).tolist()})", "NCHW", "torch"),
        (json.dumps({"shape": [1, 2, 4, 4], "data": [1] * 32}), None, ""),
    ],
    ids=["npy", "npz", "array", "tensor", "flat"],
)
def test_one_array_is_answered_as_it_is_for_the_page_to_place(
    body: Any, layout: str | None, library: str
) -> None:
    answer = read(body)
    assert answer["arrays"] == {"": {"shape": [1, 2, 4, 4], "data": [1] * 32}}
    assert (answer["layout"], answer["library"]) == (layout, library)


def test_some_tensors_are_answered_by_name_with_the_layout_that_they_say() -> None:
    answer = read(npz(input=np.ones((1, 2, 3, 4)), bias=np.ones(2), layout="NCHW"))
    assert {name: each["shape"] for name, each in answer["arrays"].items()} == {
        "input": [1, 2, 3, 4],
        "bias": [2],
    }
    assert answer["layout"] == "NCHW"
    assert set(read("kernel = [[1, 2], [3, 4]]")["arrays"]) == {"weight"}


# Refusals.


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (npz(p=np.ones(3), q=np.ones(3)), "The file contains p, q."),
        (npz(input=np.full((1, 2), np.nan)), "input contains an infinity or a NaN"),
        (npz(input=np.ones((1, 1, 1, 1, 1))), "input has 5 axes"),
        (npz(input=np.ones((0, 2))), "input contains no numbers"),
        (npz(**DEPTHWISE)[:-40], "damaged or cut off"),
        (b"\x80\x04", "pickles are never opened"),
        (b"\x89HDF\r\n\x1a\n", "This is neither text nor a file"),
        ("stride=2, padding=1", "required field is missing"),
        (json.dumps(BOTH | {"layout": "NHWC", "strides": 2}), "here it is stride"),
        (json.dumps(BOTH | {"layout": "NHWC", "padding": 1.5}), "integer"),
        (json.dumps({"shape": [2, 2], "data": [1, 2, 3]}), "as many numbers as that shape has"),
        ("tensor([[0., ..., 1.]])", "torch.set_printoptions"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_what_to_do(body: Any, said: str) -> None:
    assert said in refused(body)


def test_refusals_of_a_text_are_said_in_the_language_of_the_page() -> None:
    assert "不是数" in refused("x = [1, abc]", "zh-CN")
    assert refused("x = [1, abc]") == (
        "“abc” (row 1, column 2) is not a number: write it like -1.5 or 2e3."
    )


# Over HTTP.


def client_with(**settings: Any) -> TestClient:
    return TestClient(create_app(Settings(**settings)), raise_server_exceptions=False)


def test_the_answer_is_not_kept_and_faults_are_problems() -> None:
    client = client_with()
    response = client.post("/lesson/read?lang=zh-CN", content=b"[[1, 2]]", headers=BYTES)
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["arrays"] == {"": {"shape": [1, 2], "data": [1, 2]}}
    assert_problem(client.post("/lesson/read", content=b"[1, x]", headers=BYTES), 422)
    assert_problem(client.post("/lesson/read?layout=HWCN", content=b"[1]", headers=BYTES), 422)
    assert_problem(client.post("/lesson/read", content=b"[1]"), 415)
    large = bytes(16 * 2**20 + 1)
    assert_problem(client.post("/lesson/read", content=large, headers=BYTES), 413)
    assert "/lesson/read" not in client.get("/openapi.json").json()["paths"]


def test_array_past_the_small_limits_goes_to_the_large_gate() -> None:
    client = client_with(small_elements=10, max_total_elements=12)
    assert client.post("/lesson/read", content=npy(np.ones(12)), headers=BYTES).is_success
    assert_problem(client.post("/lesson/read", content=npy(np.ones(13)), headers=BYTES), 413)


def test_a_byte_order_mark_before_a_body_is_no_part_of_it() -> None:
    body = b'{"layout": "NCHW", "input": [[[[1, 2]]]], "weight": [[[[3]]]]}'
    client = client_with()
    plain, marked = (
        client.post("/lesson/read", content=content, headers=BYTES)
        for content in (body, b"\xef\xbb\xbf" + body)
    )
    assert plain.status_code == 200
    assert marked.content == plain.content


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "x, w and dout were read as input, weight and grad_output."),
        ("zh-CN", "x、w 和 dout 分别当作 input、weight 和 grad_output 读取。"),
    ],
)
def test_names_of_a_course_are_told_as_far_as_they_are_there(language: str, notice: str) -> None:
    file = npz(x=DEPTHWISE["input"], w=DEPTHWISE["weight"], dout=np.ones((1, 4, 3, 3)), groups=4)
    found = json.loads(opened(file, DEFAULTS, language, None))
    assert notice in found["notices"]
