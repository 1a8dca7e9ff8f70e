"""Requests that the page shows in another form than they came in; the address says ``as=``."""

from __future__ import annotations

from collections.abc import Iterable

from gradgrid.app.i18n import words

FORMS = ("transposed", "transposed_bias", "flipped", "cropped")
# Padding modes whose input is shown with its padding around it.
FRAMES = ("circular", "reflect", "replicate")


def form_texts(language: str) -> dict[str, str]:
    """What each form changes about how the page is read."""
    told = words(language)["opening"]
    framed = {mode: told["framed"].format(mode=mode) for mode in FRAMES}
    return {form: told[form] for form in FORMS} | framed


def known_forms(named: str) -> list[str]:
    """The forms of an address with ``as=`` these names; others than the known are left aside.

    >>> known_forms("nonsense,flipped,transposed")
    ['transposed', 'flipped']
    """
    asked = named.split(",")
    return [form for form in (*FORMS, *FRAMES) if form in asked]


def joined(texts: Iterable[str | None]) -> str | None:
    """One notice of several, or None."""
    return " ".join(text for text in texts if text) or None
