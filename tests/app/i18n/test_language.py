"""Which language a reader gets: the one in the address, else the one the browser asks for."""

from __future__ import annotations

import re

import pytest

from gradgrid.app.i18n import negotiated
from tests.app.client import Service

BROWSER = "text/html,application/xhtml+xml"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-Hans-SG", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en-GB,zh-CN;q=0.9", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("de, zh;q=0.4, en;q=0.3", "zh-CN"),
        ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=0", "en"),
        ("*", "en"),
        ("zh;q=2, en;q=0.1", "en"),
        ("zh;q=nan, en;q=0.1", "en"),
        ("zh;q=1e-1, en;q=0", "en"),
        ("zh;q=+0.5", "en"),
        (";;,,q=1,=", "en"),
        ("zha, en", "en"),
        ("ZH-cn", "zh-CN"),
    ],
)
def test_language_of_a_header_is_the_one_it_ranks_highest(header: str, language: str) -> None:
    assert negotiated(header) == language


@pytest.mark.parametrize("path", ["/", "/forward-window", "/errata/reshape"])
def test_page_says_its_language_and_that_it_depends_on_the_reader(
    service: Service, path: str
) -> None:
    for header, language in (("zh", "zh-CN"), ("en", "en")):
        answer = service.client.get(path, headers={"Accept-Language": header})
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.headers["Vary"]
        assert f'<html lang="{language}"' in answer.text


def test_language_chosen_in_the_address_goes_before_the_header(service: Service) -> None:
    answer = service.client.get("/nudge?lang=zh-CN", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "zh-CN"
    assert 'lang=zh-CN"' in answer.text


def test_language_that_is_not_spoken_is_passed_over(service: Service) -> None:
    answer = service.client.get("/nudge?lang=xx", headers={"Accept-Language": "zh"})
    assert answer.headers["Content-Language"] == "zh-CN"
    assert "lang=xx" not in answer.text


def test_problem_page_is_in_the_readers_language(service: Service) -> None:
    headers = {"Accept": BROWSER, "Accept-Language": "zh"}
    answer = service.client.get("/nothing/here", headers=headers)
    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == "zh-CN"
    assert "<h1>404 找不到页面</h1>" in answer.text
    assert '<a href="/">回到首页</a>' in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/grad-input-conv/nope", "/problems/busy"])
def test_problem_page_of_a_language_holds_no_sentence_of_another(
    service: Service, path: str
) -> None:
    answer = service.client.get(path, params={"lang": "zh-CN"}, headers={"Accept": BROWSER})
    assert answer.headers["Content-Language"] == "zh-CN"
    assert '<a href="/?lang=zh-CN">' in answer.text
    shown = re.sub(r"<[^>]*>", " ", answer.text)
    assert set(re.findall(r"[A-Za-z][A-Za-z-]+", shown)) <= {"Gradgrid", "Retry-After"}
