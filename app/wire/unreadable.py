"""What cannot be read of a pasted text, in words of either language."""

from __future__ import annotations

from gradgrid.app.i18n import words
from gradgrid.app.service.problems import Invalid

MAX_SHOWN = 20


class Unreadable(Invalid):
    """A text that holds no numbers that can be taken; ``fault`` names its sentence.

    >>> Unreadable("number", text="abc", row=1, column=2).detail
    '“abc” (row 1, column 2) is not a number: write it like -1.5 or 2e3.'
    """

    def __init__(self, fault: str, **details: str | int) -> None:
        self.fault = fault
        self.details = details
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """The sentence in ``language``: what is wrong, where, and what to do."""
        sentence: str = words(language)["entering"][self.fault]
        return sentence.format(**self.details)


def clipped(text: str) -> str:
    """At most 20 characters of ``text``."""
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
