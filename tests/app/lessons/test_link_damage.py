"""A damaged text of a convolution is refused, and never gives another convolution."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradgrid.app.lessons.link_codec import (
    DICTIONARY,
    MAX_LINK_CHARACTERS,
    MAX_LINK_JSON_BYTES,
    DamagedError,
    decode,
    encode,
)
from gradgrid.app.service.problems import OverLimit, TooLarge
from gradgrid.app.service.settings import Settings
from tests.app.link_convolutions import ALPHABET, GOLDEN, SETTINGS, assert_same, constant, golden


def text_of(content: bytes, checksum: int | None = None) -> str:
    """A text of version 1 with any content, made here and not by the packing."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    deflated = squeezer.compress(content) + squeezer.flush()
    checked = (zlib.crc32(content) if checksum is None else checksum).to_bytes(4, "big") + deflated
    return "1" + urlsafe_b64encode(checked).decode().rstrip("=")


def accepted(text: str) -> bool:
    """Whether a text opens: then it must be on the golden numbers and on no others."""
    try:
        found = decode(text, SETTINGS)
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
            decode(each, SETTINGS)


VALID = b'{"input":[[[[1],[2]]]],"weight":[[[[3]]]],"bias":null}'
TEXTS = {
    "empty": "",
    "version-alone": "1",
    "checksum-alone": "1AAAAAA",
    "another-version": "2" + GOLDEN[1:],
    "no-version": GOLDEN[1:],
    "space-before": " " + GOLDEN,
    "version-in-another-script": "１" + GOLDEN[1:],
    "one-character-too-long": GOLDEN + "A" * (MAX_LINK_CHARACTERS + 1 - len(GOLDEN)),
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
        decode(text, SETTINGS)


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
    found = decode(text_of(VALID), SETTINGS)
    assert (found.input.tolist(), found.weight.tolist()) == ([[[[1.0], [2.0]]]], [[[[3.0]]]])
    assert found.grad_output.tolist() == [[[[1.0], [1.0]]]]


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_content_that_is_no_convolution_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedError, match="it is no convolution"):
        decode(text_of(content), SETTINGS)


def test_content_past_a_megabyte_is_refused_and_up_to_it_read() -> None:
    """Spaces take hardly a character: the text of what is refused is as short."""
    fits = VALID + b" " * (MAX_LINK_JSON_BYTES - len(VALID) - 1)
    assert decode(text_of(fits), SETTINGS).weight.item() == 3

    for size in (MAX_LINK_JSON_BYTES + 1, 2_500_000):
        bomb = text_of(VALID + b" " * (size - len(VALID)))
        assert len(bomb) < MAX_LINK_CHARACTERS
        with pytest.raises(DamagedError, match="it is incomplete"):
            decode(bomb, SETTINGS)


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
    assert_same(decode(GOLDEN, Settings(**{name: value + 1})), golden())
    with pytest.raises(OverLimit, match="exceeds a limit"):
        decode(GOLDEN, Settings(**lower))


def test_text_of_more_numbers_than_are_read_is_too_large() -> None:
    text = encode(constant(600, 1.0))
    assert decode(text, SETTINGS).input.sum() == 600
    with pytest.raises(TooLarge, match="more than 100 numbers"):
        decode(text, Settings(max_total_elements=100))
