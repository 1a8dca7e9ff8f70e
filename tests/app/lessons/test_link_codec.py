"""A convolution as text: it comes back bit by bit, and what is too long has no text."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gradgrid.app.lessons.link_codec import (
    DICTIONARY,
    MAX_LINK_CHARACTERS,
    DamagedError,
    as_ints_where_whole,
    decode,
    encode,
    encode_within,
)
from gradgrid.app.presets import BY_ID
from gradgrid.app.service.problems import OverLimit
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs
from tests.app.link_convolutions import ALPHABET, GOLDEN, SETTINGS, assert_same, constant, golden
from tests.engine.geometries import geometries

# What a reader may type, and what is hard to write down.
NUMBERS = [
    *(0.0, -0.0, 1.0, -3.0, 0.5, 0.1, -1 / 3, 1e-5, 123456.789),
    *(2.0**31, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, -(2.0**53) - 4, 2.0**63, 1e15, 1e16, 1e22, 1e300),
    *(-1e-300, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.30000000000000004),
]


def test_text_of_version_1_has_the_numbers_that_it_had_when_it_was_sent() -> None:
    assert_same(decode(GOLDEN, SETTINGS), golden())


def test_dictionary_of_version_1_is_what_it_was() -> None:
    assert (len(DICTIONARY), zlib.crc32(DICTIONARY)) == (293, 0x1955A793)
    with pytest.raises(zlib.error):
        zlib.decompressobj(-15).decompress(urlsafe_b64decode(GOLDEN[1:] + "=")[4:])


@settings(max_examples=300)
@given(geometries(max_multiply_adds=400), st.integers(0, 10**6), st.booleans())
def test_packed_any_convolution_comes_back_bit_by_bit(
    g: ConvGeometry, seed: int, has_bias: bool
) -> None:
    rng = np.random.default_rng(seed)

    def numbers(shape: tuple[int, ...]) -> np.ndarray:
        odd = np.where(rng.random(shape) < 0.7, rng.choice(NUMBERS, shape), rng.normal(size=shape))
        return np.where(rng.random(shape) < rng.random(), odd, rng.integers(-9, 10, shape))

    bias = numbers((g.out_channels,)) if has_bias else None
    rest = (numbers(shape) for shape in (g.weight_shape, g.output_shape))
    weight, grad_output = rest
    arrays = ConvInputs(g, numbers(g.input_shape), weight, bias, grad_output)
    text = encode(arrays)
    assume(len(text) <= MAX_LINK_CHARACTERS)

    back = decode(text, SETTINGS)

    assert_same(back, arrays)
    assert encode(back) == text
    assert set(text) <= set(ALPHABET)


@pytest.mark.parametrize("preset", [id for id in BY_ID if id not in ("resnet-stage",)])
def test_packed_preset_comes_back_where_it_is_short_enough(preset: str) -> None:
    arrays = BY_ID[preset].inputs
    text = encode_within(arrays, MAX_LINK_CHARACTERS)
    if text is None:
        assert preset == "alexnet-conv1"
        return
    assert_same(decode(text, SETTINGS), arrays)


def test_minus_zero_comes_back_as_zero() -> None:
    arrays = constant(3, -0.0)
    assert not np.signbit(decode(encode(arrays), SETTINGS).input).any()


def test_packed_within_its_length_is_the_text_and_in_less_none() -> None:
    text = encode(golden())
    assert encode_within(golden(), len(text)) == text
    assert encode_within(golden(), len(text) - 1) is None


def test_packed_within_gives_no_text_of_more_elements_than_an_address_may_ask_for() -> None:
    """Four times the columns, the weight and the bias to be: 99,998 and 100,002 elements."""
    fits, more = constant(24_999, 1.0), constant(25_000, 1.0)
    text = encode_within(fits, MAX_LINK_CHARACTERS)
    assert text is not None
    assert_same(decode(text, SETTINGS), fits)

    assert len(encode(more)) < MAX_LINK_CHARACTERS
    with pytest.raises(OverLimit):
        decode(encode(more), SETTINGS)
    assert encode_within(more, MAX_LINK_CHARACTERS) is None


def test_packed_within_gives_no_text_of_more_json_than_is_read() -> None:
    """49,998 numbers of 18 characters, and as many of 19, each with its comma."""
    fits, more = constant(24_999, 0.1234567890123456), constant(24_999, -0.1234567890123456)
    text = encode_within(fits, MAX_LINK_CHARACTERS)
    assert text is not None
    assert_same(decode(text, SETTINGS), fits)

    assert len(encode(more)) < MAX_LINK_CHARACTERS
    with pytest.raises(DamagedError):
        decode(encode(more), SETTINGS)
    assert encode_within(more, MAX_LINK_CHARACTERS) is None


def test_packed_within_gives_every_text_that_it_gives_a_link_that_opens() -> None:
    rng = np.random.default_rng(5)
    lengths = []
    for count in range(100, 400, 7):
        g = ConvGeometry.of((1, 1, count, 1), (1, 1, 1, 1))
        given = [rng.normal(size=shape) for shape in (g.input_shape, g.weight_shape)]
        arrays = ConvInputs(g, *given, None, np.ones(g.output_shape))
        text = encode_within(arrays, MAX_LINK_CHARACTERS)
        lengths.append(text is None)
        if text is not None:
            assert_same(decode(text, SETTINGS), arrays)
    assert lengths == sorted(lengths)
    assert set(lengths) == {False, True}


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        ([1.0, -2.0, -0.0], b"[1,-2,0]"),
        ([0.5, 0.1], b"[0.5,0.1]"),
        ([1.0, 0.5], b"[1,0.5]"),
        ([2.0**53 - 1], b"[9007199254740991]"),
        ([2.0**53, 1.0], b"[9007199254740992.0,1]"),
        ([1e300, -1e-300], b"[1e300,-1e-300]"),
    ],
)
def test_numbers_are_written_whole_where_javascript_has_them_whole(
    numbers: list[float], written: bytes
) -> None:
    found = as_ints_where_whole(np.array(numbers))
    listed = found.tolist() if isinstance(found, np.ndarray) else found
    assert json.dumps(listed).replace(" ", "").replace("e+", "e").encode() == written
