"""What ends a command: a sentence on standard error, and a status."""

from __future__ import annotations

WRONG, UNAVAILABLE = 2, 1


class CommandError(Exception):
    """A command failed; the message is one line."""

    def __init__(self, message: str, status: int = WRONG) -> None:
        super().__init__(message)
        self.status = status
