"""``gradgrid open``: the explainer on the numbers of a file, in a browser."""

from __future__ import annotations

import argparse
import json
import webbrowser
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from threading import Thread

from fastapi import FastAPI

from gradgrid.app.app import create_app
from gradgrid.app.commands.backward import say, warn
from gradgrid.app.commands.command_error import UNAVAILABLE, CommandError
from gradgrid.app.commands.request_files import given, settings_or_error
from gradgrid.app.lessons.link_codec import MAX_LINK_CHARACTERS, encode_within, request_of
from gradgrid.app.pages.routes.handover import handover
from gradgrid.app.service.json_response import dump
from gradgrid.app.service.uvicorn_server import CannotListenError, serve
from gradgrid.app.wire.reader import Reading, read_request
from gradgrid.app.wire.requests import Conv2dRequest
from gradgrid.engine.conv2d.chapters import CHAPTER_IDS
from gradgrid.engine.conv2d.inputs import ConvInputs

HOST, PORT = "127.0.0.1", 8000
# Seconds to wait for a server that is busy computing.
SECONDS = 10


def open_page(parsed: argparse.Namespace) -> int:
    """Open the page, and serve it where nobody does; the exit status."""
    settings = settings_or_error()
    asked = given(parsed, settings)
    # Pages compute in float64.
    values = asked.values | {"dtype": "float64"}
    reading: Reading[Conv2dRequest] = read_request(values, settings)
    warn(parsed, asked, reading)
    text = encode_within(reading.arrays, MAX_LINK_CHARACTERS)
    port = PORT if parsed.port is None else parsed.port
    if text is not None and port and _is_served(port):
        address = f"http://{HOST}:{port}{_path(text)}"
        print(address, flush=True)
        if not parsed.no_browser:
            webbrowser.open(address)
        return 0
    path, application = _handed_over(reading.arrays) if text is None else (_path(text), create_app)

    def announce(address: str) -> None:
        whole = f"{address}{path}"
        print(whole, flush=True)
        if not parsed.no_browser:
            # In a thread: some browsers block the caller, and this process must serve.
            Thread(target=webbrowser.open, args=(whole,), daemon=True).start()
        say("this serves the page until it is interrupted (Ctrl-C)")

    _serve(port, announce, application, is_free_port_taken=parsed.port is None)
    return 0


def _path(text: str) -> str:
    return f"/{CHAPTER_IDS[0]}?data={text}"


def _serve(
    port: int,
    announce: Callable[[str], None],
    application: Callable[[], FastAPI],
    *,
    is_free_port_taken: bool,
) -> None:
    try:
        serve(HOST, port, 1, announce, application)
    except CannotListenError as error:
        if not is_free_port_taken:
            raise CommandError(str(error), UNAVAILABLE) from None
        serve(HOST, 0, 1, announce, application)


def _handed_over(arrays: ConvInputs) -> tuple[str, Callable[[], FastAPI]]:
    """An address that gives the numbers once, and the app that has it."""
    router, path = handover(dump(request_of(arrays)))

    def application() -> FastAPI:
        app = create_app()
        app.include_router(router)
        return app

    return path, application


def _is_served(port: int) -> bool:
    """Whether Gradgrid answers on this machine at ``port``."""
    connection = HTTPConnection(HOST, port, timeout=SECONDS)
    try:
        connection.request("GET", "/api/v1/limits")
        return "max_trace_cells" in json.loads(connection.getresponse().read())["limits"]
    except (OSError, HTTPException, ValueError, LookupError, TypeError):
        return False
    finally:
        connection.close()
