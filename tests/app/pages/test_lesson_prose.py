"""The prose of a lesson: its language, its steps and its links."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from gradgrid.app.i18n import words
from gradgrid.app.presets import BY_ID
from tests.app.client import Service
from tests.app.lesson_requests import DATA, OWN, answer


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
        assert f"<h1>{title}</h1>" in found["parts"]["prose"]
    assert got == posted


def test_prose_has_every_step_and_links_of_no_numbers(service: Service) -> None:
    """The page completes them: prose with numbers in it would be sent anew for every number."""
    found = answer(service, OWN | {"preset": "dilated"}, lang="zh-CN", theme="dark")
    steps = {
        (chapter["id"], step["id"])
        for chapter in found["trace"]["chapters"]
        for step in chapter["steps"]
    }
    told = re.findall(r'data-chapter-id="([\w-]+)" data-step-id="([\w-]+)"', found["prose"])
    assert steps == set(told)
    links = re.findall(r'<a ([^>]*)href="([^"]*)"([^>]*)>', found["prose"])
    queries = [parse_qs(urlsplit(unescape(link)).query) for _, link, _ in links]
    for (_, _, attributes), query in zip(links, queries, strict=True):
        # A link to another example names it, any other its step.
        assert bool(query) != ("data-to=" in attributes)
        assert not query or (list(query) == ["preset"] and query["preset"][0] in BY_ID)
    assert {len(query) for query in queries} == {0, 1}
