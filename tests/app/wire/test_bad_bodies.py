"""Bodies that are no JSON object: the status, what it says, and that the server goes on."""

from __future__ import annotations

import pytest

from tests.app.client import SMALL, Service
from tests.cpu_time import less_cpu_than

ONE = b'{"input":[[[[%s]]]],"weight":[[[[1]]]]}'

MALFORMED = {
    "empty": b"",
    "blank": b"  \n",
    "nan": ONE % b"NaN",
    "infinity": ONE % b"Infinity",
    "minus-infinity": ONE % b"-Infinity",
    "leading-zero": ONE % b"01",
    "plus": ONE % b"+1",
    "hexadecimal": ONE % b"0x1",
    "trailing-comma": ONE % b"1,",
    "comment": b"/* */" + ONE % b"1",
    "single-quotes": b"{'input': 1}",
    "two-values": ONE % b"1" + b"{}",
    "unfinished": b'{"input":[[[[1',
    "array": b"[1,2]",
    "number": b"1",
    "null": b"null",
    "text": b'"input"',
    "duplicate-name": b'{"input":1,"input":2}',
    "duplicate-name-deep": b'{"input":{"shape":[1],"shape":[1],"data":[1]},"weight":1}',
    "duplicate-name-escaped": b'{"input":1,"inpu\\u0074":2}',
    "whole-number-of-5000-digits": ONE % (b"9" * 5000),
    "minus-5000-digits": ONE % (b"-" + b"9" * 5000),
    "lists-100000-deep": b'{"input":' + b"[" * 100_000,
    "lists-100000-deep-closed": b'{"input":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "objects-90-deep-then-lists": b'{"a":' * 90 + b"[" * 50_000,
    "invalid-utf-8": b'{"id":"\xff\xfe"}',
    "overlong-utf-8": b'{"id":"\xc0\xaf"}',
    "surrogate-in-utf-8": b'{"id":"\xed\xa0\x80"}',
    "utf-16": '{"id":"x"}'.encode("utf-16"),
    "utf-32": '{"id":"x"}'.encode("utf-32"),
    "byte-order-mark": b"\xef\xbb\xbf" + ONE % b"1",
    "control-character": b'{"id":"\x01"}',
    "binary": bytes(range(256)) * 16,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("path", ["backward", "trace", "terms"])
def test_body_that_is_no_json_object_is_a_400(service: Service, body: bytes, path: str) -> None:
    with less_cpu_than(2):
        problem = service.problem(body, 400, path)
    assert problem["type"] == "/problems/malformed-body"
    assert problem["errors"] == []


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (ONE % b"NaN", "NaN and Infinity are not JSON numbers"),
        (b'{"a":1,"a":2}', "an object in the body has the same name twice"),
        (ONE % (b"9" * 5000), "an integer in the body has too many digits"),
        (b"[" * 100_000, "the body is nested too deep"),
        (b'{"id":"\xff"}', "the body is not UTF-8: byte 7 is invalid"),
        (b"\xef\xbb\xbf{}", "the body starts with a byte order mark: leave it out"),
        (b'{"a":\n 1 2}', "the body is not JSON: Expecting ',' delimiter at line 2, column 4"),
        (b"[]", "the body must be a JSON object: {...}"),
    ],
)
def test_malformed_body_says_what_is_wrong(service: Service, body: bytes, detail: str) -> None:
    assert detail in service.problem(body, 400)["detail"]


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x"],
)
def test_media_type_other_than_json_is_a_415(service: Service, media_type: str) -> None:
    response = service.post(SMALL, **{"Content-Type": media_type})
    assert response.status_code == 415
    assert "set Content-Type: application/json" in response.json()["detail"]


def test_media_type_with_a_charset_is_json(service: Service) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert service.post(SMALL, **headers).status_code == 200


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "x"])
def test_coding_other_than_gzip_is_a_415_that_names_gzip(service: Service, coding: str) -> None:
    response = service.post(SMALL, **{"Content-Encoding": coding})
    assert response.status_code == 415
    assert response.headers["accept-encoding"] == "gzip, identity"
    assert response.json()["detail"].endswith("Content-Encoding must be gzip or absent.")
