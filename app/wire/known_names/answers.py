"""What is said of a name of another library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_OTHERS = re.compile(r"[^a-z0-9]+")


class Answer(NamedTuple):
    """The sentence; the field here that has this meaning, or the tensor of the answer.

    ``is_renamed`` is true where the value can stay as it is under the name of the field;
    ``name`` is how the library spells its own.
    """

    text: str
    field: str = ""
    result: str = ""
    is_renamed: bool = False
    name: str = ""


def letters(name: str) -> str:
    """A name without capitals and signs, which libraries set as they like.

    >>> letters("kernelSize"), letters("dL_dw")
    ('kernelsize', 'dldw')
    """
    return _OTHERS.sub("", name.lower())


def each_of(names: str, answer: Answer) -> dict[str, Answer]:
    """The answer by each of these names, parted by spaces."""
    return {letters(name): answer._replace(name=name) for name in names.split()}


def said_of(groups: Mapping[str, str]) -> dict[str, Answer]:
    """The answers by name, of sentences each with the names that it is said of."""
    return {
        name: answer
        for text, names in groups.items()
        for name, answer in each_of(names, Answer(text)).items()
    }
