"""Lists and integers are taken as NumPy takes them, in any layout, by every function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradgrid.engine import (
    OptionError,
    ShapeError,
    conv2d,
    conv2d_backward,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_weight,
    conv2d_with_gradients,
)
from gradgrid.engine.conv2d.layouts import LAYOUTS, WEIGHT_LAYOUTS

pytestmark = pytest.mark.usefixtures("as_users_run_it")

X = (np.arange(2 * 5 * 4 * 4) * 7 % 9 - 4).reshape(2, 5, 4, 4)
K = (np.arange(3 * 2 * 2 * 6) * 5 % 7 - 3).reshape(3, 2, 2, 6)
B = np.arange(6)
OPTIONS: dict[str, Any] = {"stride": (1, 2), "padding": ((1, 0), (0, 1)), "groups": 2}
DY = (np.arange(2 * 4 * 2 * 6) * 3 % 5 - 2).reshape(2, 4, 2, 6)


def everything(
    x: Any, k: Any, b: Any, dy: Any, shapes: tuple[Any, Any], **options: Any
) -> dict[str, np.ndarray]:
    """What every function makes of the arrays; functions that compute the same must agree."""
    output, both = conv2d_with_gradients(dy, x, k, b, **OPTIONS, **options)
    gradients = conv2d_backward(dy, x, k, **OPTIONS, **options)
    layout = {name: value for name, value in options.items() if name == "layout"}
    found = {
        "output": conv2d(x, k, b, **OPTIONS, **options),
        "grad_input": conv2d_grad_input(shapes[0], k, dy, **OPTIONS, **options),
        "grad_weight": conv2d_grad_weight(x, shapes[1], dy, **OPTIONS, **options),
        "grad_bias": conv2d_grad_bias(dy, **layout),
    }
    for name in ("input", "weight", "bias"):
        for each in (getattr(both, name), getattr(gradients, name)):
            np.testing.assert_array_equal(each, found[f"grad_{name}"])
    np.testing.assert_array_equal(output, found["output"])
    return found


EXPECTED = everything(*(each.astype(float) for each in (X, K, B, DY)), (X.shape, K.shape))


@pytest.mark.parametrize(
    ("form", "dtype"),
    [
        (np.asarray, np.float64),
        (np.ndarray.tolist, np.float64),
        (lambda array: array.astype(np.uint8).astype(np.int16), np.float64),
        (lambda array: array.astype(np.float32), np.float32),
        (lambda array: array.astype(">f8"), np.float64),
        (lambda array: array.astype(float)[::-1][::-1], np.float64),
    ],
    ids=["integers", "lists", "short-integers", "float32", "big-endian", "views"],
)
def test_array_likes_give_what_floats_give(form: Callable[..., Any], dtype: type) -> None:
    given = [np.abs(each) for each in (X, K, B, DY)]
    expected = everything(*(each.astype(float) for each in given), (X.shape, K.shape))

    found = everything(*map(form, given), (X.shape, K.shape))

    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == dtype


def test_two_dtypes_become_what_numpy_makes_of_both() -> None:
    x, k = X.astype(np.float32), K.astype(float)

    assert conv2d(x, k, **OPTIONS).dtype == np.float64
    assert conv2d(x, K.astype(np.int8), **OPTIONS).dtype == np.float32


@pytest.mark.parametrize("weight_layout", [None, *WEIGHT_LAYOUTS])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_are_taken_and_given_back(layout: str, weight_layout: str | None) -> None:
    letters = weight_layout or {"NHWC": "HWIO", "NCHW": "OIHW"}[layout]
    images = tuple(map("NHWC".index, layout))
    kernels = tuple(map("HWIO".index, letters))
    x, dy, k = X.transpose(images), DY.transpose(images), K.transpose(kernels)

    found = everything(x, k, B, dy, (x.shape, k.shape), layout=layout, weight_layout=weight_layout)

    for name, axes in (("output", images), ("grad_input", images), ("grad_weight", kernels)):
        np.testing.assert_array_equal(found[name], EXPECTED[name].transpose(axes))
        assert found[name].flags.c_contiguous
    np.testing.assert_array_equal(found["grad_bias"], EXPECTED["grad_bias"])


def test_shape_of_grad_output_is_spoken_of_in_its_layout() -> None:
    x, k = np.ones((1, 2, 3, 4)), np.ones((5, 2, 1, 1))
    text = r"grad_output has shape \(1, 3, 4, 5\), this convolution needs \(1, 5, 3, 4\)"

    with pytest.raises(ShapeError, match=text):
        conv2d_backward(np.ones((1, 3, 4, 5)), x, k, layout="NCHW")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"layout": "nhwc"}, 'layout must be "NHWC" or "NCHW", got \'nhwc\''),
        ({"layout": None}, 'layout must be "NHWC" or "NCHW", got None'),
        ({"weight_layout": "WHIO"}, "weight_layout must be one of HWIO, OIHW, .*, got 'WHIO'"),
    ],
)
def test_layout_that_is_none_is_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises(OptionError, match=text):
        conv2d(X, K, **OPTIONS, **options)
