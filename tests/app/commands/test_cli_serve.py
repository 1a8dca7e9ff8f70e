"""``gradgrid serve``: one line with the address, and an end that does not wait for ever."""

from __future__ import annotations

import json
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.app.client import SMALL
from tests.app.live import LiveServer
from tools.server import start


def test_serve_answers_at_the_address_it_prints() -> None:
    with LiveServer() as live:
        status, body = live.request("GET", "/healthz")
        assert (status, json.loads(body)["status"]) == (200, "ok")


def test_serve_on_a_port_in_use_gets_one_line_and_status_1() -> None:
    with LiveServer() as live:
        second = start("serve", "--port", str(live.port))
        out, err = second.communicate(timeout=300)
    assert (second.returncode, out) == (1, "")
    assert err == f"gradgrid: cannot listen on 127.0.0.1:{live.port}: address already in use\n"


def test_serve_at_no_such_address_gets_one_line_and_status_1() -> None:
    process = start("serve", "--host", "no.such.host.invalid")
    out, err = process.communicate(timeout=300)
    assert (process.returncode, out) == (1, "")
    assert err == "gradgrid: cannot listen on no.such.host.invalid:8000: there is no such address\n"


@pytest.mark.parametrize(("stop", "workers"), [(signal.SIGINT, "1"), (signal.SIGTERM, "2")])
def test_serve_stops_in_bounded_time_with_a_body_half_sent(
    stop: signal.Signals, workers: str
) -> None:
    with LiveServer("--workers", workers) as live:
        assert live.post(json.dumps(SMALL).encode())[0] == 200
        with live.socket() as connection:
            connection.sendall(b"POST /api/v1/conv2d/backward HTTP/1.1\r\nHost: x\r\n")
            connection.sendall(b"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
            time.sleep(0.2)
            live.process.send_signal(stop)
            live.process.wait(300)


def workers_of(supervisor: int) -> set[int]:
    """The processes that the supervisor has started to serve, by what Linux knows of them."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            if parent == supervisor and b"spawn_main" in folder.joinpath("cmdline").read_bytes():
                found.add(int(folder.name))
    return found


def test_serve_with_workers_runs_as_many_processes_which_answer_alike() -> None:
    with LiveServer("--workers", "2") as live:
        answers = {live.post(json.dumps(SMALL).encode()) for _ in range(20)}
        assert len(answers) == 1
        assert answers.pop()[0] == 200
        assert len(workers_of(live.process.pid)) == 2
