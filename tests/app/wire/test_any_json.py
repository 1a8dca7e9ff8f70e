"""Whatever is sent, the answer is a result or a refusal, never a fault of the server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradgrid.app.wire.requests import TermsRequest
from tests.app.client import SMALL, Service, assert_problem

SERVICE = Service()
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, 1, 2, -1, 2**53 + 1, 10**400, 1e308])
ATOMS = (
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.sampled_from(["same", "NCHW"])
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["shape", "data", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
SIZES = st.integers(-1, 4)
OPTIONS = SIZES | st.lists(SIZES | st.lists(SIZES, min_size=2, max_size=2), min_size=2, max_size=2)
NAMES = st.sampled_from([*TermsRequest.model_fields, "unknown"])
CHANGES = st.dictionaries(NAMES, VALUES, max_size=4)
CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "stride": OPTIONS,
        "padding": OPTIONS | st.sampled_from(["same", "valid"]),
        "dilation": OPTIONS,
        "groups": SIZES,
        "layout": st.sampled_from(["NHWC", "NCHW"]),
        "dtype": st.sampled_from(["float32", "float64"]),
    },
)


def check(body: bytes, path: str) -> None:
    response = SERVICE.post(body, path)
    if response.status_code != 200:
        assert response.status_code in (400, 413, 422), response.text[:500]
        assert_problem(response, response.status_code)
    else:
        assert b"null" not in response.content or path == "trace"
        json.loads(response.content, parse_constant=pytest.fail)


@pytest.mark.parametrize("path", ["backward", "terms"])
@given(changes=CHANGES, choices=CHOICES)
def test_any_json_in_any_field_is_answered_or_refused(
    path: str, changes: dict[str, Any], choices: dict[str, Any]
) -> None:
    check(json.dumps(SMALL | choices | changes).encode(), path)


@given(choices=CHOICES)
@settings(max_examples=100)
def test_any_options_are_answered_or_refused_by_trace(choices: dict[str, Any]) -> None:
    check(json.dumps(SMALL | choices).encode(), "trace")


@given(place=st.integers(0, 200), byte=st.binary(min_size=0, max_size=3))
def test_any_bytes_in_a_good_body_are_answered_or_refused(place: int, byte: bytes) -> None:
    body = json.dumps(SMALL | {"id": "x", "stride": [1, 1], "bias": [1.5]}).encode()
    check(body[:place] + byte + body[place + len(byte) :], "backward")
