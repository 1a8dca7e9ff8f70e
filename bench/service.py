"""The service under load, on loopback: requests per second, and a million numbers in and out."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from urllib.request import Request, urlopen

import numpy as np
import orjson

from tools.server import ROOT, Server

PATH = "/api/v1/conv2d/backward"
REQUESTS, CLIENTS, TURNS = 4_000, 8, 5
FIELDS = ("input", "weight", "bias", "grad_output")


@dataclass(frozen=True, slots=True)
class Service:
    """Requests per second of ours and of a bare handler; seconds for a million numbers."""

    ours: float
    bare: float
    million_nested: float
    million_flat: float


def service(turns: int = TURNS) -> Service:
    """Measure both servers in turns."""
    with Server() as server, _bare_server() as bare_port:
        body = _article(server.address)
        rates: list[tuple[float, float]] = []
        for turn in range(turns + 1):
            pair = (_rate(server.port, body), _rate(bare_port, body))
            if turn:  # The first one warms both.
                rates.append(pair)
        nested, flat = (_million(server.address, flat=flat) for flat in (False, True))
    ours, bare = (median(rate) for rate in zip(*rates, strict=True))
    return Service(ours, bare, nested, flat)


@contextmanager
def _bare_server() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["bench.bare:app", "--port", str(port), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen([sys.executable, "-m", "uvicorn", *arguments], cwd=ROOT)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _article(address: str) -> bytes:
    preset = json.load(urlopen(f"{address}/api/v1/presets/article-single-channel"))
    return json.dumps({name: preset[name] for name in FIELDS}).encode()


def _rate(port: int, body: bytes) -> float:
    """Requests per second of some clients that each wait for their answer."""
    request = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body

    async def client(count: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(count):
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            assert head.startswith(b"http/1.1 200"), head
            await reader.readexactly(int(head.partition(b"content-length:")[2].split()[0]))
        writer.close()

    async def clients() -> float:
        start = time.perf_counter()
        await asyncio.gather(*(client(REQUESTS // CLIENTS) for _ in range(CLIENTS)))
        return REQUESTS / (time.perf_counter() - start)

    return asyncio.run(clients())


def _million(address: str, *, flat: bool) -> float:
    """Median seconds for half a million numbers in each of two tensors in, and of two out."""
    random = np.random.default_rng(0)
    shapes = {"input": (1, 502, 1000, 1), "weight": (3, 3, 1, 1), "grad_output": (1, 500, 998, 1)}
    tensors = {name: random.standard_normal(shape).round(6) for name, shape in shapes.items()}
    listed = {
        name: {"shape": array.shape, "data": array.reshape(-1)} if flat else array
        for name, array in tensors.items()
    }
    body = orjson.dumps(listed, option=orjson.OPT_SERIALIZE_NUMPY)
    request = Request(address + PATH, body, {"Content-Type": "application/json"})
    found = []
    for _ in range(7):
        start = time.perf_counter()
        answer = urlopen(request).read()
        found.append(time.perf_counter() - start)
    assert answer.count(b",") > 990_000
    return median(found)
