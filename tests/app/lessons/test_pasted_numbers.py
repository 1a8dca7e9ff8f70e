"""Numbers in pasted text: lists, prints and matrices are read as they stand, or refused."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from time import process_time
from typing import Any

import numpy as np
import pytest

from gradgrid.app.service.problems import Problem
from gradgrid.app.wire.pasted.printed import array_of_text
from gradgrid.app.wire.pasted.text import UNNAMED, read_text
from gradgrid.app.wire.unreadable import Unreadable

SQUARE = [[1, 2], [3, 4]]
FULLWIDTH_LIST = "\uff3b\uff3b\uff11\uff0e\uff15\uff0c\uff0d\uff12\uff3d\uff3d"


def read(text: str) -> np.ndarray:
    values = read_text(text).values
    assert set(values) == {UNNAMED}
    array: np.ndarray = values[UNNAMED]
    assert array.dtype == np.float64
    return array


def refused(text: str) -> dict[str, Any]:
    with pytest.raises(Unreadable) as caught:
        read_text(text)
    error = caught.value
    for language in ("en", "zh-CN"):
        assert "{" not in error.said(language).replace("“{", "")
    return {"fault": error.fault} | error.details


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2], [3, 4]]",
        "((1, 2), (3, 4),)",
        "{{1, 2}, {3, 4}}",
        "[1, 2], [3, 4],",
        "[[1. 2.]\n [3. 4.]]",
        "[[1.e+00 2.0000e+00]\r\n [3. 4.]]",
        "array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "Array([[1., 2.],\n       [3., 4.]], dtype=float32)",
        "np.array([[1, 2], [3, 4]], dtype=np.int8)",
        "torch.tensor([[1., 2.],\n        [3., 4.]], device='cuda:0', grad_fn=<AddBackward0>)",
        "Parameter containing:\ntensor([[1., 2.],\n        [3., 4.]], requires_grad=True)",
        "tensor([[1.0000e+00, 2.0000e+00],\n        [3., 4.]], dtype=torch.float64)",
        "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)",
        "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\n"
        "array([[1., 2.],\n [3., 4.]], dtype=float32)>",
        "Tensor(shape=[2, 2], dtype=float32, place=Place(cpu), stop_gradient=True,\n"
        " [[1., 2.], [3., 4.]])",
        "[array([1., 2.], dtype=float32), array([3., 4.], dtype=float32)]",
        "[[np.float64(1.0), np.float64(2.0)], [np.float64(3.0), np.float64(4.0)]]",
        "[1 2; 3 4]",
        "[1, 2; 3, 4];",
        "[1 2\n3 4;]",
        "[1 2\uff1b3 4]",
    ],
)
def test_array_is_read_as_it_is_written_or_printed(text: str) -> None:
    np.testing.assert_array_equal(read(text), SQUARE)


@pytest.mark.parametrize(
    ("text", "array"),
    [
        ("[[[[1],[2]],[[3],[4]]]]", [[[[1], [2]], [[3], [4]]]]),
        ("tensor(5.)", 5),
        ("[1;2;3]", [[1], [2], [3]]),
        ("{1, 2}", [1, 2]),
        ("\ufeff[1,\u3000\u200b2]", [1, 2]),
        ("[\u22121,\u00a0\u20132]", [-1, -2]),
        (FULLWIDTH_LIST, [[1.5, -2]]),
        ("tensor([[[-0., 1e-3]]])", [[[0, 1e-3]]]),
    ],
)
def test_array_has_an_axis_for_each_level(text: str, array: Any) -> None:
    found = read(text)
    assert found.shape == np.shape(array)
    np.testing.assert_array_equal(found, array)
    assert not np.signbit(found[found == 0]).any()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[1, 2], [3, abc]]", {"fault": "number", "text": "abc", "row": 2, "column": 2}),
        ("[1 2; 3 x]", {"fault": "number", "text": "x", "row": 2, "column": 2}),
        ("[1_000]", {"fault": "number", "text": "1_000", "row": 1, "column": 1}),
        ("[\u0661]", {"fault": "number", "text": "\u0661", "row": 1, "column": 1}),
        ("[10\u00b2]", {"fault": "number", "text": "10\u00b2", "row": 1, "column": 1}),
        ("(5)\t(6)", {"fault": "number", "text": "(5)", "row": 1, "column": 1}),
        ("[(5), (6)]", {"fault": "number", "text": "(5)", "row": 1, "column": 1}),
        ("[1, 1e400]", {"fault": "range", "text": "1e400", "row": 1, "column": 2}),
        ("[[1], [-1e400]]", {"fault": "range", "text": "-1e400", "row": 2, "column": 1}),
        ("tensor([1., nan])", {"fault": "notfinite", "text": "nan", "row": 1, "column": 2}),
        ("[1, -inf]", {"fault": "notfinite", "text": "-inf", "row": 1, "column": 2}),
        ("[[1, 2], [3]]", {"fault": "ragged", "row": 2, "length": 1, "first": 2}),
        ("[[1, 2], []]", {"fault": "ragged", "row": 2, "length": 0, "first": 2}),
        ("[1,,2]", {"fault": "blank", "row": 1, "column": 2}),
        ("[[1],,[2]]", {"fault": "blank", "row": 2, "column": 1}),
        ("[[1],[,2]]", {"fault": "blank", "row": 2, "column": 1}),
        ("[[0., ..., 1.]]", {"fault": "elided", "row": 1, "column": 2}),
        ("tensor([[0., ..., 1.]])", {"fault": "elided_torch", "row": 1, "column": 2}),
        ("[[1, 2]", {"fault": "brackets", "text": "[", "row": 1}),
        ("[1, 2]]", {"fault": "brackets", "text": "]", "row": 1}),
        ("[1, 2)", {"fault": "brackets", "text": ")", "row": 1}),
        ("[1 2; 3", {"fault": "brackets", "text": "[", "row": 1}),
        ("[[[[[1]]]]]", {"fault": "deep", "most": 4}),
        ("[1, [2]]", {"fault": "mixed", "text": "[", "row": 1}),
        ("[[1], 2]", {"fault": "mixed", "text": "2", "row": 2}),
        ("[]", {"fault": "empty"}),
        ("[[], []]", {"fault": "empty"}),
        ("tensor([], size=(0, 2))", {"fault": "empty"}),
        ("", {"fault": "empty"}),
        ("[[1 2]]\n[[3 4]]", {"fault": "unnamed"}),
        ("tensor([1.])\ntensor([2.])", {"fault": "unnamed"}),
    ],
)
def test_what_is_no_array_is_refused_with_its_place(text: str, fault: dict[str, Any]) -> None:
    assert refused(text) == fault


def test_elided_print_of_pytorch_is_refused_with_pytorchs_remedy() -> None:
    with pytest.raises(Unreadable, match=r'torch\.set_printoptions\(profile="full"\)'):
        read_text("tensor([[0., 1.],\n        ...,\n        [2., 3.]])")


def test_more_numbers_than_are_read_are_refused() -> None:
    assert array_of_text("[[1,2],[3,4]]", 4).size == 4
    for text in ("[[1,2],[3,4]]", "[1 2;3 4]", "[1,2,3,4]"):
        with pytest.raises(Unreadable, match="more than 3 numbers"):
            array_of_text(text, 3)


def test_what_is_read_is_what_was_written_in_every_form() -> None:
    numbers = np.random.default_rng(7)
    for _ in range(200):
        shape = numbers.integers(1, 5, numbers.integers(1, 5))
        array = numbers.integers(-10_000, 10_000, shape) / 100
        for text in (
            json.dumps(array.tolist()),
            repr(array),
            f"tensor({array.tolist()}, dtype=torch.float64)",
            f"x = {array.tolist()}".removeprefix("x = "),
            json.dumps(array.tolist()).replace("-", "\u2212"),
            np.array2string(array, threshold=10**6, floatmode="unique"),
        ):
            found = read(text)
            assert found.shape == array.shape, text
            np.testing.assert_array_equal(found, array, err_msg=text)


PIECES = [
    *"0123456789.,;[](){}\t\n\r -+eE\"'=<>:_xn\u2212\uff11\uff0c\u2026\ufdd0\u00e9",
    *("1.5", "-2", "1e400", "nan", "...", "array(", "tensor([", "dtype=float32", ", dtype="),
    *("], ", "[[", "]]", "np.float64(", "x = ", "\nw = ", "<tf.Tensor: numpy=", "curl ", "-d '"),
    *("{'a': ", '{"a": ', "OrderedDict([", "F.conv2d(", "stride=", "Parameter containing:\n"),
]


def test_no_text_is_read_as_anything_but_values_or_a_problem() -> None:
    numbers = random.Random(20260802)
    for _ in range(6_000):
        text = "".join(numbers.choices(PIECES, k=numbers.randrange(24)))
        values: dict[str, Any] = {}
        with suppress(Problem):
            values = read_text(text).values
        for value in values.values():
            if isinstance(value, np.ndarray):
                assert np.isfinite(value).all(), text
                assert value.ndim <= 4, text


@pytest.mark.parametrize(
    ("piece", "around"),
    [
        ("[1.25, -2.5, 3.75],\n", ("array([", "[1, 2, 3]], dtype=float32)")),
        ("1.25 2.5 3.75;", ("[", "]")),
        ("[", ("", "")),
        ("array(", ("", "")),
        ("a.", ("", "(")),
        (",dtype=", ("(", "")),
        ("x = [1]\n", ("", "")),
        ("F.conv2d(", ("", "")),
        ("'a': [1], ", ("{", "}")),
        ("'\\''", ("curl -d '", "'")),
        ('\\"', ('curl -d "', '"')),
        ("\r\n", ("", "")),
        (" ", ("1", "x")),
        ("\t", ("tensor([1],", ")")),
        ("\n", ("{'a':", "x")),
        (" ", ("{'a': b", "x")),
        ("w", ("curl -d @- <<", "")),
        ("<<a ", ("curl -d @- ", "")),
        ("\n", ("curl -d @- <<E\n", "x")),
    ],
    ids=lambda value: value.strip()[:9] if isinstance(value, str) else "",
)
def test_long_text_takes_time_in_proportion(piece: str, around: tuple[str, str]) -> None:
    def cost(characters: int) -> float:
        text = around[0] + piece * (characters // len(piece)) + around[1]
        began = process_time()
        with suppress(Problem):
            read_text(text)
        return process_time() - began

    cost(1_000)
    # Eight times the text costs eight times as much, not sixty-four times.
    assert cost(160_000) < 32 * cost(20_000) + 0.2
