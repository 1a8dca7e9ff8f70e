"""Options in the query of an address: ``?layout=NCHW&stride=2&index=0,0,5,5``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from gradgrid.app.service.problems import CANNOT, Fault, Invalid

# What these say is text whatever it looks like.
TEXTS = {"id", "title", "summary"}
WHOLE_NUMBER = re.compile(r"-?\d{1,15}", re.ASCII)
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def options_of_query(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The values of a query by name, as JSON would have them; they override those of the body.

    Raises :class:`Invalid` where a name stands twice.

    >>> options_of_query([("stride", "2"), ("index", "0,5"), ("layout", "NCHW"), ("zeros", "true")])
    {'stride': 2, 'index': [0, 5], 'layout': 'NCHW', 'zeros': True}
    """
    options: dict[str, Any] = {}
    for name, text in pairs:
        if name in options:
            detail = "the address has this option twice: give it once"
            raise Invalid(CANNOT, [Fault(f"/{name}", detail)])
        options[name] = text if name in TEXTS else _value(text)
    return options


def _value(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    parts = text.split(",")
    if not all(WHOLE_NUMBER.fullmatch(part) for part in parts):
        return text
    numbers = [int(part) for part in parts]
    return numbers[0] if len(numbers) == 1 else numbers
