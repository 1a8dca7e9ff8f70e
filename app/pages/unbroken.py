"""Punctuation in prose stays on the line of the formula before it."""

from __future__ import annotations

import re

# Browsers break a line after a formula as after a word, whatever stands there.
_FORMULA = re.compile(r"<math\b.*?</math>([.,;:!?)\]’”…，。；：！？、）》”]*)", flags=re.DOTALL)


def unbroken(html: str) -> str:
    """HTML in which every formula is held together with the marks that follow it.

    >>> unbroken("for <math><mi>x</mi></math>.")
    'for <span class="unbroken"><math><mi>x</mi></math>.</span>'
    >>> unbroken("<math><mi>x</mi></math> is read")
    '<math><mi>x</mi></math> is read'
    """
    return _FORMULA.sub(_held, html)


def _held(found: re.Match[str]) -> str:
    return f'<span class="unbroken">{found[0]}</span>' if found[1] else found[0]
