"""Fields that are not ours: what they are called here, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any

from gradgrid.app.service.problems import MAX_ERRORS, Fault, escaped
from gradgrid.app.wire.conventions.recommended import recommended
from gradgrid.app.wire.known_names import KNOWN, Answer, answer_of, letters

# Fields of which another library has the numbers, but not in one value.
_IN_PARTS = {"conv_param", "hparameters", "auto_pad", "dimension_numbers"}
_NUMBERED = re.compile(r"arr_\d+")
_UNNAMED = (
    "numpy.savez calls arrays without names arr_0, arr_1: name them, as in "
    "np.savez(f, input=..., weight=...)"
)
_NOWHERE = "there is no field of this name: /docs lists the fields"
MAX_LETTERS = 60
# Among so many names another one of the same field is looked for.
MAX_NAMES_COMPARED = 60


def unknown_names(values: Mapping[str, Any], known: Iterable[str]) -> list[Fault]:
    """The fields that are not ``known``, each with the name that it has here."""
    fields = tuple(known)
    unknown = list(islice((name for name in values if name not in fields), MAX_ERRORS))
    if not unknown:
        return []
    convention, taken = recommended(values, unknown)
    faults = []
    for name in unknown:
        said = _twice(name, values) or sentence(name, fields)
        if name in taken and _has_the_value(name):
            said += f'; or say "convention": "{convention}"'
        faults.append(Fault(f"/{escaped(name)}", said))
    return faults


def sentence(name: str, fields: Iterable[str]) -> str:
    """What to do about a field called ``name``.

    >>> sentence("dilation_rate", ["dilation"])
    'here it is dilation: rename it'
    >>> sentence("stide", ["stride"]), sentence("dilation_rat", ["stride"])
    ('did you mean stride?', 'did you mean dilation_rate? here it is dilation: rename it')
    """
    if _NUMBERED.fullmatch(name):
        return _UNNAMED
    found = answer_of(name)
    if found is not None:
        return found.text
    short = letters(name)[:MAX_LETTERS]
    ours = {letters(field): field for field in fields}
    close = get_close_matches(short, ours, n=1, cutoff=0.7)
    likely = get_close_matches(short, KNOWN, n=1, cutoff=0.85) if len(short) > 4 else []
    if close and (not likely or likely[0] in ours):
        return f"did you mean {ours[close[0]]}?"
    if likely:
        return f"did you mean {KNOWN[likely[0]].name}? {KNOWN[likely[0]].text}"
    return _NOWHERE


def our_name(name: str) -> str | None:
    """Our field for what others call ``name``; None where there is none.

    >>> our_name("kernel"), our_name("dout"), our_name("conv1.weight"), our_name("A")
    ('weight', 'grad_output', 'weight', None)
    """
    found = answer_of(name)
    return found.field or None if found is not None and not found.result else None


def result_name(name: str) -> str | None:
    """The tensor of the answer that others call ``name``; None where there is none.

    >>> result_name("x.grad"), result_name("dW"), result_name("out.grad")
    ('grad_input', 'grad_weight', None)
    """
    found = answer_of(name)
    return found.result or None if found is not None else None


def _twice(name: str, values: Mapping[str, Any]) -> str:
    """The sentence where another name of the same field was given as well; "" where none was."""
    found = answer_of(name)
    if found is None or not found.is_renamed:
        return ""
    nearby = islice(values, MAX_NAMES_COMPARED)
    others = [each for each in nearby if each != name and _is_called(each, found)]
    if not others:
        return ""
    if found.field in others:
        return f"here it is {found.field}, which was given as well: leave one of them out"
    return f"here it is {found.field}, and so is {others[0][:MAX_LETTERS]}: give one of them"


def _is_called(name: str, found: Answer) -> bool:
    other = answer_of(name)
    return other is not None and other.is_renamed and other.field == found.field


def _has_the_value(name: str) -> bool:
    """Whether the value of a field of ours is in it, in whatever form."""
    found = answer_of(name)
    return name in _IN_PARTS or (found is not None and found.field != "")
