"""A real server over real sockets: sizes, slowness, memory, and that small requests stay quick."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest

from gradgrid.app.service.settings import Settings
from tests.app.client import SMALL
from tests.app.live import LiveServer
from tests.cpu_time import cpu_seconds

HEAD = b"POST /api/v1/conv2d/backward HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
GOOD = json.dumps(SMALL).encode()
MOST = Settings()


def assert_refused(status: int, body: bytes, wanted: int) -> None:
    assert status == wanted, body[:500]
    assert json.loads(body)["status"] == wanted
    assert len(body) < 8 * 1024


def received(live: LiveServer, raw: bytes) -> bytes:
    """What the server answers to raw bytes, until it closes."""
    with live.socket() as connection:
        connection.sendall(raw)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def body_of(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("chunk", [b"[" * 65536, b" " * 65536], ids=["lists", "blanks"])
def test_body_of_20_mb_is_a_413_that_the_client_can_read(live: LiveServer, chunk: bytes) -> None:
    assert_refused(*live.post(chunk * 320), 413)
    assert live.post(GOOD)[0] == 200


def test_chunked_body_of_20_mb_without_a_length_is_a_413(live: LiveServer) -> None:
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    raw = HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk * 320
    answer = received(live, raw + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert_refused(413, body_of(answer), 413)
    assert live.post(GOOD)[0] == 200


@pytest.mark.parametrize("path", ["/healthz", "/nothing/at/all", "/api/v1/presets"])
def test_large_body_where_none_is_read_is_refused_readably(live: LiveServer, path: str) -> None:
    status, body = live.post(b" " * 20_000_000, path)
    assert status in (404, 405)
    assert_refused(status, body, status)


def test_content_length_of_a_terabyte_is_a_413_at_once(live: LiveServer) -> None:
    before = cpu_seconds(live.process.pid)
    answer = received(live, HEAD + b"Content-Length: 1000000000000\r\nConnection: close\r\n\r\n{")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert cpu_seconds(live.process.pid) - before < 2
    assert live.post(GOOD)[0] == 200


@pytest.mark.parametrize(
    "length", [b"-1", b"x", b"9" * 5000, b"1\r\nContent-Length: 2", b"5\r\nTransfer-Encoding: x"]
)
def test_content_length_that_is_none_is_refused(live: LiveServer, length: bytes) -> None:
    raw = HEAD + b"Content-Length: " + length + b"\r\nConnection: close\r\n\r\n{}"
    assert received(live, raw).startswith(b"HTTP/1.1 4")
    assert live.post(GOOD)[0] == 200


def test_content_length_below_the_body_reads_that_much(live: LiveServer) -> None:
    raw = HEAD + b"Content-Length: 5\r\nConnection: close\r\n\r\n" + GOOD
    assert received(live, raw).startswith(b"HTTP/1.1 400 ")
    assert live.post(GOOD)[0] == 200


def test_client_that_leaves_before_its_body_ends_does_no_harm(live: LiveServer) -> None:
    for _ in range(20):
        with live.socket() as connection:
            connection.sendall(HEAD + b"Content-Length: 500\r\n\r\n{")
    assert live.post(GOOD)[0] == 200


@pytest.mark.parametrize("sent", ["", "{"])
def test_body_that_stalls_is_a_408(sent: str) -> None:
    with LiveServer(GRADGRID_BODY_TIMEOUT_SECONDS="0.5") as live:
        head = b"Content-Length: 100\r\nConnection: close\r\n\r\n"
        raw = HEAD + head + sent.encode()
        answer = received(live, raw)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert_refused(408, body_of(answer), 408)
        assert live.post(GOOD)[0] == 200


def square(size: int, number: str) -> str:
    row = "[" + ",".join([f"[{number}]"] * size) + "]"
    return "[[" + ",".join([row] * size) + "]]"


def kernel(size: int, number: str) -> str:
    row = "[" + ",".join([f"[[{number}]]"] * size) + "]"
    return "[" + ",".join([row] * size) + "]"


def most_lists() -> bytes:
    """As many elements as are allowed, each in three lists of its own."""
    count = MOST.max_total_elements // 4 - 1
    return b'{"weight":[[[[1.5]]]],"input":[' + b"[[[1.25]]]," * (count - 1) + b"[[[1.25]]]]}"


def most_elements() -> bytes:
    """As many elements as are allowed, over input, grad_output and what is computed of them."""
    size = int((MOST.max_total_elements / 5) ** 0.5)
    text = f'{{"input":{square(size, "-1.2345")},"weight":{kernel(3, "2.5")}'
    return f'{text},"grad_output":{square(size - 2, "0.12345")}}}'.encode()


def most_bytes() -> bytes:
    """As many bytes as are allowed, in numbers of 17 digits."""
    number = "-1.2345678901234567"
    size = (
        int(min(MOST.max_body_bytes / len(number + "[],"), MOST.max_total_elements / 4) ** 0.5) - 1
    )
    return f'{{"input":{square(size, number)},"weight":{kernel(1, "2.5")}}}'.encode()


@pytest.mark.parametrize("make", [most_lists, most_elements, most_bytes])
def test_largest_request_keeps_the_process_under_512_mb(make: object) -> None:
    assert callable(make)
    body = make()
    with LiveServer() as live:
        for _ in range(2):
            status, answer = live.post(body)
            assert status == 200, answer[:500]
        assert live.memory_kib() < 512 * 1024


def test_most_work_is_done_while_small_requests_are_answered(live: LiveServer) -> None:
    size = 700
    flat = f'{{"shape":[1,{size},{size},1],"data":[{",".join(["1"] * size**2)}]}}'
    body = f'{{"input":{flat},"weight":{kernel(38, "1")}}}'.encode()
    done: list[int] = []
    thread = Thread(target=lambda: done.append(live.post(body)[0]))
    thread.start()
    answered = 0
    while thread.is_alive():
        assert live.post(GOOD)[0] == 200
        answered += 1
        time.sleep(0.01)
    thread.join()
    assert done == [200]
    # Were they to wait for the large one, there would be one, or two.
    assert answered > 5


@pytest.mark.fuzz
def test_many_large_requests_at_once_keep_the_process_under_512_mb() -> None:
    padded = b'{"input":[[[[1.2345]]]],"weight":[[[[1.5]]]],"padding":498}'
    bodies = [padded] * 20 + [most_lists()] * 5
    with LiveServer() as live:
        with ThreadPoolExecutor(len(bodies)) as clients:
            answers = list(clients.map(live.post, bodies))
        assert {status for status, _ in answers} <= {200, 503}
        assert any(status == 200 for status, _ in answers)
        assert live.memory_kib() < 512 * 1024
