"""Every question of docs/questions.md opens at the step that answers it, in every language."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient

from gradgrid.app import presets
from gradgrid.app.app import create_app
from gradgrid.app.i18n import LANGUAGES
from gradgrid.app.lessons import lesson as explainer

QUESTIONS = Path(__file__).parents[2] / "docs" / "questions.md"
ROW = re.compile(r"^\| (?P<question>[^|]+\?) \| (?P<places>.+) \|$", re.MULTILINE)
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<target>[^)]+)\)")

# What the answer cannot do without, in the words of each language.
SAID = {
    "Why is the kernel rotated by 180 degrees?": ("backward|reverse", "反|倒"),
    "Why does some code not rotate it?": ("rotated", "旋转|转"),
    "What does a stride above 1 do to the backward pass?": ("zero", "零|0"),
    "What happens to rows that no window reaches?": ("did not reach|leftover", "没有|未|覆盖不到"),
    "How much padding does the backward pass need: full or valid?": ("full", "full"),
    "Is the gradient of the bias a sum or a mean?": ("sum", "和"),
    "How does C_out become C_in?": ("C_in", "C_in"),
    "How is im2col laid out, and in which order does the reshape run?": ("order", "顺序"),
    "Why does col2im add?": ("add", "加"),
    "Why is col2im not the inverse of im2col?": ("not undo", "逆|还原|抵消"),
    "Batch: sum, or divide by N?": ("mean", "平均"),
    "Is it a convolution or a cross-correlation?": ("cross-correlation", "互相关"),
    "Is a transposed convolution the gradient?": ("transposed convolution", "转置卷积"),
    "Which output size does a transposed convolution have?": ("output padding", "输出填充"),
    "Why do dilation and stride trade places in the gradient of the weight?": (
        "traded places",
        "互换|对调|交换",
    ),
    "Accumulate a gradient, or overwrite it?": ("overwrit", "覆盖"),
}


def questions() -> list[tuple[str, list[str]]]:
    """Each question with the addresses that answer it."""
    found = []
    for row in ROW.finditer(QUESTIONS.read_text("utf-8")):
        links = LINK.findall(row["places"])
        assert all(text == target for text, target in links), row["question"]
        found.append((row["question"], [target for _, target in links]))
    return found


def test_questions_listed_are_those_that_have_an_answer_to_hold_them_to() -> None:
    assert [question for question, _ in questions()] == list(SAID)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("question", "targets"), questions())
def test_question_links_open_a_step_that_the_example_has_and_that_answers(
    question: str, targets: list[str], language: str
) -> None:
    assert targets, question
    prose = ""
    client = TestClient(create_app())
    for target in targets:
        url = urlsplit(target)
        _, chapter, step = url.path.split("/")
        preset = dict(parse_qsl(url.query)).get("preset", presets.PRESETS[0].id)
        assert step in explainer.lesson(preset, language).steps_of(chapter), target
        answer = client.get(url.path, params={"preset": preset, "lang": language})
        assert answer.status_code == 200, target
        section = re.search(
            rf'data-chapter-id="{chapter}" data-step-id="{step}".*?</section>',
            answer.text,
            re.DOTALL,
        )
        assert section is not None, target
        prose += re.sub(r"<[^>]+>", " ", section[0])
    wanted = SAID[question][LANGUAGES.index(language)]
    assert re.search(wanted, " ".join(prose.split())), f"{question}: {wanted!r} is not said"
