"""A .npz over HTTP: read by its Content-Type, answered by Accept, and the same as JSON."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from typing import Any

import numpy as np
import pytest

from gradgrid.app.service.settings import Settings
from gradgrid.app.wire import body as bodies
from tests.app.client import SMALL, Service, assert_problem
from tests.app.numpy_files import npy, npz

NPZ = "application/x-npz"
OPTIONS = {"groups": 2, "layout": "NCHW", "padding": [[1, 0], [0, 1]], "stride": [2, 1]}
TENSORS: dict[str, np.ndarray] = {
    "input": np.arange(40.0).reshape(1, 2, 4, 5),
    "weight": np.arange(-6.0, 6.0).reshape(4, 1, 3, 1),
    "bias": np.array([1, -1, 2, 0]),
}
AS_JSON = {name: array.tolist() for name, array in TENSORS.items()} | OPTIONS
BODY = npz(**TENSORS, **OPTIONS)


def arrays_in(content: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        return dict(found)


@pytest.mark.parametrize(
    "media_type",
    [NPZ, "application/zip", "application/octet-stream", "Application/X-NPZ; charset=binary"],
)
def test_npz_is_answered_as_the_same_json(service: Service, media_type: str) -> None:
    response = service.post(BODY, **{"Content-Type": media_type})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.content == service.post(AS_JSON).content


def test_npz_is_answered_as_npz_where_that_is_accepted(service: Service) -> None:
    response = service.post(BODY, **{"Content-Type": NPZ, "Accept": NPZ})
    assert response.headers["content-type"] == NPZ
    answer, found = service.answer(AS_JSON), arrays_in(response.content)
    assert set(found) == {"output", "grad_input", "grad_weight", "grad_bias"}
    for name, array in found.items():
        assert array.dtype == np.float64
        assert array.tolist() == answer[name]
    again = service.post(BODY, **{"Content-Type": NPZ, "Accept": NPZ})
    assert response.content == again.content


def test_json_is_answered_as_npz_where_that_is_accepted(service: Service) -> None:
    response = service.post(SMALL, Accept=NPZ)
    assert arrays_in(response.content)["grad_weight"].tolist() == [[[[10]]]]


def test_arrays_of_float32_are_computed_in_float32(service: Service) -> None:
    floats = {name: array.astype(np.float32) for name, array in TENSORS.items()}
    body = npz(**floats, **OPTIONS)
    assert service.post(body, **{"Content-Type": NPZ}).json()["dtype"] == "float32"
    response = service.post(body, **{"Content-Type": NPZ, "Accept": NPZ})
    assert {array.dtype for array in arrays_in(response.content).values()} == {np.dtype("f4")}
    stored = npz(**floats, **OPTIONS, dtype="float64")
    assert service.post(stored, **{"Content-Type": NPZ}).json()["dtype"] == "float64"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (f"{NPZ}, application/json", "application/json"),
        (f"application/json;q=0.5, {NPZ}", NPZ),
        (f"application/json;q=0.5, {NPZ};q=0.9", NPZ),
        (f"application/json;q=0.9, {NPZ};q=0.5", "application/json"),
        ("application/json;q=0, */*", NPZ),
        (f"text/html, {NPZ};q=0.1", NPZ),
    ],
)
def test_accept_decides_by_its_qualities(service: Service, accept: str, media_type: str) -> None:
    response = service.post(SMALL, Accept=accept)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == media_type


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("backward", "text/html"),
        ("backward", "application/json;q=0, application/x-npz;q=0"),
        ("backward", "application/json;q=x"),
        ("trace", NPZ),
        ("terms", NPZ),
    ],
)
def test_accept_that_nothing_fits_is_a_406(service: Service, path: str, accept: str) -> None:
    response = service.post(SMALL, path, Accept=accept)
    assert_problem(response, 406)
    assert "application/json" in response.json()["detail"]
    assert response.json()["type"] == "/problems/not-acceptable"


def test_cell_is_stored_in_the_npz_or_stands_in_the_query(service: Service) -> None:
    cell = {"tensor": "grad_input", "index": [0, 1, 2, 3]}
    wanted = service.post(AS_JSON | cell, "terms").content
    headers = {"Content-Type": NPZ}
    stored = service.post(npz(**TENSORS, **OPTIONS, **cell), "terms", **headers)
    assert stored.content == wanted
    asked = service.post(BODY, "terms?tensor=grad_input&index=0,1,2,3", **headers)
    assert asked.content == wanted


def test_trace_takes_an_npz(service: Service) -> None:
    response = service.post(BODY, "trace", **{"Content-Type": NPZ})
    assert response.content == service.post(AS_JSON, "trace").content


def test_option_in_the_query_overrides_that_of_the_body(service: Service) -> None:
    wanted = service.post(AS_JSON | {"stride": 1, "dtype": "float32"})
    assert wanted.status_code == 200
    for body, media_type in ((BODY, NPZ), (json.dumps(AS_JSON).encode(), "application/json")):
        response = service.post(
            body, "backward?stride=1&dtype=float32", **{"Content-Type": media_type}
        )
        assert response.content == wanted.content
    assert service.post(SMALL, "backward?id=7").json()["id"] == "7"


def test_option_twice_in_the_query_is_refused(service: Service) -> None:
    response = service.post(SMALL, "backward?stride=1&stride=2")
    assert_problem(response, 422)
    (fault,) = response.json()["errors"]
    assert (fault["pointer"], fault["detail"]) == (
        "/stride",
        "the address has this option twice: give it once",
    )


def test_unknown_name_in_the_query_is_refused_as_in_a_body(service: Service) -> None:
    response = service.post(SMALL, "backward?stide=1")
    assert_problem(response, 422)
    assert response.json()["errors"][0]["pointer"] == "/stide"


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"{}", 400, "this is neither a .npy nor a .npz file"),
        (b"", 400, "this is neither a .npy nor a .npz file"),
        (npy(np.ones((1, 1, 1, 1))), 400, "this is a .npy, which has no names: send a .npz"),
        (BODY[:-30], 400, "the file is damaged or cut off"),
        (npz(input=np.ones(1_000_001, np.int8)), 413, "input has 1,000,001 numbers, at most"),
        (npz(input=np.array([None])), 400, "input holds Python objects (leave out what is None)"),
    ],
    ids=["json", "empty", "npy", "cut", "large", "objects"],
)
def test_npz_that_cannot_be_read_says_why(
    service: Service, body: bytes, status: int, detail: str
) -> None:
    response = service.post(body, **{"Content-Type": NPZ})
    assert_problem(response, status)
    assert response.json()["detail"].startswith(detail)


@pytest.mark.parametrize("body", [BODY, json.dumps(AS_JSON).encode()], ids=["npz", "json"])
@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP"])
def test_body_packed_with_gzip_is_answered_as_unpacked(
    service: Service, body: bytes, coding: str
) -> None:
    media_type = NPZ if body is BODY else "application/json"
    headers = {"Content-Type": media_type, "Content-Encoding": coding}
    for packed in (gzip.compress(body), gzip.compress(body[:99]) + gzip.compress(body[99:])):
        assert service.post(packed, **headers).content == service.post(AS_JSON).content


def test_gzip_that_is_damaged_is_a_400(service: Service) -> None:
    packed = gzip.compress(json.dumps(SMALL).encode())
    for body in (b"", b"{}", packed[:-9], packed[:-1], packed + b"x", bytes(9) + packed):
        response = service.post(body, **{"Content-Encoding": "gzip"})
        assert_problem(response, 400)
        assert "gzip" in response.json()["detail"] or body == b""


def test_gzip_that_unpacks_to_a_gigabyte_is_refused_within_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = Service(Settings(max_body_bytes=200_000))
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    made = []
    unpacker = zlib.decompressobj

    class Watched:
        """An unpacker that remembers how much it was asked for."""

        def __init__(self, *arguments: int) -> None:
            self.inner = unpacker(*arguments)

        def decompress(self, data: bytes, most: int) -> bytes:
            made.append(most)
            return self.inner.decompress(data, most)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    monkeypatch.setattr(bodies.zlib, "decompressobj", Watched)
    response = service.post(bomb, **{"Content-Encoding": "gzip"})
    assert_problem(response, 413)
    assert "more than 200000 bytes when decompressed" in response.json()["detail"]
    # First with the limit of small requests, then with that of all.
    assert made == [65_537, 200_001]


def test_gzip_of_many_members_is_refused(service: Service) -> None:
    response = service.post(gzip.compress(b"") * 2_000, **{"Content-Encoding": "gzip"})
    assert_problem(response, 413)


def test_packed_body_past_the_small_limit_waits_with_the_large_ones() -> None:
    service = Service(Settings(small_body_bytes=300))
    body = json.dumps(SMALL | {"summary": "x" * 900}).encode()
    packed = gzip.compress(body)
    assert len(packed) < 300
    small, asked = service.client.app.state.queues.small, []  # type: ignore[attr-defined]
    run = service.client.app.state.queues.large.run  # type: ignore[attr-defined]

    async def watched(*given: Any) -> Any:
        asked.append(given)
        return await run(*given)

    service.client.app.state.queues.large.run = watched  # type: ignore[attr-defined]
    assert service.post(packed, **{"Content-Encoding": "gzip"}).content == (
        service.post(SMALL).content
    )
    assert len(asked) == 1
    assert small.is_idle


def test_page_routes_take_no_packed_body(service: Service) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    response = service.client.post("/lesson", content=gzip.compress(b"{}"), headers=headers)
    assert_problem(response, 415)
