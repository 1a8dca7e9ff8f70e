"""The prose of a lesson: its language, its steps and its links."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from gradgrid.app.i18n import words
from gradgrid.app.presets import BY_ID
from tests.app.client import Service
from tests.app.lesson_requests import DATA, OWN, answer, links_of


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ({}, "en", "en"),
        ({}, "zh-CN", "zh-CN"),
        ({"lang": "zh-CN"}, "en", "zh-CN"),
        ({"lang": "en"}, "zh", "en"),
        ({"lang": "xx"}, "zh", "zh-CN"),
    ],
)
def test_prose_is_in_the_language_that_is_asked_for(
    service: Service, query: dict[str, str], header: str, language: str
) -> None:
    headers = {"Accept-Language": header}
    posted = service.client.post("/lesson", json=OWN, params=query, headers=headers).json()
    got = service.client.get("/lesson", params={"data": DATA, **query}, headers=headers).json()

    for found in (posted, got):
        title = words(language)["chapters"]["forward-window"]["steps"]["slide"]
        assert f"<h1>{title}</h1>" in found["prose"]
    assert got == posted


def test_prose_has_every_step_and_links_that_keep_numbers_language_and_theme(
    service: Service,
) -> None:
    found = answer(service, OWN | {"preset": "dilated"}, lang="zh-CN", theme="dark")
    steps = {
        (chapter["id"], step["id"])
        for chapter in found["trace"]["chapters"]
        for step in chapter["steps"]
    }
    told = re.findall(r'data-chapter-id="([\w-]+)" data-step-id="([\w-]+)"', found["prose"])
    assert steps == set(told)
    kept = {"preset": ["dilated"], "data": [DATA], "lang": ["zh-CN"], "theme": ["dark"]}
    queries = [parse_qs(urlsplit(link).query) for link in links_of(found["prose"])]
    assert kept in queries
    # A link to another example leaves the numbers behind.
    for query in queries:
        assert query == kept or ("data" not in query and query["preset"][0] in BY_ID)
