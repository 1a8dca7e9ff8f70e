"""The words of the pages, one JSON file for each language."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en",)


@cache
def words(language: str) -> dict[str, Any]:
    """Every title and label in ``language``.

    >>> words("en")["chapters"]["grad-bias"]["title"]
    'Bias gradient'
    """
    file = Path(__file__).with_name(f"{language}.json")
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return content
