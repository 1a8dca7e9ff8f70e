"""Pasted text as values by name: prints, lists, lines of code, JSON bodies, curl commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gradgrid.app.service.settings import DEFAULTS, Settings
from gradgrid.app.wire.formats.numpy_files import OPTION_NAMES
from gradgrid.app.wire.formats.strict_json import parse_object
from gradgrid.app.wire.pasted.curl import command_of, is_curl
from gradgrid.app.wire.pasted.names import named_as_here
from gradgrid.app.wire.pasted.plain_text import plain, printed_by
from gradgrid.app.wire.pasted.printed import array_of_text
from gradgrid.app.wire.pasted.torch_calls import listed, options_of_calls
from gradgrid.app.wire.unreadable import Unreadable, clipped

# A value without a name, as a .npy has none.
UNNAMED = "array"
LAYOUT_OF = {"torch": "NCHW", "tensorflow": "NHWC"}
# A short line may be code; a longer one is numbers.
MAX_CODE = 300
_JSON = re.compile(r'\s*\{\s*(?:"|\})')
_PYTHON_DICT = re.compile(r"\s*(?:\{\s*'|OrderedDict\(|dict\()")
_DATA = r"(?=\[|\(|\w[\w.]{0,30}\(|Parameter containing|<tf\.|$)"
_LABEL = re.compile(
    r"\s*(?:const |let |var )?([A-Za-z_][\w.]{0,60})"
    r"(?:[ \t]*(?::[ \t]*[\w.\[\], ]{1,40})?=(?!=)[ \t]*|[ \t]*:[ \t]*"
    r"|[ \t]+(?=\[|(?:\w+\.)?(?:tensor|array|Array|Tensor)\(|Parameter containing|<tf\.))",
    re.ASCII,
)
_KEY = re.compile(rf"['\"]?([A-Za-z_][\w.]{{0,60}})['\"]?\s*[:,=]\s*{_DATA}", re.ASCII)
# Spaces can be matched by one part alone, and few of them: a long run of them takes one pass.
_SHORT_KEY = re.compile(
    r"['\"]([A-Za-z_]\w{0,40})['\"]\s{0,20}:\s{0,20}([^\s\[\]{}][^\[\]{}\n]{0,39}?)\s{0,20}[,}]",
    re.ASCII,
)
_CODE = re.compile(r"\s*(?:#|import\s|from\s|print\(|[\w.]+\.(?:backward|manual_seed)\()", re.ASCII)
_CALLS = re.compile(r"([A-Za-z_]\w{0,40})\(", re.ASCII)
_WRAPPERS = (
    "tensor",
    "array",
    "asarray",
    "matrix",
    "parameter",
    "constant",
    "as_tensor",
    "ndarray",
)
_ABOUT = (".shape", ".dtype", ".device", ".ndim")
# After these the same value goes on.
_CONTINUED = ("containing:", "numpy=")
_EXTRAS = ("tensor", "index", "zeros", "only", "window", "candidate")


@dataclass(frozen=True, slots=True)
class Pasted:
    """The values of a text by name; one without a name is called "array".

    ``library`` is "torch" or "tensorflow" where the text is such a library's, which says how its
    axes stand; "" where nothing says so. ``left_aside`` are the names of results, which are
    computed here; ``renamed`` has our name of a value by that in the text.
    """

    values: dict[str, Any]
    library: str = ""
    left_aside: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)


def values_of_text(text: str, settings: Settings = DEFAULTS) -> dict[str, Any]:
    """The values of ``text`` by name, a layout among them where the text shows one.

    Raises a :class:`~gradgrid.app.service.problems.Problem`.

    >>> values_of_text("w = tensor([[[[1., 2.]]]])")["layout"]
    'NCHW'
    >>> values_of_text("x = [[1, 2]]\\nstride = 2")
    {'x': array([[1., 2.]]), 'stride': 2}
    """
    pasted = read_text(text, settings)
    layout = LAYOUT_OF.get(pasted.library)
    return {"layout": layout} | pasted.values if layout else pasted.values


def read_text(text: str, settings: Settings = DEFAULTS) -> Pasted:
    """What ``text`` holds; raises a :class:`~gradgrid.app.service.problems.Problem`."""
    if is_curl(text):
        command = command_of(text)
        values = _json_values(command.body, settings)
        if "/conv_transpose2d/" in command.path:
            values = {"operation": "conv_transpose2d"} | values
        return Pasted({name: each for name, each in values.items() if name not in _EXTRAS})
    spelled = plain(text)
    if _JSON.match(spelled):
        return Pasted(_json_values(text, settings))
    library = printed_by(spelled)
    options, called = options_of_calls(spelled)
    values = dict(_pairs(spelled) if _PYTHON_DICT.match(spelled) else _statements(spelled))
    if not values and not options:
        raise Unreadable("empty")
    named = named_as_here(options | values)
    return Pasted(
        named.values, "torch" if called else library, named.left_aside, renamed=named.renamed
    )


def _json_values(text: str, settings: Settings) -> dict[str, Any]:
    values = parse_object(text.strip().encode(), settings.max_total_elements)
    if "gradgrid" in values and isinstance(values.get("given"), dict):
        # A state that the page has saved.
        return {name: each for name, each in values["given"].items() if name != "preset"}
    return {UNNAMED: values} if set(values) == {"shape", "data"} else values


def _statements(text: str) -> Iterator[tuple[str, Any]]:
    """Name and value of each assignment or print, in lines of code or of output."""
    names: set[str] = set()
    for name, value in _segments(text):
        if name == UNNAMED and name in names:
            raise Unreadable("unnamed")
        read = _value_of(name, value)
        if read is not None:
            names.add(name)
            yield name, read[0]


def _segments(text: str) -> Iterator[tuple[str, str]]:
    """The text cut where a line outside of brackets begins a value of another name."""
    name, depth, last = UNNAMED, 0, ""
    held: list[str] = []
    for line in text.split("\n"):
        if depth == 0:
            options = _options_in(line)
            if options is not None:
                yield name, "\n".join(held)
                name, held, last = UNNAMED, [], ""
                yield from options
                continue
            label = _LABEL.match(line[:MAX_CODE])
            is_new = label is not None or _CODE.match(line[:MAX_CODE]) is not None
            is_next = last != "" and not last.endswith(_CONTINUED) and _starts_value(line)
            if is_new or is_next:
                yield name, "\n".join(held)
                name, held, last = UNNAMED, [], ""
            if label is not None:
                name, line = label.group(1), line[label.end() :]
        depth += sum(map(line.count, "[({")) - sum(map(line.count, "])}"))
        held.append(line)
        last = line.rstrip() or last
    yield name, "\n".join(held)


def _starts_value(line: str) -> bool:
    """Whether a line outside of brackets is a print of its own, and no further row."""
    return re.match(r"\s*(?:(?:\w+\.)?(?:tensor|array|Array|Tensor)\(|Parameter)", line) is not None


def _options_in(line: str) -> list[tuple[str, str]] | None:
    """``stride=2, padding=1`` on one line; None where it is not that."""
    if line.count("=") < 2 or len(line) > MAX_CODE:
        return None
    try:
        call = ast.parse(f"f({line.strip().rstrip(',;')})", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    if not isinstance(call, ast.Call) or call.args:
        return None
    return [(str(each.arg), ast.unparse(each.value)) for each in call.keywords]


def _pairs(text: str) -> Iterator[tuple[str, Any]]:
    """The entries of a dict as Python prints it, a state_dict among them."""
    at = 0
    spans = []
    while (found := _KEY.search(text, at)) is not None:
        at = _end_of_value(text, found.end())
        spans.append((found.start(), at))
        read = _value_of(found.group(1), text[found.end() : at])
        if read is not None:
            yield found.group(1), read[0]
    for found in _SHORT_KEY.finditer(text):
        if not any(start <= found.start() < end for start, end in spans):
            read = _value_of(*found.groups())
            if read is not None:
                yield found.group(1), read[0]


def _end_of_value(text: str, start: int) -> int:
    """Where the brackets that open from ``start`` on are all closed again."""
    depth = 0
    for found in re.finditer(r"[\[({]|([\])}])", text[start:]):
        depth += -1 if found.group(1) else 1
        if depth <= 0:
            return start + (found.end() if depth == 0 else found.start())
    return len(text)


def _value_of(name: str, text: str) -> tuple[Any] | None:
    """The value in ``text``, in a tuple; None where it holds none, as code does."""
    short = text.strip().rstrip(";").rstrip()
    if not short or _CODE.match(text[:MAX_CODE]) or name.endswith(_ABOUT):
        return None
    if len(short) <= MAX_CODE:
        literal = None if name == UNNAMED else _literal(short, is_option=name in OPTION_NAMES)
        if literal is not None:
            return literal
        calls = _CALLS.findall(short.partition("[")[0])
        made = next((call for call in calls if call.lower() not in _WRAPPERS), "")
        if made:
            if name == UNNAMED or "conv" in made.lower():
                return None
            raise Unreadable("made", name=clipped(name), call=clipped(made))
        if name != UNNAMED and re.fullmatch(r"[A-Za-z_][\w.]*(?:\(\))?", short, re.ASCII):
            return None
    return (array_of_text(text),)


def _literal(text: str, *, is_option: bool) -> tuple[Any] | None:
    """Text, None, true and whole numbers as such, also in pairs; None for anything else.

    Lists are numbers of a tensor, but those of an option are whole.
    """
    if not (is_option and text[0] == "[") and text[0] not in "\"'-(NTFtfn0123456789":
        return None
    named = {"true": True, "false": False, "null": None}
    if text in named:
        return (named[text],)
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        return None
    is_pair = isinstance(value, tuple) or (is_option and isinstance(value, list))
    is_whole = type(value) is int or (is_pair and _is_whole(value))
    return (listed(value),) if is_whole or value is None or isinstance(value, bool | str) else None


def _is_whole(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_whole, value))
    return type(value) is int
