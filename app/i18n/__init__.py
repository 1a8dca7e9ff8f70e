"""The words of the pages, one JSON file for each language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh-CN")
QUALITY = re.compile(r"0(\.\d*)?|1(\.0*)?", re.ASCII)


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
        quality = quality_of(parameters)
        if language is not None and quality > 0:
            ranked.append((-quality, position, language))
    return min(ranked)[2] if ranked else LANGUAGES[0]


def quality_of(parameters: Iterable[str]) -> float:
    """The q of an entry of an Accept header: 1 where there is none, 0 where it is no q-value.

    >>> quality_of(["charset=utf-8", "q=0.4"]), quality_of([]), quality_of(["q=2"])
    (0.4, 1.0, 0.0)
    """
    text = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    return float(text) if QUALITY.fullmatch(text) else 0.0
