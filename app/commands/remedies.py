"""The remedies of a refusal or a warning as the command line takes them: JSON fields as options."""

from __future__ import annotations

import argparse
import re

from gradgrid.app.commands.arguments import FLAGS, PADDING_NAMES

# The libraries' names of options that occur in remedies, with ours.
_OURS = {"group": "groups", "feature_group_count": "groups", "data_format": "layout"}
_FIELD = re.compile(r'"(\w+)": ("[\w.]+"(?: or "[\w.]+")*|-?\d+|true)', re.ASCII)
# What JSON's lists are on the command line.
_FORMS = {
    "[[top, bottom], [left, right]]": "top,bottom,left,right",
    "[[left, right]]": "0,0,left,right",
    "[vertical, horizontal]": "vertical,horizontal",
}
_DOCS = "/docs lists the fields"


def in_options(text: str, command: str) -> str:
    """``text`` with the fields in it as options of ``command``.

    >>> in_options('fit as NCHW: say "layout": "NCHW", "groups": 2', "backward")
    'fit as NCHW: say --layout NCHW, --groups 2'
    """
    spelt = _FIELD.sub(_option, text)
    return spelt.replace(_DOCS, f"gradgrid {command} --help lists the options")


def fault_in_options(pointer: str, detail: str, parsed: argparse.Namespace) -> str:
    """One fault; lists are spelt with commas where the option stood on the command line."""
    name = pointer.removeprefix("/").partition("/")[0]
    if name in FLAGS and getattr(parsed, name, None) is not None:
        for form, commas in _FORMS.items():
            detail = detail.replace(form, commas)
    return f"{pointer}: {in_options(detail, parsed.command)}".removeprefix(": ")


def _option(found: re.Match[str]) -> str:
    """A field as an option; a field that is none stays as it is."""
    name, value = _OURS.get(found[1], found[1]), found[2].replace('"', "")
    if name not in (*FLAGS, "convention") or _is_no_padding(name, value):
        return found[0]
    option = f"--{name.replace('_', '-')}"
    return option if value == "true" else f"{option} {value}"


def _is_no_padding(name: str, value: str) -> bool:
    return name == "padding" and not value.isdecimal() and value.lower() not in PADDING_NAMES
