"""Formulas in prose and titles stay on one line, with the punctuation after them."""

from __future__ import annotations

import re

# Browsers break a line after a formula as after a word, and within ∂L/∂Y after the stroke.
_FORMULA = re.compile(
    r"(?:<math\b.*?</math>|(∂L/∂\w*))([.,;:!?)\]’”…，。；：！？、）》”]*)", flags=re.DOTALL
)


def unbroken(html: str) -> str:
    """HTML in which every formula is held together with the marks that follow it.

    >>> unbroken("for <math><mi>x</mi></math>.")
    'for <span class="unbroken"><math><mi>x</mi></math>.</span>'
    >>> unbroken("<math><mi>x</mi></math> is read")
    '<math><mi>x</mi></math> is read'
    >>> unbroken("Pad ∂L/∂Y with zeros")
    'Pad <span class="unbroken">∂L/∂Y</span> with zeros'
    """
    return _FORMULA.sub(_held, html)


def _held(found: re.Match[str]) -> str:
    is_divided = bool(found[1] or found[2])
    return f'<span class="unbroken">{found[0]}</span>' if is_divided else found[0]
