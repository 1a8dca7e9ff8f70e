"""Requests that /backward and /terms answer but /trace does not, with a workaround."""

from __future__ import annotations

from gradgrid.app.service.problems import CANNOT, Fault, NotOffered
from gradgrid.app.wire.reader import Reading, Request


def check_is_derived(reading: Reading[Request]) -> None:
    """Refuse for /trace what is padded with other cells than zeros, or cropped."""
    if reading.found.frame is not None:
        detail = (
            "/trace derives padding with zeros alone: send the input padded or cropped, with "
            "padding 0"
        )
        raise NotOffered(CANNOT, [Fault("/padding", detail)])
