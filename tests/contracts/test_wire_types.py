"""What is written from the wire's models is what they make today."""

import pytest

from tools.wire_types import DOCUMENT, TYPES, document, source

STALE = "make it again: python -m tools.wire_types"


def test_types_of_the_page_are_those_of_the_models() -> None:
    assert TYPES.read_text() == source(), STALE


def test_fields_in_the_document_are_those_of_the_models() -> None:
    text = DOCUMENT.read_text()

    assert text == document(text), STALE


@pytest.mark.parametrize(
    ("model", "field", "type"),
    [
        ("Axis", "kind", "AxisKind"),
        ("Tensor", "values", "number[]|null"),
        ("Tensor", "[window]", "Record<string, number[]>"),
        ("Erratum", "terms", "QuotedFactor[][]"),
        ("Superscript", "kind", '"batch"|"out"|"in"'),
        ("WireTrace", "chapters", "WireChapter[]"),
        ("LessonAnswer", "checks", "Checks|null"),
        ("Parts", "[code]", "Record<string, Record<string, CodeLine[]>>"),
    ],
)
def test_a_field_has_the_type_that_its_values_have(model: str, field: str, type: str) -> None:
    properties = source().split(f"@typedef {{object}} {model}\n")[1].split("*/")[0]

    assert f"@property {{{type}}} {field}" in properties
