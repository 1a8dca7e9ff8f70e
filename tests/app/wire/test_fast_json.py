"""Tensors read straight from JSON: to the bit what the slow way reads, or left to it."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradgrid.app.api.queries import backward
from gradgrid.app.service.problems import Problem
from gradgrid.app.service.settings import DEFAULTS
from gradgrid.app.wire.formats import strict_json
from gradgrid.app.wire.formats.fast_json import SMALL, TENSORS, read_object, structures
from gradgrid.app.wire.formats.strict_json import parse_slowly
from gradgrid.app.wire.formats.tensor import Tensor, parse_tensor
from tests.app.spelled_json import (
    ANY,
    MOSTLY_NUMBERS,
    NAMES,
    NUMBERS,
    SPACE,
    WORDS,
    nested,
    objects,
    tensors,
)


def assert_read_alike(body: bytes) -> dict[str, Any] | None:
    """What is read is what the slow way reads, names in their order; or nothing is read."""
    read = read_object(body)
    if read is None:
        return None
    expected = parse_slowly(body)
    assert list(read) == list(expected)
    for name, value in read.items():
        if not isinstance(value, Tensor):
            # As text, because 1, 1.0 and True are equal.
            assert repr(value) == repr(expected[name])
            continue
        assert name in TENSORS
        slowly = parse_tensor(expected[name], ["axis"] * value.array.ndim)
        assert value.flat == slowly.flat
        assert (value.array.dtype, value.array.shape) == (np.float64, slowly.array.shape)
        assert value.array.tobytes() == slowly.array.tobytes()
    return read


@given(pairs=st.lists(st.tuples(NAMES, ANY), max_size=4), before=SPACE, after=SPACE)
def test_any_object_is_read_as_slowly_or_not_at_all(
    pairs: list[tuple[str, str]], before: str, after: str
) -> None:
    text = "{" + ",".join(":".join(pair) for pair in pairs) + "}"

    assert_read_alike((before + text + after).encode())


@given(
    values=st.dictionaries(st.sampled_from(sorted(TENSORS)), tensors(NUMBERS), min_size=1),
    text=WORDS,
    data=st.data(),
)
def test_tensors_of_plain_numbers_in_any_spelling_are_read(
    values: dict[str, str], text: str, data: st.DataObject
) -> None:
    pairs = [(json.dumps(name), value) for name, value in values.items()]
    body = data.draw(objects([*pairs, ('"id"', text), ('"stride"', "[2, 1]")]))

    read = assert_read_alike(body.encode())

    assert read is not None
    assert {name for name, value in read.items() if isinstance(value, Tensor)} == set(values)
    assert read["id"] == json.loads(text)


@given(
    changes=st.dictionaries(NAMES, ANY, max_size=2),
    input=nested((1, 2, 2, 1), MOSTLY_NUMBERS),
    weight=nested((1, 1, 1, 1), NUMBERS),
)
def test_any_request_is_answered_as_if_it_were_read_slowly(
    changes: dict[str, str], input: str, weight: str
) -> None:
    request = {'"input"': input, '"weight"': weight} | changes
    body = ("{" + ",".join(":".join(pair) for pair in request.items()) + "}").encode()

    answer = outcome(body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "read_object", lambda _: None)
        assert answer == outcome(body)


def outcome(body: bytes) -> object:
    """The bytes of the answer, or all that a refusal says."""
    try:
        return backward(body, DEFAULTS)
    except Problem as problem:
        return type(problem), problem.detail, problem.errors


DOUBTFUL = {
    "ragged": '{"input":[[1,2],[3]]}',
    "ragged-of-equal-total": '{"input":[[1,2],[3,4,5],[6]]}',
    "ragged-deep": '{"input":[[[1,2],[3]],[[4],[5,6]]]}',
    "lists-and-numbers": '{"input":[[1],2]}',
    "empty": '{"input":[]}',
    "lists-of-nothing": '{"input":[[],[]]}',
    "one-list-of-nothing": '{"input":[[1],[]]}',
    "true-among-numbers": '{"input":[1,true]}',
    "null-among-numbers": '{"input":[1,null]}',
    "text-among-numbers": '{"input":[1,"2"]}',
    "object-among-numbers": '{"input":[1,{}]}',
    "object-around-numbers": '{"input":[{"a":[1,2]}]}',
    "five-axes": '{"input":[[[[[1]]]]]}',
    "a-hundred-axes": '{"input":' + "[" * 100 + "1" + "]" * 100 + "}",
    "flat-ragged": '{"input":{"shape":[2,2],"data":[1,2,3]}}',
    "flat-nested": '{"input":{"shape":[2,1],"data":[[1],[2]]}}',
    "flat-one-list-deeper": '{"input":{"shape":[2],"data":[[1,2]]}}',
    "flat-of-nothing": '{"input":{"shape":[0],"data":[]}}',
    "flat-without-axes": '{"input":{"shape":[],"data":[1]}}',
    "flat-true-in-shape": '{"input":{"shape":[true],"data":[1]}}',
    "flat-fraction-in-shape": '{"input":{"shape":[1.0],"data":[1]}}',
    "flat-negative-sizes": '{"input":{"shape":[-1,-1],"data":[1]}}',
    "flat-size-past-2-63": '{"input":{"shape":[18446744073709551615],"data":[1]}}',
    "flat-sizes-past-2-64": '{"input":{"shape":[4294967296,4294967296],"data":[1]}}',
    "flat-true-among-numbers": '{"input":{"shape":[2],"data":[1,true]}}',
    "flat-text-for-data": '{"input":{"shape":[1],"data":"1"}}',
    "flat-without-data": '{"input":{"shape":[1]}}',
    "flat-with-more": '{"input":{"shape":[1],"data":[1],"dtype":"f4"}}',
    "name-twice": '{"input":[1],"input":[1]}',
    "name-twice-escaped": r'{"input":[1],"inpu\u0074":[1]}',
    "name-twice-in-a-flat-tensor": '{"input":{"shape":[1],"shape":[1],"data":[1]}}',
    "name-twice-in-a-list": '{"stride":[{"a":1,"a":2}]}',
    "object-where-none-belongs": '{"stride":{"a":[1,2]},"input":[1]}',
    "lists-of-another-value": '{"stride":[{"a":[[1,2],[3,4]],"b":1}],"input":[1,2,3,4]}',
    "byte-order-mark": '\ufeff{"input":[1]}',
    "half-a-surrogate-pair": r'{"id":"\ud800"}',
    "whole-number-past-64-bits-for-an-option": '{"stride":18446744073709551616}',
    "past-float64": '{"input":[1e400]}',
    "past-float64-for-an-option": '{"stride":1e400}',
    "not-a-number": '{"input":[NaN]}',
    "leading-zero": '{"input":[01]}',
    "trailing-comma": '{"input":[1,]}',
    "list": "[1]",
    "number": "1",
    "nothing": "",
    "two-objects": "{}{}",
    "unfinished": '{"input":[1',
}


@pytest.mark.parametrize("body", DOUBTFUL.values(), ids=DOUBTFUL)
def test_whatever_is_in_doubt_is_left_to_the_slow_way(body: str) -> None:
    assert read_object(body.encode()) is None


@pytest.mark.parametrize("byte", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\x01", b"\n"])
def test_text_that_no_json_has_is_left_to_the_slow_way(byte: bytes) -> None:
    assert read_object(b'{"id":"' + byte + b'"}') is None


@pytest.mark.parametrize(
    "text",
    [
        *("[", "]]", "[[,],[,]]", "}", "{", ":", '":', '","input":[[1],[2]],"a":"'),
        *("\\", "\\\\", '\\"', '"', "\\u0022", "\n", "1,2", "é☃\u2028", ""),
    ],
)
def test_text_that_looks_like_json_is_read_as_text(text: str) -> None:
    for name in ("id", "title", "layout"):
        body = json.dumps({"bias": [5], name: text, "input": [[1, 2], [3, 4]], "summary": text})

        read = assert_read_alike(body.encode())

        assert read is not None
        assert read[name] == read["summary"] == text
        assert read["input"].array.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("data_first", [False, True])
def test_flat_tensor_is_read_in_either_order(data_first: bool) -> None:
    names = ('"data":[1,2,3,4,5,6]', '"shape":[2,3]')
    inside = ",".join(names if data_first else reversed(names))

    read = assert_read_alike(f'{{"weight":[[7]],"input":{{{inside}}},"bias":[8,9]}}'.encode())

    assert read is not None
    assert read["input"].flat
    assert read["input"].array.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert read["input"].listed() == {"shape": [2, 3], "data": [1, 2, 3, 4, 5, 6]}
    assert read["bias"].listed() == [8, 9]


def test_name_with_nul_is_a_name_of_its_own() -> None:
    read = assert_read_alike(rb'{"input\u0000":[1],"input":[2]}')

    assert read is not None
    assert read["input"].array.tolist() == [2]


def test_whole_number_past_64_bits_is_rounded_once() -> None:
    read = assert_read_alike(
        b'{"input":[18446744073709551616,9007199254740993,100000000000000000000001]}'
    )

    assert read is not None


def test_zero_has_the_sign_that_the_slow_way_gives_it() -> None:
    read = assert_read_alike(b'{"input":[0,-0,0.0,-0.0,-1e-400],"stride":-0}')

    assert read is not None
    assert np.signbit(read["input"].array).tolist() == [False, False, False, True, True]


@pytest.mark.parametrize("shape", [(3, 200, 500), (1, 1, 2 * SMALL, 2), (SMALL, 1, 1, 1)])
@pytest.mark.parametrize("flat", [False, True])
def test_large_tensor_is_read_to_the_bit(shape: tuple[int, ...], flat: bool) -> None:
    array = np.random.default_rng(5).standard_normal(shape)
    sent = Tensor(array, flat).listed()

    read = read_object(json.dumps({"input": sent, "stride": 2}).encode())

    assert read is not None
    tensor = read["input"]
    assert (tensor.flat, tensor.array.dtype, tensor.array.shape) == (flat, np.float64, shape)
    assert tensor.array.tobytes() == array.tobytes()


@pytest.mark.parametrize("one", ["[[1],[2,3]]", "[[1,2],[3],4]", "[[1,2],[true,4]]"])
def test_large_tensor_with_one_fault_is_left_to_the_slow_way(one: str) -> None:
    rows = ",".join([*["[[1,2],[3,4]]"] * SMALL, one])

    assert read_object(f'{{"input":[{rows}]}}'.encode()) is None
    assert read_object(f'{{"input":[{rows.replace(one, "[[1,2],[3,4]]")}]}}'.encode()) is not None


def peak_memory(read: Callable[[bytes], object], body: bytes) -> int:
    """The most bytes that are held at one time while ``body`` is read."""
    tracemalloc.start()
    try:
        assert read(body) is not None
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_numbers_are_held_once_as_objects_and_once_as_an_array() -> None:
    count = 50_000
    body = json.dumps({"input": [[k + 0.5 for k in range(100)]] * (count // 100)}).encode()

    # A float has 24 bytes, its place in a list 8 and in the array 8; orjson reserves 12 for each
    # byte that it reads.
    assert peak_memory(read_object, body) < (24 + 8 + 8 + 2) * count + 12 * len(body)


@pytest.mark.parametrize("text", ["a" * 500_000, "\\n" * 250_000, "a\\n" * 150_000])
def test_structure_of_long_text_is_found_in_little_more_than_its_own_bytes(text: str) -> None:
    body = f'{{"id":"{text}"}}'.encode()

    assert peak_memory(structures, body) < 2 * len(body)
