"""Nothing is left untranslated: keys, placeholders, narration, and templates without words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradgrid.app import presets
from gradgrid.app.i18n import LANGUAGES, words
from gradgrid.app.lessons import lesson as explainer
from gradgrid.engine.conv2d.chapters import CHAPTER_IDS

TEMPLATES = Path(__file__).parents[2] / "templates"
OTHERS = LANGUAGES[1:]

# The same in every language: symbols, marks and names.
SAME = re.compile(
    r"^(\d+|[cuv], [cuv], [cuv]|API|LaTeX|NumPy|PyTorch|JAX|TensorFlow|\{title\} · Gradgrid|"
    r"\+1|English|中文|[\W\d]*|"
    r"(im2col\()?\{self\}\)?|∂L/\W*∂ im2col\(\{value\}\)|[a-z0-9-]+(/[a-z0-9-]+)?|\{label\}.*)$"
)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the keys that lead to it."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{path}/{key}")
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from leaves(each, f"{path}/{position}")
    else:
        yield path, value


@pytest.mark.parametrize("language", OTHERS)
def test_words_have_the_same_keys_and_placeholders_as_english(language: str) -> None:
    english, other = dict(leaves(words("en"))), dict(leaves(words(language)))
    assert list(other) == list(english)
    for path, text in english.items():
        assert set(re.findall(r"\{\w+\}", other[path])) == set(re.findall(r"\{\w+\}", text)), path


@pytest.mark.parametrize("language", OTHERS)
def test_words_that_are_the_same_as_in_english_are_symbols_and_names(language: str) -> None:
    english, other = dict(leaves(words("en"))), dict(leaves(words(language)))
    same = {path: text for path, text in other.items() if text == english[path]}
    assert {path: text for path, text in same.items() if not SAME.match(text)} == {}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("chapter", CHAPTER_IDS)
def test_narration_tells_the_same_steps_as_english_with_as_many_whys(
    language: str, chapter: str
) -> None:
    told = [
        (TEMPLATES / "narration" / each / f"{chapter}.html").read_text("utf-8")
        for each in ("en", language)
    ]
    english, other = (re.findall(r'step_id == "([a-z0-9-]+)"', text) for text in told)
    assert other == english
    english_whys, other_whys = (text.count('class="why"') for text in told)
    assert other_whys == english_whys


def test_templates_of_pages_hold_no_words_of_their_own() -> None:
    for path in TEMPLATES.glob("*.html"):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.DOTALL
        )
        # A macro library, and the pages that only developers see.
        if path.name in ("math.html", "playground.html", "two-explainers.html"):
            continue
        shown = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
        found = set(re.findall(r"[A-Za-z]{2,}", shown)) - {"grad", "grid", "Gradgrid"}
        said = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z]{2,}[^"]*)"', text)
        assert (found, said) == (set(), []), path.name


def test_absent_steps_are_explained_in_every_language() -> None:
    absent = {
        (chapter, step)
        for preset in presets.BY_ID
        for chapter, steps in explainer.lesson(preset).outline.absent.items()
        for step in steps
    }
    for language in LANGUAGES:
        told = words(language)["absent"]
        explained = {(chapter, step) for chapter, steps in told.items() for step in steps}
        assert explained == absent, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_invisible_character(language: str) -> None:
    narration = (TEMPLATES / "narration" / language).glob("*.html")
    told = dict(leaves(words(language))) | {
        path.name: path.read_text("utf-8").replace("\n", " ") for path in narration
    }
    invisible = re.compile(
        r"[^\S ]|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    )
    assert {path: text for path, text in told.items() if invisible.search(text)} == {}


def test_chinese_words_of_the_notation_are_those_of_the_pages() -> None:
    table = (TEMPLATES.parent / "docs" / "notation.md").read_text("utf-8").split("\n## Words\n")[1]
    rows = re.findall(r"^\| [a-z][^|]* \| ([^|]*) \| [^|]+ \|$", table.split("\n## ")[0], re.M)
    narration = (TEMPLATES / "narration" / "zh-CN").glob("*.html")
    told = [text for _, text in leaves(words("zh-CN"))]
    told += [path.read_text("utf-8") for path in narration]
    told += [preset.summary["zh-CN"] for preset in presets.PRESETS]
    terms = [term for row in rows for term in row.split("、")]
    assert len(terms) > 20
    assert [term for term in terms if not any(term in text for text in told)] == []
    # Other words for the same things.
    replaced = re.compile("程序库|大小(?!为 1 )|还原|拨动|竖成|折回|撑开|通式|自己的数|反传")
    assert [text for text in told if replaced.search(text.replace("批量大小", ""))] == []
