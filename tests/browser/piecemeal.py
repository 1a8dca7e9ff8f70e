"""A slow server: it hands on what another answers, and its pages come piece by piece."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

# So long a browser paints what it has before the next piece comes.
PAUSE_SECONDS = 0.04
# Where a page is cut: before each child of the header, of the tools and of the transport bar.
CUTS = (b"<nav ", b"<p ", b"<span class", b"<div ", b"<label ", b"<a class", b"<button ")
MAX_PIECES = 60


def pieces(page: bytes) -> list[bytes]:
    """The page in pieces that end before a tag."""
    body = page.index(b"<body")
    at = sorted(
        {found for cut in CUTS for found in range(body, len(page)) if page.startswith(cut, found)}
    )
    step = -(-len(at) // MAX_PIECES)
    ends = [*at[::step], len(page)]
    return [page[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@contextmanager
def piecemeal(address: str) -> Iterator[str]:
    """The address of a slow server before the one at ``address``."""
    origin = urlsplit(address).netloc

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            connection = http.client.HTTPConnection(origin)
            connection.request("GET", self.path, headers={"Accept-Language": "en"})
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response(answer.status)
            for name in ("Content-Type", "Content-Security-Policy", "Cache-Control"):
                if value := answer.headers[name]:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            is_page = (answer.headers["Content-Type"] or "").startswith("text/html")
            for piece in pieces(content) if is_page else [content]:
                self.wfile.write(piece)
                self.wfile.flush()
                if is_page:
                    time.sleep(PAUSE_SECONDS)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
