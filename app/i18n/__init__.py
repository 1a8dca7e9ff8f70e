"""The words of the pages, one JSON file for each language."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh-CN")


@cache
def words(language: str) -> dict[str, Any]:
    """Every title and label in ``language``.

    >>> words("en")["chapters"]["grad-bias"]["title"]
    'Bias gradient'
    """
    file = Path(__file__).with_name(f"{language}.json")
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return content


def negotiated(accept_language: str, chosen: str | None = None) -> str:
    """The language ``chosen``, or the one of ours that an Accept-Language header ranks highest.

    Any Chinese is answered with zh-CN, the nearest there is; what we do not speak with English.

    >>> negotiated("de, zh-TW;q=0.9, en;q=0.8"), negotiated("zh;q=0, *"), negotiated("zh", "en")
    ('zh-CN', 'en', 'en')
    """
    if chosen in LANGUAGES:
        return chosen
    ranked = []
    for position, entry in enumerate(accept_language.lower().split(",")):
        tag, *parameters = (part.strip() for part in entry.split(";"))
        language = {"en": "en", "zh": "zh-CN", "*": "en"}.get(tag.partition("-")[0])
        quality = _quality(parameters)
        if language is not None and quality > 0:
            ranked.append((-quality, position, language))
    return min(ranked)[2] if ranked else LANGUAGES[0]


def _quality(parameters: list[str]) -> float:
    """The q of a header's entry: 1 where there is none, 0 where it is no number from 0 to 1."""
    text = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
