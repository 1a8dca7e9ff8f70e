"""Transposed convolutions of every layout and option, as loops over every product have them."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import numpy as np
import orjson
import pytest

from gradgrid.app.api.queries import backward_of
from gradgrid.app.service.problems import Invalid
from gradgrid.app.service.settings import DEFAULTS

SIDES = tuple[tuple[int, int], tuple[int, int]]


def loops(
    x: np.ndarray,
    k: np.ndarray,
    dy: np.ndarray,
    stride: tuple[int, int],
    padding: SIDES,
    dilation: tuple[int, int],
    groups: int,
) -> dict[str, np.ndarray]:
    """Output of the shape of ``dy`` and gradients; x NCHW, k (C_in, C_out/groups, kh, kw)."""
    y, dx, dk = np.zeros(dy.shape), np.zeros(x.shape), np.zeros(k.shape)
    of_group = x.shape[1] // groups
    for n, c, i, j, o, u, v in product(*map(range, (*x.shape, *k.shape[1:]))):
        row = i * stride[0] + u * dilation[0] - padding[0][0]
        column = j * stride[1] + v * dilation[1] - padding[1][0]
        if 0 <= row < dy.shape[2] and 0 <= column < dy.shape[3]:
            out = c // of_group * k.shape[1] + o
            y[n, out, row, column] += x[n, c, i, j] * k[c, o, u, v]
            dx[n, c, i, j] += dy[n, out, row, column] * k[c, o, u, v]
            dk[c, o, u, v] += x[n, c, i, j] * dy[n, out, row, column]
    return {"output": y, "grad_input": dx, "grad_weight": dk, "grad_bias": dy.sum((0, 2, 3))}


def whole(chance: random.Random, *shape: int) -> np.ndarray:
    return np.reshape([chance.randint(-3, 3) for _ in range(int(np.prod(shape)))], shape)


def answer(body: dict[str, Any]) -> dict[str, Any]:
    text = orjson.dumps({name: listed(value) for name, value in body.items()})
    found: dict[str, Any] = orjson.loads(backward_of(orjson.loads(text), DEFAULTS))
    return found


def listed(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


# The layout, the order of the weight and how it is named: I are the channels of the input.
ORDERS = [
    ("NCHW", "IOHW", {}),
    ("NHWC", "HWOI", {}),
    ("NCHW", "OIHW", {"weight_layout": "OIHW"}),
    ("NHWC", "HWIO", {"weight_layout": "HWIO"}),
    ("NHWC", "OHWI", {"weight_layout": "OHWI"}),
]


@pytest.mark.parametrize("seed", range(40))
def test_transposed_convolution_equals_loops(seed: int) -> None:
    chance = random.Random(seed)
    layout, order, named = ORDERS[seed % len(ORDERS)]
    groups, kernel = chance.choice([1, 2]), (chance.randint(1, 3), chance.randint(1, 3))
    stride, dilation = ((chance.randint(1, 3), chance.randint(1, 2)) for _ in range(2))
    size = (chance.randint(2, 4), chance.randint(2, 4))
    sides = tuple((chance.randint(0, 1), chance.randint(0, 1)) for _ in range(2))
    extra = tuple(chance.randrange(max(s, d)) for s, d in zip(stride, dilation, strict=True))
    written = [
        (n - 1) * s - before - after + d * (k - 1) + 1 + more
        for n, s, (before, after), d, k, more in zip(
            size, stride, sides, dilation, kernel, extra, strict=True
        )
    ]
    if min(written) < 1:
        pytest.skip("nothing is written")
    x = whole(chance, 2, 2 * groups, *size)
    k = whole(chance, 2 * groups, 3, *kernel)
    dy, bias = whole(chance, 2, 3 * groups, *written), whole(chance, 3 * groups)
    flip = seed % 3 == 0
    expected = loops(x, k[:, :, ::-1, ::-1] if flip else k, dy, stride, sides, dilation, groups)
    expected["output"] += bias[:, None, None]
    if flip:
        expected["grad_weight"] = expected["grad_weight"][:, :, ::-1, ::-1]
    images, kernels = tuple(map("NCHW".index, layout)), tuple(map("IOHW".index, order))

    found = answer(
        {
            "operation": "conv_transpose2d",
            "layout": layout,
            **named,
            "input": x.transpose(images),
            "weight": k.transpose(kernels),
            "bias": bias,
            "grad_output": dy.transpose(images),
            "stride": stride,
            "padding": sides,
            "dilation": dilation,
            "groups": groups,
            "output_padding": extra,
            "flip_kernel": flip,
        }
    )

    for name, axes in (("output", images), ("grad_input", images), ("grad_weight", kernels)):
        np.testing.assert_array_equal(np.array(found[name]), expected[name].transpose(axes))
    assert found["grad_bias"] == expected["grad_bias"].tolist()


@pytest.mark.parametrize(("kernel", "stride"), [(3, 2), (2, 3), (4, 2), (1, 2), (3, 1)])
def test_same_gives_stride_times_as_many_cells(kernel: int, stride: int) -> None:
    body = {
        "convention": "keras",
        "operation": "conv_transpose2d",
        "inputs": np.ones((1, 3, 4, 2), int),
        "kernel": np.ones((kernel, kernel, 5, 2), int),
        "strides": stride,
        "padding": "same",
    }

    found = answer(body)

    assert np.shape(found["output"]) == (1, 3 * stride, 4 * stride, 5)
    assert found["geometry"]["output_size"] == [3, 4]


@pytest.mark.parametrize(
    ("changed", "pointer", "detail"),
    [
        ({"output_padding": 2}, "/output_padding", "less than the stride 2 or the dilation 1"),
        ({"output_padding": [0, -1]}, "/output_padding", "must be >= 0"),
        ({"padding": 9}, "/weight", "lower the padding"),
        ({"weight": np.ones((3, 1, 2, 2), int)}, "/weight", "as many C_in as the input, 2"),
        ({"groups": 3}, "/groups", "3 groups must divide the 2 input channels"),
        ({"padding": "same", "output_padding": 1}, "/output_padding", "leave one of them out"),
    ],
)
def test_transposed_convolution_that_cannot_be_is_refused(
    changed: dict[str, Any], pointer: str, detail: str
) -> None:
    body = {"operation": "conv_transpose2d", "layout": "NCHW", "stride": 2}
    body |= {"input": np.ones((1, 2, 3, 3), int), "weight": np.ones((2, 1, 2, 2), int)}

    with pytest.raises(Invalid) as caught:
        answer(body | changed)

    assert caught.value.errors[0].pointer == pointer
    assert detail in caught.value.errors[0].detail
