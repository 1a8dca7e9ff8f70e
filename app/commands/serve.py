"""``gradgrid serve``: the explainer and the API, until interrupted."""

from __future__ import annotations

import argparse

from app import serving
from app.commands.command_error import UNAVAILABLE, CommandError
from app.commands.request_files import settings_or_error
from app.serving import CannotListenError


def serve(parsed: argparse.Namespace) -> int:
    """Serve; the exit status."""
    settings_or_error()
    try:
        serving.serve(parsed.host, parsed.port, parsed.workers, _announce)
    except CannotListenError as error:
        raise CommandError(str(error), UNAVAILABLE) from None
    return 0


def _announce(address: str) -> None:
    print(f"Gradgrid is at {address}", flush=True)
