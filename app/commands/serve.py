"""``gradgrid serve``: the explainer and the API, until interrupted."""

from __future__ import annotations

import argparse

from gradgrid.app.commands.command_error import UNAVAILABLE, CommandError
from gradgrid.app.commands.request_files import settings_or_error
from gradgrid.app.service import uvicorn_server
from gradgrid.app.service.uvicorn_server import CannotListenError


def serve(parsed: argparse.Namespace) -> int:
    """Serve; the exit status."""
    if settings_or_error().playground:
        raise CommandError(
            "GRADGRID_PLAYGROUND is for development: unset it, or run `make serve-dev`"
        )
    try:
        uvicorn_server.serve(parsed.host, parsed.port, parsed.workers, _announce)
    except CannotListenError as error:
        raise CommandError(str(error), UNAVAILABLE) from None
    return 0


def _announce(address: str) -> None:
    print(f"Gradgrid is at {address}", flush=True)
