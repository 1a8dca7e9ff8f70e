"""A real server for tests: ``gradgrid serve`` in a process, and sockets to talk to it."""

from __future__ import annotations

import http.client
import re
import socket
from pathlib import Path

from tools.server import Server


class LiveServer(Server):
    """``gradgrid serve`` on a free port, and the ways to talk to it."""

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """Status and body of one exchange."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
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
        return socket.create_connection(("127.0.0.1", self.port), timeout=300)

    def memory_kib(self) -> int:
        """The most memory that the process has held: VmHWM."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1])
