"""A page on a lesson: which one an address opens, and what every template of it reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from gradgrid.app import presets
from gradgrid.app.i18n import LANGUAGES, negotiated
from gradgrid.app.lessons.forms import form_texts, joined, known_forms
from gradgrid.app.lessons.lesson import THEMES, Lesson
from gradgrid.app.lessons.open_lesson import Opened, open_lesson


async def opened(request: Request, preset: str, data: str | None, lang: str | None) -> Opened:
    """The lesson that the reader asks for, in a language that they read."""
    language = negotiated(request.headers.get("accept-language", ""), lang)
    state = request.app.state
    settings = state.settings.for_small_requests()
    if data is None:
        return await run_in_threadpool(open_lesson, b"", settings, preset, language)
    # Computing the numbers of an address waits in the queue, like any request.
    asked = data.encode(errors="replace")
    found: Opened = await state.queues.small.run(open_lesson, asked, settings, preset, language)
    return found


async def page(
    request: Request,
    template: str,
    found: Opened,
    context: dict[str, Any],
    *,
    theme: str,
    lang: str | None,
) -> Response:
    """A page on a lesson; its links keep example, language and theme."""
    lesson = found.lesson
    headers = {
        "Cache-Control": "no-cache",
        "Content-Language": lesson.language,
        "Vary": "Accept-Language",
    }
    templates = request.app.state.templates

    def rendered() -> Response:
        # If a link cannot be opened, another lesson is shown.
        is_own = found.notice is None and (lesson.data is not None or "own" in request.query_params)
        forms = known_forms(request.query_params.get("as", "")) if is_own else []
        texts = form_texts(lesson.language)
        notice = joined([found.told, *(texts[form] for form in forms)])
        told = {"notice": notice, "forms": texts}
        told |= page_context(lesson, theme=theme, lang=lang, forms=forms)
        response: Response = templates.TemplateResponse(
            request, template, context | told, headers=headers
        )
        return response

    return await run_in_threadpool(rendered)


def page_context(
    lesson: Lesson, *, theme: str, lang: str | None, forms: Sequence[str] = ()
) -> dict[str, Any]:
    """What every template of a page reads."""
    chosen = {"preset": lesson.preset.id}
    chosen |= {} if lesson.data is None else {"data": lesson.data}
    chosen |= {"as": ",".join(forms)} if forms else {}
    chosen |= {"lang": lang} if lang in LANGUAGES else {}
    chosen |= {"theme": theme} if theme in THEMES[1:] else {}

    def query_with(**changes: str) -> str:
        kept = {name: value for name, value in chosen.items() if name not in ("data", "as")}
        return urlencode((kept if "preset" in changes else chosen) | changes)

    return {
        "lesson": lesson,
        "preset": lesson.preset.id,
        "presets": presets.PRESETS,
        "theme": chosen.get("theme", "auto"),
        "query": query_with(),
        # What ids begin with: on a page of one explainer nothing.
        "ids": "",
        # What holds prose, workbench and stage: a page has one main part.
        "frame": "main",
        "query_with": query_with,
    }
