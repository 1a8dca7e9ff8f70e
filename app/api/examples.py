"""Examples in the OpenAPI; a test posts each request and compares the answer written here."""

from __future__ import annotations

from typing import Any

from gradgrid.app.presets import BY_ID

STRIDE_2_NCHW = {
    "layout": "NCHW",
    "input": [[[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]]]],
    "weight": [[[[1, 2], [3, 4]]]],
    "grad_output": [[[[1, -1], [2, 3]]]],
    "stride": 2,
}
GROUPED = {
    "layout": "NHWC",
    "input": [[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]],
    "weight": [[[[2, 3]]]],
    "groups": 2,
    "bias": [1, -1],
}
FLAT = {
    "layout": "NHWC",
    "input": {"shape": [1, 2, 3, 1], "data": [1, 2, 3, 4, 5, 6]},
    "weight": {"shape": [1, 2, 1, 1], "data": [1, -1]},
    "padding": [[0, 0], [1, 0]],
    "dtype": "float32",
    "id": "flat-1",
}
TRANSPOSED = {
    "layout": "NCHW",
    "input": [[[[2, -1], [3, 1]]]],
    "weight": [[[[1, 2], [-1, 3]]]],
    "stride": 2,
    "output_padding": 1,
}
PADDED_CELL = {
    "layout": "NHWC",
    "input": [[[[1], [2]], [[3], [4]]]],
    "weight": [[[[1]], [[2]]], [[[3]], [[4]]]],
    "padding": 1,
    "tensor": "output",
    "index": [0, 0, 1, 0],
    "zeros": True,
}


def _named(**examples: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: {"summary": text, "value": value} for name, (text, value) in examples.items()}


ARTICLE = BY_ID["article-multi-channel"].request()

BACKWARD_REQUESTS = _named(
    article=("The article's example: three channels in, two out", ARTICLE),
    stride_2_nchw=("Stride 2, channels first, no bias", STRIDE_2_NCHW),
    grouped=("A 1x1 kernel in two groups; grad_output is all ones", GROUPED),
    flat=("Flat tensors, zeros on the left only, float32", FLAT),
)
TRANSPOSED_REQUESTS = _named(
    transposed=("Stride 2 and output_padding, as in PyTorch", TRANSPOSED),
)
TRACE_REQUESTS = _named(
    article=("The article's example: three channels in, two out", ARTICLE),
    grouped=("A 1x1 kernel in two groups", GROUPED),
    window=(
        "Two cells of grad_input, and the rule that computes them",
        STRIDE_2_NCHW | {"window": {"grad_input": {"y": [0, 1], "x": [2, 4]}}},
    ),
)
TERMS_REQUESTS = _named(
    article=(
        "dL/dx12[1] of the article's example",
        ARTICLE | {"tensor": "grad_input", "index": [0, 0, 1, 0]},
    ),
    padded=("An output at the edge, zeros written out", PADDED_CELL),
)

BACKWARD_ANSWERS = _named(
    stride_2_nchw=(
        "Stride 2, channels first, no bias",
        {
            "output": [[[[44, 64], [124, 144]]]],
            "grad_input": [[[[1, 2, -1, -2], [3, 4, -3, -4], [2, 4, 3, 6], [6, 8, 9, 12]]]],
            "grad_weight": [[[[49, 54], [69, 74]]]],
            "grad_bias": [5],
            "geometry": {
                "batch": 1,
                "input_size": [4, 4],
                "in_channels": 1,
                "out_channels": 1,
                "kernel_size": [2, 2],
                "stride": [2, 2],
                "padding": [[0, 0], [0, 0]],
                "dilation": [1, 1],
                "groups": 1,
                "padded_size": [4, 4],
                "kernel_span": [2, 2],
                "output_size": [2, 2],
                "leftover": [0, 0],
                "dilated_size": [3, 3],
                "backward_padding": [[1, 1], [1, 1]],
                "multiply_adds": 16,
            },
            "layout": "NCHW",
            "dtype": "float64",
        },
    ),
    flat=(
        "Flat tensors, zeros on the left only, float32",
        {
            "output": {"shape": [1, 2, 3, 1], "data": [-1, -1, -1, -4, -1, -1]},
            "grad_input": {"shape": [1, 2, 3, 1], "data": [0, 0, -1, 0, 0, -1]},
            "grad_weight": {"shape": [1, 2, 1, 1], "data": [12, 21]},
            "grad_bias": {"shape": [1], "data": [6]},
            "geometry": {
                "batch": 1,
                "input_size": [2, 3],
                "in_channels": 1,
                "out_channels": 1,
                "kernel_size": [1, 2],
                "stride": [1, 1],
                "padding": [[0, 0], [1, 0]],
                "dilation": [1, 1],
                "groups": 1,
                "padded_size": [2, 4],
                "kernel_span": [1, 2],
                "output_size": [2, 3],
                "leftover": [0, 0],
                "dilated_size": [2, 3],
                "backward_padding": [[0, 0], [0, 1]],
                "multiply_adds": 12,
            },
            "layout": "NHWC",
            "dtype": "float32",
            "id": "flat-1",
        },
    ),
)


def _read(tensor: str, index: list[int], value: int, symbol: str) -> dict[str, Any]:
    return {"tensor": tensor, "index": index, "value": value, "symbol": symbol}


def _term(first: dict[str, Any], second: dict[str, Any], product: int) -> dict[str, Any]:
    return {"factors": [first, second], "product": product}


TERMS_ANSWERS = _named(
    padded=(
        "An output at the edge, zeros written out",
        {
            "tensor": "output",
            "index": [0, 0, 1, 0],
            "symbol": "y12",
            "value": 11,
            "scale": 1,
            "terms": [
                _term(
                    _read("input_padded", [0, 0, 1, 0], 0, "0"),
                    _read("weight", [0, 0, 0, 0], 1, "k11"),
                    0,
                ),
                _term(
                    _read("input_padded", [0, 0, 2, 0], 0, "0"),
                    _read("weight", [0, 1, 0, 0], 2, "k12"),
                    0,
                ),
                _term(
                    _read("input_padded", [0, 1, 1, 0], 1, "x11"),
                    _read("weight", [1, 0, 0, 0], 3, "k21"),
                    3,
                ),
                _term(
                    _read("input_padded", [0, 1, 2, 0], 2, "x12"),
                    _read("weight", [1, 1, 0, 0], 4, "k22"),
                    8,
                ),
            ],
            "latex": r"y_{12} = 0 k_{11} + 0 k_{12} + x_{11} k_{21} + x_{12} k_{22} "
            r"= 0 \cdot 1 + 0 \cdot 2 + 1 \cdot 3 + 2 \cdot 4 = 11",
            "term_count": 4,
            "readers": [{"tensor": "loss", "index": [0], "symbol": "L"}],
            "reader_count": 1,
            "layout": "NHWC",
            "dtype": "float64",
        },
    ),
)
