"""Running uvicorn on a socket that is open before anything is announced."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

SHUTDOWN_SECONDS = 5


class CannotListenError(Exception):
    """The address cannot be listened on."""


def serve(
    host: str,
    port: int,
    workers: int,
    announce: Callable[[str], None],
    application: str | Callable[[], ASGIApp] = "gradgrid.app.app:create_app",
) -> None:
    """Serve until interrupted, having announced the address; raises :class:`CannotListenError`.

    ``application`` makes the app: its name, where there are several workers.
    """
    listener = _listen(host, port)
    config = uvicorn.Config(
        application,
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        # An open event stream would keep the server from stopping.
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    name = f"[{host}]" if ":" in host else host
    announce(f"http://{name}:{listener.getsockname()[1]}")
    if workers == 1:
        uvicorn.Server(config).run([listener])
    else:
        Multiprocess(config, sockets=[listener]).run()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            # bind alone lets a second server share the port until one of them listens.
            listener.listen(2048)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise CannotListenError(f"cannot listen on {host}:{port}: {_reason(error)}") from None
    listener.set_inheritable(True)
    return listener


def _reason(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "there is no such address"
    return os.strerror(error.errno).lower() if error.errno else str(error)
