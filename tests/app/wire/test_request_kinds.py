"""Kinds of request that people send elsewhere: answered right, or refused with the remedy."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
import pytest

from gradgrid.app.api.queries import backward_of
from gradgrid.app.service.problems import Invalid, NotOffered
from gradgrid.app.service.settings import DEFAULTS
from tests.app.nchw_loops import gradients


def whole(*shape: int, start: int = 0) -> np.ndarray:
    """Whole numbers from -4 to 4, hardly one like its neighbours."""
    return ((np.arange(np.prod(shape)) + start) * 7 % 9 - 4.0).reshape(shape)


X, K, B = whole(2, 2, 5, 6), whole(3, 2, 3, 2, start=5), whole(3, start=2)
IMAGE, KERNEL = whole(1, 1, 6, 6), whole(1, 1, 3, 3, start=4)
PLAIN = {"layout": "NCHW", "input": X, "weight": K}
SQUARE = {"layout": "NCHW", "input": IMAGE, "weight": KERNEL}


def last(array: np.ndarray) -> np.ndarray:
    """NCHW as NHWC."""
    return array.transpose(0, 2, 3, 1)


def hwio(weight: np.ndarray) -> np.ndarray:
    """OIHW as HWIO."""
    return weight.transpose(2, 3, 1, 0)


STRIDE_2 = {"stride": (2, 2)}
SAME = {"stride": (2, 2), "sides": ((1, 1), (0, 0))}
ROW, TAPS = whole(1, 2, 7), whole(2, 2, 3, start=3)
GROUPED, GROUP_KERNELS = whole(1, 4, 4, 4), whole(4, 2, 2, 2, start=1)
DEPTHWISE = whole(4, 1, 3, 3, start=6)
G_STRIDED = whole(1, 1, 2, 2, start=3)

# The request, the options of the plain loops, and how its answer is turned to NCHW and OIHW.
NCHW: tuple[str, str] = ("NCHW", "OIHW")
ANSWERED: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, str]]] = {
    "torch-names": (PLAIN | {"convention": "torch", "bias": B}, {}, NCHW),
    "torch-x-and-w": ({"convention": "torch", "x": X, "w": K, "b": B, "stride": 2}, STRIDE_2, NCHW),
    "mlx-x-and-w": (
        {"convention": "mlx", "x": last(X), "w": last(K), "stride": 2},
        STRIDE_2,
        ("NHWC", "OHWI"),
    ),
    "jax-x-and-w": (
        {"convention": "jax", "x": X, "w": K, "window_strides": [2, 2]},
        STRIDE_2,
        NCHW,
    ),
    "keras-x-and-w": (
        {"convention": "keras", "x": last(X), "w": hwio(K), "strides": 2},
        STRIDE_2,
        ("NHWC", "HWIO"),
    ),
    "torch-aten-arguments": (
        {"convention": "torch", "input": X, "weight": K, "bias": None, "stride": [2, 2]}
        | {"padding": [0, 0], "dilation": [1, 1], "transposed": False, "output_padding": [0, 0]}
        | {"groups": 1},
        STRIDE_2,
        NCHW,
    ),
    "torch-bias-true-and-b": (
        {"convention": "torch", "x": X, "w": K, "b": B, "bias": True},
        {},
        NCHW,
    ),
    "mlx-bias-false": (
        {"convention": "mlx", "input": last(X), "weight": last(K), "bias": False},
        {},
        ("NHWC", "OHWI"),
    ),
    "jax-tuple-as-text": (
        {"convention": "jax", "lhs": last(X), "rhs": hwio(K)}
        | {"dimension_numbers": "('NHWC', 'HWIO', 'NHWC')"},
        {},
        ("NHWC", "HWIO"),
    ),
    "jax-tuple-without-spaces": (
        {"convention": "jax", "lhs": X, "rhs": K, "dimension_numbers": "('NCHW','OIHW','NCHW')"},
        {},
        NCHW,
    ),
    "jax-printed-numbers": (
        {"convention": "jax", "lhs": last(X), "rhs": hwio(K)}
        | {
            "dimension_numbers": "ConvDimensionNumbers(lhs_spec=(0, 3, 1, 2), "
            "rhs_spec=(3, 2, 0, 1), out_spec=(0, 3, 1, 2))"
        },
        {},
        ("NHWC", "HWIO"),
    ),
    "onnx-attributes": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "op_type": "Conv"}
        | {"attributes": {"pads": [1, 0, 0, 2], "strides": [2, 1], "kernel_shape": [3, 3]}},
        {"stride": (2, 1), "sides": ((1, 0), (0, 2))},
        NCHW,
    ),
    "onnx-attributes-listed": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "op_type": "Conv"}
        | {
            "attribute": [
                {"name": "pads", "type": "INTS", "ints": ["1", "0", "0", "2"]},
                {"name": "group", "type": "INT", "i": "1"},
            ]
        },
        {"sides": ((1, 0), (0, 2))},
        NCHW,
    ),
    "torch-module-sizes": (
        {"convention": "torch", "input": X, "weight": K, "kernel_size": [3, 2], "in_channels": 2}
        | {"out_channels": 3},
        {},
        NCHW,
    ),
    "bias-false": ({"convention": "torch", "input": X, "weight": K, "bias": False}, {}, NCHW),
    "channels-last": (
        {"layout": "NHWC", "input": last(X), "weight": hwio(K)},
        {},
        ("NHWC", "HWIO"),
    ),
    "channels-last-by-name": (
        {"layout": "channels_last", "input": last(X), "weight": hwio(K)},
        {},
        ("NHWC", "HWIO"),
    ),
    "ohwi": (
        {"layout": "NHWC", "weight_layout": "OHWI", "input": last(X), "weight": last(K)},
        {},
        ("NHWC", "OHWI"),
    ),
    "iohw": (PLAIN | {"weight_layout": "IOHW", "weight": K.swapaxes(0, 1)}, {}, ("NCHW", "IOHW")),
    "images-first-kernels-last": (
        PLAIN | {"weight_layout": "HWIO", "weight": hwio(K)},
        {},
        ("NCHW", "HWIO"),
    ),
    "stride-2-leftover": (SQUARE | {"stride": 2}, {"stride": (2, 2)}, NCHW),
    "stride-by-axis": (SQUARE | {"stride": [1, 3]}, {"stride": (1, 3)}, NCHW),
    "dilation-by-axis": (SQUARE | {"dilation": [1, 2]}, {"dilation": (1, 2)}, NCHW),
    "stride-and-dilation": (
        SQUARE | {"stride": [2, 1], "dilation": [1, 2]},
        {"stride": (2, 1), "dilation": (1, 2)},
        NCHW,
    ),
    "option-in-a-list-of-one": (SQUARE | {"stride": [2]}, {"stride": (2, 2)}, NCHW),
    "padding-by-axis": (SQUARE | {"padding": [1, 0]}, {"sides": ((1, 1), (0, 0))}, NCHW),
    "one-sided-padding": (
        SQUARE | {"padding": [[0, 1], [2, 0]]},
        {"sides": ((0, 1), (2, 0))},
        NCHW,
    ),
    "padding-past-the-kernel": (SQUARE | {"padding": 3}, {"sides": ((3, 3), (3, 3))}, NCHW),
    "no-padding-cropped-by-nothing": (SQUARE | {"padding": 0}, {}, NCHW),
    "same": (SQUARE | {"padding": "same"}, {"sides": ((1, 1), (1, 1))}, NCHW),
    "same-in-capitals": (SQUARE | {"padding": "SAME"}, {"sides": ((1, 1), (1, 1))}, NCHW),
    "valid-in-capitals": (SQUARE | {"padding": "VALID"}, {}, NCHW),
    "same-strided": (
        SQUARE | {"padding": "same", "stride": 2},
        {"stride": (2, 2), "sides": ((0, 1), (0, 1))},
        NCHW,
    ),
    "same-lower": (
        SQUARE | {"padding": "same_lower", "stride": 2},
        {"stride": (2, 2), "sides": ((1, 0), (1, 0))},
        NCHW,
    ),
    "groups": (
        {"layout": "NCHW", "input": GROUPED, "weight": GROUP_KERNELS, "groups": 2},
        {"groups": 2},
        NCHW,
    ),
    "depthwise": (
        {"layout": "NCHW", "input": GROUPED, "weight": DEPTHWISE, "groups": 4},
        {"groups": 4},
        NCHW,
    ),
    "pointwise": (PLAIN | {"weight": whole(3, 2, 1, 1)}, {}, NCHW),
    "all-ones": (PLAIN | {"input": np.ones_like(X), "weight": np.ones_like(K)}, {}, NCHW),
    "onnx-node": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "pads": [1, 0, 0, 2], "strides": [2, 1]}
        | {"dilations": [1, 1], "group": 1, "kernel_shape": [3, 3], "op_type": "Conv"},
        {"stride": (2, 1), "sides": ((1, 0), (0, 2))},
        NCHW,
    ),
    "onnx-auto-pad": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "auto_pad": "SAME_LOWER"}
        | {"strides": [2, 2]},
        {"stride": (2, 2), "sides": ((1, 0), (1, 0))},
        NCHW,
    ),
    "jax-defaults": (
        {"convention": "jax", "lhs": X, "rhs": K, "window_strides": [2, 1], "padding": "VALID"},
        {"stride": (2, 1)},
        NCHW,
    ),
    "jax-nhwc": (
        {"convention": "jax", "lhs": last(X), "rhs": hwio(K), "window_strides": [1, 1]}
        | {"padding": [[1, 0], [0, 1]], "dimension_numbers": ["NHWC", "HWIO", "NHWC"]},
        {"sides": ((1, 0), (0, 1))},
        ("NHWC", "HWIO"),
    ),
    "jax-hlo-labels": (
        {"convention": "jax", "lhs": last(X), "rhs": K, "dimension_numbers": "b01f_oi01->b01f"},
        {},
        ("NHWC", "OIHW"),
    ),
    "jax-specs": (
        {"convention": "jax", "lhs": X, "rhs": hwio(K), "feature_group_count": 1}
        | {
            "dimension_numbers": {
                "lhs_spec": [0, 1, 2, 3],
                "rhs_spec": [3, 2, 0, 1],
                "out_spec": [0, 1, 2, 3],
            }
        },
        {},
        ("NCHW", "HWIO"),
    ),
    "tensorflow": (
        {"convention": "tensorflow", "input": last(IMAGE), "filters": hwio(KERNEL)}
        | {"strides": [1, 2, 2, 1], "padding": "SAME", "dilations": [1, 1, 1, 1]},
        {"stride": (2, 2), "sides": ((0, 1), (0, 1))},
        ("NHWC", "HWIO"),
    ),
    "tensorflow-nchw-grouped": (
        {"convention": "tensorflow", "input": GROUPED, "filters": hwio(GROUP_KERNELS)}
        | {"data_format": "NCHW", "padding": [[0, 0], [0, 0], [1, 0], [0, 1]]},
        {"groups": 2, "sides": ((1, 0), (0, 1))},
        ("NCHW", "HWIO"),
    ),
    "one-element-for-both-axes": (
        SQUARE | {"stride": [2], "padding": [1], "dilation": [2]},
        {"stride": (2, 2), "sides": ((1, 1), (1, 1)), "dilation": (2, 2)},
        NCHW,
    ),
    "one-dimension-as-one-row": (
        {"layout": "NCHW", "input": ROW, "weight": TAPS, "padding": [[0, 0], [2, 1]]},
        {"sides": ((0, 0), (2, 1))},
        NCHW,
    ),
    "one-dimension-onnx": (
        {"convention": "onnx", "X": ROW, "W": TAPS, "pads": [2, 1], "strides": [2]},
        {"stride": (1, 2), "sides": ((0, 0), (2, 1))},
        NCHW,
    ),
    "one-dimension-jax": (
        {"convention": "jax", "lhs": ROW, "rhs": TAPS, "padding": [[2, 1]], "window_strides": [2]},
        {"stride": (1, 2), "sides": ((0, 0), (2, 1))},
        NCHW,
    ),
    "onnx-without-pads": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "pads": [], "auto_pad": "NOTSET"},
        {},
        NCHW,
    ),
    "tensorflow-explicit": (
        {"convention": "tensorflow", "input": last(IMAGE), "filters": hwio(KERNEL)}
        | {"padding": "EXPLICIT", "explicit_paddings": [0, 0, 1, 0, 2, 0, 0, 0]},
        {"sides": ((1, 0), (2, 0))},
        ("NHWC", "HWIO"),
    ),
    "tensorflow-none-explicit": (
        {"convention": "tensorflow", "input": last(IMAGE), "filters": hwio(KERNEL)}
        | {"padding": "SAME", "explicit_paddings": []},
        {"sides": ((1, 1), (1, 1))},
        ("NHWC", "HWIO"),
    ),
    "keras": (
        {"convention": "keras", "inputs": last(IMAGE), "kernel": hwio(KERNEL), "filters": 1}
        | {"kernel_size": 3, "strides": 1, "dilation_rate": [2, 1], "padding": "valid"},
        {"dilation": (2, 1)},
        ("NHWC", "HWIO"),
    ),
    "mlx": (
        {"convention": "mlx", "input": last(X), "weight": last(K), "padding": 1},
        {"sides": ((1, 1), (1, 1))},
        ("NHWC", "OHWI"),
    ),
    "mlx-low-and-high": (
        {"convention": "mlx", "input": last(X), "weight": last(K), "padding": [[1, 0], [2, 3]]},
        {"sides": ((1, 2), (0, 3))},
        ("NHWC", "OHWI"),
    ),
    "mlx-one-low-and-one-high": (
        {"convention": "mlx", "input": last(X), "weight": last(K), "padding": [[1], [0]]},
        {"sides": ((1, 0), (1, 0))},
        ("NHWC", "OHWI"),
    ),
    "one-dimension-mlx": (
        {"convention": "mlx", "input": ROW.swapaxes(1, 2), "weight": TAPS.swapaxes(1, 2)}
        | {"padding": [[2], [1]]},
        {"sides": ((0, 0), (2, 1))},
        ("NHWC", "OHWI"),
    ),
    "cs231n": (
        {"convention": "cs231n", "x": IMAGE, "w": KERNEL, "b": [2], "dout": G_STRIDED}
        | {"conv_param": {"stride": 3, "pad": 1}},
        {"stride": (3, 3), "sides": ((1, 1), (1, 1)), "grad_output": G_STRIDED},
        NCHW,
    ),
    "deeplearning-ai": (
        {
            "convention": "deeplearning.ai",
            "A_prev": last(X),
            "W": hwio(K),
            "b": B.reshape(1, 1, 1, 3),
        }
        | {"hparameters": {"stride": 2, "pad": 1}},
        {"stride": (2, 2), "sides": ((1, 1), (1, 1))},
        ("NHWC", "HWIO"),
    ),
    "one-dimension": (
        {"layout": "NCHW", "input": ROW, "weight": TAPS, "stride": 2, "padding": [[1, 0]]},
        {"stride": (1, 2), "sides": ((0, 0), (1, 0))},
        NCHW,
    ),
    "one-dimension-last": (
        {"layout": "NLC", "input": ROW.swapaxes(1, 2), "weight": TAPS.transpose(2, 1, 0)},
        {},
        ("NHWC", "HWIO"),
    ),
    "no-batch": (SQUARE | {"input": IMAGE[0]}, {}, NCHW),
    "no-batch-in-one-dimension": (
        {"layout": "NCHW", "input": ROW[0], "weight": TAPS, "dilation": [2]},
        {"dilation": (1, 2)},
        NCHW,
    ),
    "flat-tensors": (
        SQUARE | {"input": {"shape": [1, 1, 6, 6], "data": IMAGE.ravel().tolist()}},
        {},
        NCHW,
    ),
    "float32": (SQUARE | {"dtype": "float32"}, {}, NCHW),
}


def plain(value: Any) -> Any:
    """A body as JSON has it."""
    return orjson.loads(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY, default=list))


def answer(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(backward_of(plain(lists(body)), DEFAULTS))
    return found


def lists(value: Any) -> Any:
    """Arrays as lists, also those that are not contiguous."""
    if isinstance(value, dict):
        return {name: lists(each) for name, each in value.items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def array_of(tensor: Any) -> np.ndarray:
    """A tensor of an answer, nested or flat."""
    if isinstance(tensor, dict):
        return np.reshape(tensor["data"], tensor["shape"])
    return np.array(tensor)


def in_nchw(tensor: Any, name: str, layouts: tuple[str, str], shape: tuple[int, ...]) -> np.ndarray:
    """A tensor of an answer with all four axes in PyTorch's order."""
    array, is_weight = array_of(tensor), name == "grad_weight"
    if name == "grad_bias":
        return array
    letters, wanted = (layouts[1], "OIHW") if is_weight else (layouts[0], "NCHW")
    for letter in "HN":
        if array.ndim < len(letters) and letter in letters:
            letters = letters.replace(letter, "")
    axes = [letters.index(letter) for letter in wanted if letter in letters]
    return array.transpose(axes).reshape(shape)


@pytest.mark.parametrize("kind", ANSWERED)
def test_request_of_this_kind_is_answered_right(kind: str) -> None:
    body, options, layouts = ANSWERED[kind]
    bias = {"bias", "B", "b"} & {name for name in body if not isinstance(body[name], bool | None)}
    x, k = _canonical(kind)
    expected = gradients(x, k, **options)
    for name in bias:
        expected["output"] = expected["output"] + np.reshape(body[name], (1, -1, 1, 1))

    found = answer(body)

    for name, right in expected.items():
        got = in_nchw(found[name], name, layouts, right.shape)
        assert (got == right).all(), name
    assert "warnings" not in found


def _canonical(kind: str) -> tuple[np.ndarray, np.ndarray]:
    """The input and the weight that a kind has, in PyTorch's order and with four axes."""
    body = ANSWERED[kind][0]
    if kind.startswith(("one-dimension", "no-batch-in")):
        return ROW[:, :, None], TAPS[:, :, None]
    if kind == "all-ones":
        return body["input"], body["weight"]
    if kind == "pointwise":
        return X, body["weight"]
    sizes = {
        np.size(v["data"] if isinstance(v, dict) and "data" in v else v) for v in body.values()
    }
    pairs = [(X, K), (IMAGE, KERNEL), (GROUPED, GROUP_KERNELS), (GROUPED, DEPTHWISE)]
    (pair,) = [(x, k) for x, k in pairs if {x.size, k.size} <= sizes]
    return pair


def test_transposed_of_torch_is_the_operation() -> None:
    body = {"convention": "torch", "input": X, "weight": K.swapaxes(0, 1)[:, :2]}
    body = body | {"stride": 2, "output_padding": 1}
    found = answer(body | {"transposed": True})
    assert found == answer(body | {"operation": "conv_transpose2d"})
    assert found["read_as"]["operation"] == "conv_transpose2d"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "x and w were read as input and weight, in NCHW as in CS231n: say"),
        ({"layout": "NCHW"}, "x and w were read as input and weight: say"),
        (
            {"b": B, "dout": np.ones((2, 3, 3, 5))},
            "x, w, b and dout were read as input, weight, bias and grad_output, in NCHW",
        ),
    ],
    ids=["tensors", "layout", "all"],
)
def test_names_of_courses_are_taken_with_a_word_about_those_that_are_there(
    more: dict[str, Any], said: str
) -> None:
    (warning,) = answer({"x": X, "w": K} | more)["warnings"]
    assert (warning["type"], warning["pointer"]) == ("names-assumed", "/x")
    assert warning["detail"].startswith(said)


VOLUME = np.ones((1, 1, 2, 2, 2))
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "three-dimensions": (PLAIN | {"input": VOLUME, "weight": VOLUME}, "/input", "3-D convolution"),
    "stride-of-three": (SQUARE | {"stride": [1, 1, 1]}, "/stride", "3-D convolution is not"),
    "complex": (SQUARE | {"dtype": "complex64"}, "/dtype", "four of real ones"),
    "half-precision": (SQUARE | {"dtype": "float16"}, "/dtype", "send float32, and round"),
    "bfloat16": (SQUARE | {"dtype": "bfloat16"}, "/dtype", "send float32, and round"),
    "quantised": (SQUARE | {"x_scale": 0.5, "x_zero_point": 3}, "/x_scale", "scale * (q - zero"),
    "int8": (SQUARE | {"dtype": "int8"}, "/dtype", "take scale and zero point out first"),
    "batch-norm": (SQUARE | {"gamma": [1], "beta": [0]}, "/gamma", "fold it into weight and bias"),
    "deformable": (
        SQUARE | {"offset": [1]},
        "/offset",
        "deformable convolutions are not supported",
    ),
    "activation": (
        SQUARE | {"activation": "relu"},
        "/activation",
        "gradient before the activation",
    ),
    "separable": (SQUARE | {"pointwise_kernel": [1]}, "/pointwise_kernel", "two requests"),
    "depthwise-kernel": (SQUARE | {"depthwise_kernel": 1}, "/depthwise_kernel", "groups = C_in"),
    "mean": (SQUARE | {"reduction": "mean"}, "/reduction", "divide grad_output by its count"),
    "weight-decay": (SQUARE | {"weight_decay": 0.1}, "/weight_decay", "leave it out"),
    "learning-rate": (SQUARE | {"lr": 0.1}, "/lr", "leave it out"),
    "own-gradient": (SQUARE | {"dx": [1]}, "/dx", "compare it with the answer"),
    "own-output": (SQUARE | {"output": [1]}, "/output", "compare it with the answer"),
    "lhs-dilation": (
        {"convention": "jax", "lhs": X, "rhs": K, "lhs_dilation": [2, 2]},
        "/lhs_dilation",
        '"operation": "conv_transpose2d"',
    ),
    "jax-transposed": (
        {"convention": "jax", "lhs": X, "rhs": K, "operation": "conv_transpose2d"},
        "/operation",
        "as for PyTorch",
    ),
    "batch-groups": (SQUARE | {"batch_group_count": 2}, "/batch_group_count", "send each group"),
    "output-size": (SQUARE | {"output_size": [7, 7]}, "/output_size", "give output_padding"),
    "pads-flat": (SQUARE | {"padding": [1, 0, 1, 0]}, "/padding", '"convention": "onnx"'),
    "padding-of-all-axes": (
        SQUARE | {"padding": [[0, 0], [1, 1], [1, 1], [0, 0]]},
        "/padding",
        "leave out the pairs of batch and channels",
    ),
    "strides-of-all-axes": (SQUARE | {"stride": [1, 2, 2, 1]}, "/stride", "leave out those of"),
    "full": (SQUARE | {"padding": "full"}, "/padding", "dilation * (kernel - 1)"),
    "causal": (SQUARE | {"padding": "causal"}, "/padding", "[[dilation * (kernel - 1), 0]]"),
    "symmetric-padding": (SQUARE | {"padding_mode": "symmetric"}, "/padding_mode", "'circular'"),
    "reflect-too-far": (
        SQUARE | {"padding_mode": "reflect", "padding": 6},
        "/padding",
        "at most 5 cells from 6, got 6",
    ),
    "pad-value": (SQUARE | {"constant_values": 1}, "/constant_values", "pad it with other values"),
    "pad-top": (SQUARE | {"pad_top": 1}, "/pad_top", "[[top, bottom], [left, right]]"),
    "stride-h": (SQUARE | {"stride_h": 1}, "/stride_h", "give stride as [vertical, horizontal]"),
    "strides": (SQUARE | {"strides": 2}, "/strides", "here it is stride"),
    "dilation-rate": (SQUARE | {"dilation_rate": 2}, "/dilation_rate", "here it is dilation"),
    "group": (SQUARE | {"group": 2}, "/group", "here it is groups"),
    "auto-pad": (SQUARE | {"auto_pad": "SAME_UPPER"}, "/auto_pad", "here it is padding"),
    "data-format": (SQUARE | {"data_format": "NCHW"}, "/data_format", "here it is layout"),
    "kernel-size": (SQUARE | {"kernel_size": 3}, "/kernel_size", "leave it out"),
    "typo": (SQUARE | {"stide": 2}, "/stide", "did you mean stride?"),
    "typo-of-a-tensor": (
        {"layout": "NCHW", "inputt": IMAGE, "weight": KERNEL},
        "/inputt",
        "did you mean input?",
    ),
    "shape-alone": (SQUARE | {"weight": [3, 3]}, "/weight", "must have"),
    "bias-of-a-wrong-shape": (SQUARE | {"bias": [1, 2]}, "/bias", "needs (1,)"),
    "swapped-channels": (PLAIN | {"weight": K.swapaxes(0, 1)}, "/weight", '"IOHW"'),
    "grad-output-too-small": (
        SQUARE | {"stride": 1, "grad_output": np.ones((1, 1, 3, 3))},
        "/grad_output",
        "needs (1, 1, 4, 4)",
    ),
    "module-of-another-size": (
        {"convention": "torch", "input": X, "weight": K, "kernel_size": 5},
        "/kernel_size",
        "kernel_size is [3, 2] by the shapes",
    ),
    "both-spellings": (
        {"convention": "onnx", "X": X, "W": K, "strides": 1, "stride": 2},
        "/strides",
        "both were given",
    ),
    "tensorflow-same-and-explicit": (
        {"convention": "tensorflow", "input": last(IMAGE), "filters": hwio(KERNEL)}
        | {"padding": "SAME", "explicit_paddings": [0, 0, 1, 0, 2, 0, 0, 0]},
        "/explicit_paddings",
        "leave one of them out",
    ),
    "sides-of-one-dimension": (
        SQUARE | {"padding": [[2, 1]]},
        "/padding",
        "must be [[top, bottom], [left, right]], got one pair",
    ),
    "sides-of-one-dimension-transposed": (
        SQUARE | {"padding": [[2, 1]], "operation": "conv_transpose2d"},
        "/padding",
        "must be [[top, bottom], [left, right]], got one pair",
    ),
    "sides-of-two-dimensions": (
        {"layout": "NCHW", "input": ROW, "weight": TAPS, "padding": [[1, 0], [2, 1]]},
        "/padding",
        "must be an integer or [[left, right]]",
    ),
    "stride-of-two-dimensions": (
        {"layout": "NCHW", "input": ROW, "weight": TAPS, "stride": [1, 2]},
        "/stride",
        "stride must be one integer",
    ),
    "onnx-two-pads": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "pads": [2, 1]},
        "/pads",
        "must be [top, left, bottom, right], with a weight of 4 axes: got 2 numbers",
    ),
    "onnx-four-pads-in-a-row": (
        {"convention": "onnx", "X": ROW, "W": TAPS, "pads": [1, 2, 1, 0]},
        "/pads",
        "must be [left, right], with a weight of 3 axes: got 4 numbers",
    ),
    "onnx-one-stride": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "strides": [2]},
        "/strides",
        "one element for each spatial axis, here 2: got 1",
    ),
    "onnx-two-dilations-in-a-row": (
        {"convention": "onnx", "X": ROW, "W": TAPS, "dilations": [1, 2]},
        "/dilations",
        "one element for each spatial axis, here 1: got 2",
    ),
    "jax-one-stride": (
        {"convention": "jax", "lhs": IMAGE, "rhs": KERNEL, "window_strides": [2]},
        "/window_strides",
        "one element for each spatial axis, here 2: got 1",
    ),
    "jax-one-pair": (
        {"convention": "jax", "lhs": IMAGE, "rhs": KERNEL, "padding": [[2, 1]]},
        "/padding",
        "one element for each spatial axis, here 2: got 1",
    ),
    "torch-input-and-x": (
        {"convention": "torch", "input": X, "x": X, "weight": K},
        "/x",
        "here it is input",
    ),
    "bias-true": (SQUARE | {"bias": True}, "/bias", "one number for each output channel, or null"),
    "torch-bias-true": (
        {"convention": "torch", "input": X, "weight": K, "bias": True},
        "/bias",
        "must be the numbers of the bias",
    ),
    "torch-transposed-otherwise": (
        {"convention": "torch", "input": X, "weight": K, "transposed": True}
        | {"operation": "conv2d"},
        "/transposed",
        "leave one of them out",
    ),
    "onnx-attributes-wrong": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "attributes": {"pads": [1]}},
        "/attributes/pads",
        "must be [top, left, bottom, right]",
    ),
    "onnx-attributes-negative": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "attributes": {"strides": [0, 1]}},
        "/attributes/strides",
        "stride must be an integer >= 1",
    ),
    "onnx-attributes-twice": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "group": 1, "attributes": {"group": 1}},
        "/attributes/group",
        "leave one out",
    ),
    "onnx-attributes-no-object": (
        {"convention": "onnx", "X": IMAGE, "W": KERNEL, "attributes": [1]},
        "/attributes",
        "must be an object",
    ),
    "mlx-sides-by-axis": (
        {"convention": "mlx", "input": last(X), "weight": last(K), "padding": [[1, 0]]},
        "/padding",
        "[[top, left], [bottom, right]]",
    ),
    "unknown-convention": (SQUARE | {"convention": "caffe"}, "/convention", "must be one of torch"),
    "circular-transposed": (
        SQUARE | {"operation": "conv_transpose2d", "padding_mode": "circular"},
        "/padding_mode",
        "must be zeros",
    ),
    "output-padding-of-a-convolution": (
        SQUARE | {"output_padding": 1},
        "/output_padding",
        '"operation": "conv_transpose2d"',
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_request_of_this_kind_is_refused_with_the_remedy(kind: str) -> None:
    body, pointer, remedy = REFUSED[kind]

    with pytest.raises(Invalid) as caught:
        answer(body)

    details = {fault.pointer: fault.detail for fault in caught.value.errors}
    at = next((each for each in details if each.startswith(pointer)), "")
    assert remedy in details.get(at, ""), details
    assert not any("no field of this name" in detail for detail in details.values())


@pytest.mark.parametrize(
    "kind", ["three-dimensions", "complex", "bfloat16", "quantised", "batch-norm", "deformable"]
)
def test_kind_that_is_computed_nowhere_here_has_a_type_of_its_own(kind: str) -> None:
    with pytest.raises(NotOffered):
        answer(REFUSED[kind][0])


@pytest.mark.parametrize("kind", ["typo", "strides", "mean", "output-size"])
def test_kind_that_is_spelt_otherwise_here_is_invalid(kind: str) -> None:
    with pytest.raises(Invalid) as caught:
        answer(REFUSED[kind][0])
    assert type(caught.value) is Invalid


def test_there_are_more_kinds_than_the_reports_have() -> None:
    assert len(ANSWERED) + len(REFUSED) >= 49
