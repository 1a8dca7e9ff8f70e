"""Write the wire's types for JavaScript, and its fields in docs/api.md, from its models.

``python -m tools.wire_types``. The page and every client read what :mod:`gradgrid.app.wire`
describes; ``static/js/trace/wire-types.js`` is that description for the type checker, the table of
docs/api.md the one for readers. A test says when one of them is stale.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gradgrid.app.wire import lesson_answers, opened_answers, trace_answers
from gradgrid.app.wire.geometry.axis_order import Layout
from gradgrid.engine.rules.rule import AxisKind

ROOT = Path(__file__).parents[1]
TYPES = ROOT / "static" / "js" / "trace" / "wire-types.js"
DOCUMENT = ROOT / "docs" / "api.md"
# In the document, what stands between these is written from the models.
BEGIN, END = "<!-- python -m tools.wire_types -->\n", "<!-- end -->\n"
WIDTH = 112
# What the page receives, and what of it the API answers; what these are made of comes along.
RECEIVED: tuple[type[BaseModel], ...] = (
    lesson_answers.LessonAnswer,
    *get_args(opened_answers.OpenedAnswer.model_fields["root"].annotation),
)
ANSWERED = (trace_answers.DerivationBody,)
# JavaScript names that are not the model's name without "Body".
NAMES = {
    "DerivationBody": "WireTrace",
    "ChapterBody": "WireChapter",
    "StepBody": "WireStep",
    "LessonBody": "LessonNames",
    "NumbersBody": "LessonNumbers",
    "NumbersOfTensorBody": "Numbers",
}
ALIASES: dict[str, Any] = {"AxisKind": AxisKind, "Layout": Layout}
SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", Any: "any"}
HEAD = """/**
 * The wire's types, from the models in app/wire: change those, then `python -m tools.wire_types`.
 */
"""


def source() -> str:
    """The module that the models make."""
    aliases = [f"/** @typedef {{{_union(each)}}} {name} */" for name, each in ALIASES.items()]
    models = [_typedef(model) for model in _models(RECEIVED)]
    return "\n".join([HEAD, "\n\n".join([*aliases, *models]), "", "export {};", ""])


def document(text: str) -> str:
    """A document with its table of fields as the models make it."""
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    rows = ["| object | field | type | |", "|---|---|---|---|"]
    for model in reversed(_models(ANSWERED)):
        for name, field in model.model_fields.items():
            kind = re.sub(r"Record<string, (.*?)>", r"\1 by name", _type_of(field))
            kind = kind.replace("|", " or ").replace('"', "")
            meaning = " ".join((field.description or "").split()).rstrip(".")
            rows.append(f"| {_name(model)} | `{name}` | {kind} | {meaning} |")
    return "".join([before, BEGIN, "\n", "\n".join(rows), "\n\n", END, after])


def _models(roots: tuple[type[BaseModel], ...]) -> list[type[BaseModel]]:
    """The models and all that they are made of, each after those that it is made of."""
    found: dict[type[BaseModel], None] = {}

    def add(model: type[BaseModel]) -> None:
        for field in model.model_fields.values():
            for inner in _inner(field.annotation):
                if inner not in found:
                    add(inner)
        found[model] = None

    for root in roots:
        add(root)
    return list(found)


def _inner(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _inner(argument)


def _typedef(model: type[BaseModel]) -> str:
    """A model as a comment: its sentence, then a property a line, with its own."""
    lines = [*wrap(model.__doc__ or "", WIDTH), f"@typedef {{object}} {_name(model)}"]
    for name, field in model.model_fields.items():
        shown = name if field.is_required() else f"[{name}]"
        text = f"@property {{{_type_of(field)}}} {shown} {field.description or ''}"
        first, *more = wrap(text, WIDTH, break_long_words=False)
        lines += [first, *(f"  {each}" for each in more)]
    return "\n".join(["/**", *(f" * {line}" for line in lines), " */"])


def _type_of(field: FieldInfo) -> str:
    """The type of a field where it is there: what can be left out is never null."""
    found = _type(field.annotation)
    return found if field.is_required() else found.removesuffix("|null")


def _type(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    for name, alias in ALIASES.items():
        if annotation == alias:
            return name
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    if annotation is type(None):
        return "null"
    if origin is Annotated:
        return _type(arguments[0])
    if origin is Literal:
        return _union(annotation)
    if origin in (Union, types.UnionType):
        return "|".join(map(_type, arguments))
    if origin is list:
        inner = _type(arguments[0])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<{_type(arguments[0])}, {_type(arguments[1])}>"
    assert isinstance(annotation, type), annotation
    assert issubclass(annotation, BaseModel), annotation
    return _name(annotation)


def _union(literal: Any) -> str:
    return "|".join(f'"{value}"' for value in get_args(literal))


def _name(model: type[BaseModel]) -> str:
    return NAMES.get(model.__name__, model.__name__.removesuffix("Body"))


if __name__ == "__main__":
    TYPES.write_text(source())
    DOCUMENT.write_text(document(DOCUMENT.read_text()))
    print(f"{TYPES.name}, {DOCUMENT.name}: {len(_models(RECEIVED))} types")
