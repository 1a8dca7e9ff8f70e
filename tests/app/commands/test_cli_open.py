"""``gradgrid open``: an address that shows the numbers of a file, and a server where none is."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from gradgrid.app.commands import open_page
from gradgrid.app.lessons.link_codec import decode
from gradgrid.app.service.settings import Settings
from tests.app.client import SMALL
from tests.app.command import Run, refused
from tests.app.live import LiveServer
from tests.app.numpy_files import npz

FIRST_CHANNEL = np.arange(18.0).reshape(1, 2, 3, 3)
LAYER = npz(input=FIRST_CHANNEL, weight=np.ones((2, 1, 2, 2)), groups=2, layout="NCHW")
LARGE = npz(
    input=np.random.default_rng(1).standard_normal((1, 3, 32, 32)),
    weight=np.ones((16, 3, 3, 3)),
    layout="NCHW",
    padding=1,
)
Served = list[tuple[str, int, Callable[[], Any]]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """What would have been served: the address, the port that was asked for, the app."""
    found: Served = []

    def note(
        host: str, port: int, workers: int, announce: Callable[[str], None], application: Any
    ) -> None:
        assert workers == 1
        announce(f"http://{host}:{port or 54321}")
        found.append((host, port, application))

    monkeypatch.setattr(open_page, "serve", note)
    monkeypatch.setattr(open_page, "_is_served", lambda port: False)
    return found


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was sent to."""
    found: list[str] = []
    monkeypatch.setattr("webbrowser.open", found.append)
    return found


def written(folder: Path, content: bytes) -> Path:
    path = folder / "layer.npz"
    path.write_bytes(content)
    return path


def assert_holds_the_layer(address: str) -> None:
    parts = urlsplit(address)
    assert parts.path == "/forward-window"
    arrays = decode(parse_qs(parts.query)["data"][0], Settings())
    assert arrays.geometry.groups == 2
    np.testing.assert_array_equal(arrays.input, FIRST_CHANNEL.transpose(0, 2, 3, 1))


def test_open_prints_the_address_and_opens_it_while_serving(
    run: Run, tmp_path: Path, served: Served, opened: list[str]
) -> None:
    status, out, err = run("open", written(tmp_path, LAYER))
    assert status == 0
    assert out.startswith("http://127.0.0.1:8000/forward-window?data=")
    assert_holds_the_layer(out.strip())
    assert opened == [out.strip()]
    assert "until it is interrupted" in err
    assert [each[:2] for each in served] == [("127.0.0.1", 8000)]


def test_open_without_a_browser_prints_the_address_only(
    run: Run, tmp_path: Path, served: Served, opened: list[str]
) -> None:
    _, out, _ = run("open", written(tmp_path, LAYER), "--no-browser", "--port", "0")
    assert out.count("\n") == 1
    assert_holds_the_layer(out.strip())
    assert opened == []
    assert served[0][1] == 0


def test_open_uses_the_server_that_runs(run: Run, tmp_path: Path, opened: list[str]) -> None:
    with LiveServer() as live:
        status, out, err = run("open", written(tmp_path, LAYER), "--port", live.port)
        assert (status, err) == (0, "")
        assert out.startswith(f"http://127.0.0.1:{live.port}/forward-window?data=")
        assert opened == [out.strip()]
        code, page = live.request("GET", out.strip().partition(str(live.port))[2])
        assert code == 200
        assert b'"groups":2' in page


def test_open_takes_another_port_where_something_else_listens(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[str]
) -> None:
    ports: list[int] = []

    def serve(host: str, port: int, *rest: Any) -> None:
        ports.append(port)
        if port:
            raise open_page.CannotListenError(f"cannot listen on {host}:{port}")

    monkeypatch.setattr(open_page, "serve", serve)
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        monkeypatch.setattr(open_page, "PORT", taken)
        monkeypatch.setattr(open_page, "SECONDS", 0.2)
        assert run("open", written(tmp_path, LAYER))[0] == 0
        assert ports == [taken, 0]
        status, out, err = run("open", written(tmp_path, LAYER), "--port", taken)
    assert (status, out) == (1, "")
    assert f"cannot listen on 127.0.0.1:{taken}" in err


def test_numbers_too_long_for_an_address_are_handed_over_once(
    run: Run, tmp_path: Path, served: Served
) -> None:
    from starlette.testclient import TestClient

    _, out, _ = run("open", written(tmp_path, LARGE), "--no-browser")
    path = urlsplit(out.strip()).path
    assert re.fullmatch(r"/open/[\w-]{20,}", path)
    client = TestClient(served[0][2]())
    page = client.get(path, headers={"Accept-Language": "zh-CN"})
    assert page.status_code == 200
    assert 'lang="zh-CN"' in page.text
    script = re.search(r'src="(/static/[^"]+/js/page/handover.js)"', page.text)
    assert script
    assert client.get(script[1]).status_code == 200
    given = client.get(f"{path}/numbers").json()
    assert given["input"]["shape"] == [1, 32, 32, 3]
    assert given["padding"] == [[1, 1], [1, 1]]
    lesson = client.post("/lesson", json=given | {"preset": "article-multi-channel"})
    assert lesson.status_code == 200
    assert client.get(f"{path}/numbers").status_code == 404
    assert client.get("/open/guessed").status_code == 404


def test_open_of_what_the_page_cannot_hold_says_so(run: Run, tmp_path: Path) -> None:
    large = npz(input=np.zeros((1, 1100, 1000, 1), "f4"), weight=np.ones((1, 1, 1, 1), "f4"))
    line = refused(run, "open", written(tmp_path, large))
    assert "input has 1,100,000 numbers, at most 1,000,000 are allowed" in line


def test_open_with_options_reads_the_file_as_backward_does(
    run: Run, tmp_path: Path, served: Served
) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(SMALL | {"dtype": "float32"}))
    _, out, _ = run("open", path, "--stride", "2", "--no-browser")
    arrays = decode(parse_qs(urlsplit(out.strip()).query)["data"][0], Settings())
    assert arrays.geometry.stride == (2, 2)


def test_server_of_another_program_is_not_taken_for_gradgrid() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert not open_page._is_served(other.getsockname()[1])
    assert not open_page._is_served(1)
