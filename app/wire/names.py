"""Errors for unknown tensor and chapter names, with the closest known name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from gradgrid.app.service.problems import MAX_DETAIL, Fault


def unknown(
    pointer: str, name: str, tensors: Collection[str], chapters: Collection[str] = ()
) -> list[Fault]:
    """That no tensor or chapter has this name, the likeliest one, and what there is."""
    what = "tensor or chapter" if chapters else "tensor"
    like = get_close_matches(name, [*tensors, *chapters], n=1)
    hint = f": did you mean {like[0]}?" if like else ""
    said = [f"this convolution has no {what} of this name{hint}"]
    said += _listed("the tensors are", sorted(tensors))
    said += _listed("the chapters are", chapters) if chapters else []
    return [Fault(pointer, detail) for detail in said]


def _listed(begin: str, names: Iterable[str]) -> list[str]:
    """The names in as many sentences as it takes for none to be cut."""
    lines = [begin]
    for name in names:
        comma = "" if lines[-1] == begin else ","
        if len(lines[-1]) + len(name) + 2 > MAX_DETAIL:
            lines.append(f"and {name}")
        else:
            lines[-1] += f"{comma} {name}"
    return lines
