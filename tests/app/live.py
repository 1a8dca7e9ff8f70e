"""A real server for tests: ``gradgrid serve`` in a process, and sockets to talk to it."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"Gradgrid is at http://127\.0\.0\.1:(\d+)\n")


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """``gradgrid`` with ``arguments``, its output in pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class LiveServer:
    """``gradgrid serve`` on a free port, for the length of a ``with`` block."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self._arguments = arguments
        self._environment = environment

    def __enter__(self) -> LiveServer:
        """Start it, and wait for its address."""
        self.process = start("serve", "--port", "0", *self._arguments, **self._environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = ADDRESS.fullmatch(line)
        assert found, f"it announced {line!r}"
        self.port = int(found[1])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop it, and show what it said on standard error if a test failed."""
        self.process.terminate()
        _, said = self.process.communicate(timeout=20)
        if error is not None:
            print(said)

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """Status and body of one exchange."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, content

    def post(self, body: bytes, path: str = "/api/v1/conv2d/backward") -> tuple[int, bytes]:
        """Status and body of a JSON post."""
        return self.request("POST", path, body, **{"Content-Type": "application/json"})

    def socket(self) -> socket.socket:
        """A connection to write raw bytes to."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def memory_kib(self) -> int:
        """The most memory that the process has held: VmHWM."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1])
