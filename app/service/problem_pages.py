"""Problems as short HTML pages in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import HTMLResponse

from gradgrid.app.i18n import LANGUAGES, negotiated, words
from gradgrid.app.service.problems import Problem


def problem_page(
    request: Request, problem: type[Problem], detail: str, status: int, headers: Mapping[str, str]
) -> HTMLResponse:
    """The answer to a request that was refused: what happened, what to do, the way back.

    ``detail`` is in English, so it is shown on English pages only.
    """
    language = _language(request)
    is_listed = problem.status == status
    phrase = HTTPStatus(status).phrase
    title = _texts(language, problem)["title"] if is_listed else phrase
    told = [_texts(language, problem)["meaning"]] if is_listed else []
    if language == LANGUAGES[0] and detail not in (phrase, *told):
        told.append(detail)
    content = _page(request, language, f"{status} {title}", told)
    return _answer(content, status, language, headers)


def meaning_page(request: Request, problem: type[Problem]) -> HTMLResponse:
    """What the problems of one kind mean: the page at the address of their ``type``."""
    language = _language(request)
    texts = _texts(language, problem)
    title = f"{texts['title']} ({int(problem.status)})"
    content = _page(request, language, title, [texts["meaning"]])
    return _answer(content, HTTPStatus.OK, language, {})


def _language(request: Request) -> str:
    return negotiated(request.headers.get("accept-language", ""), request.query_params.get("lang"))


def _texts(language: str, problem: type[Problem]) -> Mapping[str, str]:
    texts: Mapping[str, str] = words(language)["problem"]["kinds"][problem.kind]
    return texts


def _answer(content: str, status: int, language: str, headers: Mapping[str, str]) -> HTMLResponse:
    vary = {"Vary": "Accept, Accept-Language", "Content-Language": language}
    return HTMLResponse(content, status, {**headers, **vary})


def _page(request: Request, language: str, title: str, paragraphs: list[str]) -> str:
    chosen = request.query_params.get("lang")
    home = "/?" + urlencode({"lang": chosen}) if chosen in LANGUAGES else "/"
    told = "".join(f"<p>{escape(each)}</p>\n" for each in paragraphs)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title} · Gradgrid</title>\n<h1>{title}</h1>\n{told}"
        f'<p><a href="{home}">{words(language)["problem"]["back"]}</a></p>\n'
    )
