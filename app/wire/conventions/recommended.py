"""The convention to recommend for names that are not ours: the one that knows most of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gradgrid.app.service.problems import Invalid
from gradgrid.app.wire.conventions import CONVENTIONS
from gradgrid.app.wire.conventions.translation import Translation

# These two have the same layouts, so either will do.
_ALIKE = {"tensorflow", "keras"}


def recommended(values: Mapping[str, Any], unknown: Collection[str]) -> tuple[str, set[str]]:
    """The convention that takes most of the ``unknown`` names of ``values``, and which it takes.

    "" where the values have a convention, none takes any, or several take as many: they differ in
    their layouts.

    >>> recommended({"A_prev": 1, "W": 2, "b": 3}, ["A_prev", "W", "b"])[0]
    'deeplearning.ai'
    >>> recommended({"strides": 1}, ["strides"])
    ('', set())
    """
    if values.get("convention") is not None:
        return "", set()
    taken: dict[str, set[str]] = {}
    for convention, translate in CONVENTIONS.items():
        translation = Translation(values)
        try:
            translate(translation)
        except Invalid:
            continue
        taken[convention] = {name for name in unknown if name not in translation.left}
    most = max(map(len, taken.values()), default=0)
    best = [convention for convention, names in taken.items() if len(names) == most]
    if most == 0 or (len(best) > 1 and not _ALIKE.issuperset(best)):
        return "", set()
    return best[0], taken[best[0]]
