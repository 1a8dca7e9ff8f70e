"""What /trace and /terms do not derive of a request that /backward answers, and the way round."""

from __future__ import annotations

from app.problems import CANNOT, Fault, NotOffered
from app.wire.reader import Reading, Request


def check_is_derived(reading: Reading[Request]) -> None:
    """Refuse for /trace what is padded with other cells than zeros, or cropped."""
    if reading.found.frame is not None:
        raise _not_offered(
            "/trace derives padding with zeros alone: send the input padded or cropped, with "
            "padding 0"
        )


def check_terms_are_derived(reading: Reading[Request]) -> None:
    """Refuse for /terms what is padded with other cells than zeros."""
    frame = reading.found.frame
    if frame is not None and frame.mode != "zeros":
        raise _not_offered(
            f"/terms writes out padding with zeros, not {frame.mode}: send the input padded, with "
            "padding 0"
        )


def _not_offered(detail: str) -> NotOffered:
    return NotOffered(CANNOT, [Fault("/padding", detail)])
