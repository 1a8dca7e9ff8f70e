"""A convolution as text: it comes back bit by bit, and a damaged text never gives another one."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.convolutions import Arrays
from app.packing import (
    DICTIONARY,
    MOST_CHARACTERS,
    MOST_JSON_BYTES,
    DamagedError,
    packed,
    packed_within,
    short,
    unpacked,
)
from app.presets import BY_ID
from app.problems import OverLimit, TooLarge
from app.settings import DEFAULTS, Settings
from engine import ConvGeometry
from tests.engine.geometries import geometries

SETTINGS = DEFAULTS.for_small_requests()
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# What a reader may type, and what is hard to write down.
NUMBERS = [
    *(0.0, -0.0, 1.0, -3.0, 0.5, 0.1, -1 / 3, 1e-5, 123456.789),
    *(2.0**31, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, -(2.0**53) - 4, 2.0**63, 1e15, 1e16, 1e22, 1e300),
    *(-1e-300, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.30000000000000004),
]


def assert_same(actual: Arrays, expected: Arrays) -> None:
    """One geometry, and bit by bit one set of numbers; of the two zeros there may be the other."""
    assert actual.geometry == expected.geometry
    assert (actual.bias is None) == (expected.bias is None)
    for name in ("input", "weight", "bias", "grad_output"):
        one, other = getattr(actual, name), getattr(expected, name)
        if other is not None:
            assert (one.shape, one.dtype) == (other.shape, np.float64)
            assert (one + 0.0).tobytes() == (other + 0.0).tobytes()


def text_of(content: bytes, checksum: int | None = None) -> str:
    """A text of version 1 with any content, made here and not by the packing."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    deflated = squeezer.compress(content) + squeezer.flush()
    checked = (zlib.crc32(content) if checksum is None else checksum).to_bytes(4, "big") + deflated
    return "1" + urlsafe_b64encode(checked).decode().rstrip("=")


def constant(columns: int, number: float) -> Arrays:
    """A 1x1 kernel on one long row: the JSON has twice as many numbers, the limits count four."""
    g = ConvGeometry.of((1, 1, columns, 1), (1, 1, 1, 1))
    row = np.full(g.input_shape, number)
    return Arrays(g, row, np.ones(g.weight_shape), None, row)


# Links with this text were sent: whatever is changed later, they open.
GOLDEN = (
    "12FuyRH2RYQ6AIAhGD5Q5QNRxln57jO4eUpua2T-HDD7eWzSyo9ZYcaWKDnw0jlj2AOAEIKMIRc4MIuyVdtnqz8wVtagh9"
    "WLNwA6jw_QN2bAM64P5u2Xa3Mb70GjgkeI_6PGcbtj6PXigtwd8PNDkgToPdF4"
)


def golden() -> Arrays:
    g = ConvGeometry.of(
        (1, 3, 4, 2),
        (2, 2, 1, 2),
        stride=(2, 1),
        padding=((1, 0), (0, 2)),
        dilation=(1, 2),
        groups=2,
    )
    input = np.arange(24.0) - 7
    input[[3, 5, 6, 7]] = 0.5, -1e-300, 2.0**53 + 2, 1e300
    return Arrays(
        g,
        input.reshape(g.input_shape),
        (np.arange(8.0) - 3).reshape(g.weight_shape),
        np.array([7, -0.125]),
        (np.arange(16.0) % 5 - 2).reshape(1, 2, 4, 2),
    )


def test_text_of_version_1_has_the_numbers_that_it_had_when_it_was_sent() -> None:
    assert_same(unpacked(GOLDEN, SETTINGS), golden())


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
    arrays = Arrays(g, numbers(g.input_shape), weight, bias, grad_output)
    text = packed(arrays)
    assume(len(text) <= MOST_CHARACTERS)

    back = unpacked(text, SETTINGS)

    assert_same(back, arrays)
    assert packed(back) == text
    assert set(text) <= set(ALPHABET)


@pytest.mark.parametrize("preset", [id for id in BY_ID if id not in ("resnet-stage",)])
def test_packed_preset_comes_back_where_it_is_short_enough(preset: str) -> None:
    arrays = BY_ID[preset].convolution_arrays()
    text = packed_within(arrays, MOST_CHARACTERS)
    if text is None:
        assert preset == "alexnet-conv1"
        return
    assert_same(unpacked(text, SETTINGS), arrays)


def test_minus_zero_comes_back_as_zero() -> None:
    arrays = constant(3, -0.0)
    assert not np.signbit(unpacked(packed(arrays), SETTINGS).input).any()


def accepted(text: str) -> bool:
    """Whether a text opens: then it must be on the golden numbers and on no others."""
    try:
        found = unpacked(text, SETTINGS)
    except DamagedError:
        return False
    assert_same(found, golden())
    return True


def test_text_with_any_character_changed_is_refused_and_never_another_convolution() -> None:
    """Two characters have another spelling, and the last has bits that stand for nothing."""
    last = len(GOLDEN) - 1
    opened = {
        (place, GOLDEN[place] + other)
        for place in range(len(GOLDEN))
        for other in {*ALPHABET, *"+/=!%. \n\0é中"} - {GOLDEN[place]}
        if accepted(GOLDEN[:place] + other + GOLDEN[place + 1 :])
    }
    assert {pair for place, pair in opened if place != last} == {"-+", "_/"}
    assert len([place for place, _ in opened if place == last]) < 16


def test_text_that_is_cut_is_refused_wherever_it_ends_or_begins() -> None:
    assert accepted(GOLDEN)
    for place in range(1, len(GOLDEN)):
        assert not accepted(GOLDEN[:place])
        assert not accepted(GOLDEN[place:])
        assert not accepted("1" + GOLDEN[place + 1 :])
        assert not accepted(GOLDEN[:place] + GOLDEN[place + 1 :])


@given(st.integers(1, len(GOLDEN)), st.text(alphabet=ALPHABET, min_size=1, max_size=40))
def test_text_with_more_in_it_never_gives_another_convolution(place: int, more: str) -> None:
    text = GOLDEN[:place] + more + GOLDEN[place:]
    assert accepted(text) <= text.startswith(GOLDEN[:-1])


@given(st.text(max_size=200))
def test_any_text_is_refused(text: str) -> None:
    for each in (text, "1" + text):
        with pytest.raises(DamagedError):
            unpacked(each, SETTINGS)


VALID = b'{"input":[[[[1],[2]]]],"weight":[[[[3]]]],"bias":null}'
TEXTS = {
    "empty": "",
    "version-alone": "1",
    "checksum-alone": "1AAAAAA",
    "another-version": "2" + GOLDEN[1:],
    "no-version": GOLDEN[1:],
    "space-before": " " + GOLDEN,
    "version-in-another-script": "１" + GOLDEN[1:],
    "one-character-too-long": GOLDEN + "A" * (MOST_CHARACTERS + 1 - len(GOLDEN)),
    "very-long": "1" + "A" * 10**6,
    "not-base64": "1!!!!????",
    "one-base64-character": "1A",
    "unicode": "1卷积的反向传播",
    "half-a-surrogate": "1\ud800",
    "nothing-in-it": text_of(b""),
    "wrong-checksum": text_of(VALID, checksum=0),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_that_was_not_packed_is_refused(text: str) -> None:
    with pytest.raises(DamagedError, match=r"^it (is cut|cannot be|is incomplete|is no)"):
        unpacked(text, SETTINGS)


CONTENTS = {
    "no-json": b"a convolution",
    "cut": VALID[:-1],
    "twice": VALID * 2,
    "list": b"[]",
    "null": b"null",
    "number": b"1",
    "object": b"{}",
    "not-utf-8": VALID.replace(b"null", b'"\xff"'),
    "byte-order-mark": b"\xef\xbb\xbf" + VALID,
    "name-twice": VALID.replace(b'"bias":null', b'"input":[[[[1]]]]'),
    "deep": b"[" * 5000,
    "nan": VALID.replace(b"3", b"NaN"),
    "infinity": VALID.replace(b"3", b"-Infinity"),
    "past-the-range": VALID.replace(b"3", b"1e400"),
    "too-many-digits": VALID.replace(b"3", b"9" * 5000),
    "text-for-a-number": VALID.replace(b"3", b'"3"'),
    "weight-missing": b'{"input":[[[[1]]]]}',
    "unknown-field": VALID.replace(b"bias", b"biases"),
    "sizes": VALID.replace(b"}", b',"sizes":null}'),
    "bias-of-another-length": VALID.replace(b"null", b"[1,2]"),
    "groups-0": VALID.replace(b"}", b',"groups":0}'),
    "stride-0": VALID.replace(b"}", b',"stride":0}'),
    "stride-huge": VALID.replace(b"}", b',"stride":1000001}'),
    "kernel-too-large": VALID.replace(b"[[[[3]]]]", b"[[[[3]]],[[[3]]]]"),
    "float32": VALID.replace(b"}", b',"dtype":"float32"}'),
}


def test_content_that_is_a_convolution_opens() -> None:
    found = unpacked(text_of(VALID), SETTINGS)
    assert (found.input.tolist(), found.weight.tolist()) == ([[[[1.0], [2.0]]]], [[[[3.0]]]])
    assert found.grad_output.tolist() == [[[[1.0], [1.0]]]]


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_content_that_is_no_convolution_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedError, match="it is no convolution"):
        unpacked(text_of(content), SETTINGS)


def test_content_past_a_megabyte_is_refused_and_up_to_it_read() -> None:
    """Spaces take hardly a character: the text of what is refused is as short."""
    fits = VALID + b" " * (MOST_JSON_BYTES - len(VALID) - 1)
    assert unpacked(text_of(fits), SETTINGS).weight.item() == 3

    for size in (MOST_JSON_BYTES + 1, 2_500_000):
        bomb = text_of(VALID + b" " * (size - len(VALID)))
        assert len(bomb) < MOST_CHARACTERS
        with pytest.raises(DamagedError, match="it is incomplete"):
            unpacked(bomb, SETTINGS)


@pytest.mark.parametrize(
    "lower",
    [
        {"max_tensor_elements": 47},
        {"max_total_elements": 113},
        {"max_work": 3 * 64 - 1},
        {"max_taps": 3},
    ],
    ids=lambda lower: next(iter(lower)),
)
def test_text_of_more_than_the_settings_allow_is_over_the_limit(lower: dict[str, int]) -> None:
    ((name, value),) = lower.items()
    assert_same(unpacked(GOLDEN, Settings(**{name: value + 1})), golden())
    with pytest.raises(OverLimit, match="larger than this server computes"):
        unpacked(GOLDEN, Settings(**lower))


def test_text_of_more_numbers_than_are_read_is_too_large() -> None:
    text = packed(constant(600, 1.0))
    assert unpacked(text, SETTINGS).input.sum() == 600
    with pytest.raises(TooLarge, match="more than 100 numbers"):
        unpacked(text, Settings(max_total_elements=100))


def test_packed_within_its_length_is_the_text_and_in_less_none() -> None:
    text = packed(golden())
    assert packed_within(golden(), len(text)) == text
    assert packed_within(golden(), len(text) - 1) is None


def test_packed_within_gives_no_text_of_more_elements_than_an_address_may_ask_for() -> None:
    """Four times the columns, the weight and the bias to be: 99,998 and 100,002 elements."""
    fits, more = constant(24_999, 1.0), constant(25_000, 1.0)
    text = packed_within(fits, MOST_CHARACTERS)
    assert text is not None
    assert_same(unpacked(text, SETTINGS), fits)

    assert len(packed(more)) < MOST_CHARACTERS
    with pytest.raises(OverLimit):
        unpacked(packed(more), SETTINGS)
    assert packed_within(more, MOST_CHARACTERS) is None


def test_packed_within_gives_no_text_of_more_json_than_is_read() -> None:
    """49,998 numbers of 18 characters, and as many of 19, each with its comma."""
    fits, more = constant(24_999, 0.1234567890123456), constant(24_999, -0.1234567890123456)
    text = packed_within(fits, MOST_CHARACTERS)
    assert text is not None
    assert_same(unpacked(text, SETTINGS), fits)

    assert len(packed(more)) < MOST_CHARACTERS
    with pytest.raises(DamagedError):
        unpacked(packed(more), SETTINGS)
    assert packed_within(more, MOST_CHARACTERS) is None


def test_packed_within_gives_every_text_that_it_gives_a_link_that_opens() -> None:
    rng = np.random.default_rng(5)
    lengths = []
    for count in range(100, 400, 7):
        g = ConvGeometry.of((1, 1, count, 1), (1, 1, 1, 1))
        given = [rng.normal(size=shape) for shape in (g.input_shape, g.weight_shape)]
        arrays = Arrays(g, *given, None, np.ones(g.output_shape))
        text = packed_within(arrays, MOST_CHARACTERS)
        lengths.append(text is None)
        if text is not None:
            assert_same(unpacked(text, SETTINGS), arrays)
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
    found = short(np.array(numbers))
    listed = found.tolist() if isinstance(found, np.ndarray) else found
    assert json.dumps(listed).replace(" ", "").replace("e+", "e").encode() == written
