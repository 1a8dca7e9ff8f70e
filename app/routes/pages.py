"""The pages: the explainer at every chapter and step, with the trace of a preset inside."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import Response

from app import explainer, mathfont, presets
from app.i18n import LANGUAGES, negotiated
from app.problems import NotFound
from engine.derivations import CHAPTER_IDS


class ChapterConvertor(StringConvertor):
    """A path segment that is a chapter's id: every other path is left to other routes."""

    regex = "|".join(CHAPTER_IDS)


register_url_convertor("chapter", ChapterConvertor())
router = APIRouter(include_in_schema=False)


@router.get("/{chapter:chapter}")
@router.get("/{chapter:chapter}/{step}")
def explain(
    request: Request,
    chapter: str,
    step: str | None = None,
    preset: str = presets.PRESETS[0].id,
    theme: str = "auto",
    lang: str | None = None,
    order: str = "first",
) -> Response:
    """The stage at one step of one chapter, on a preset's numbers."""
    lesson = opened(request, preset, lang)
    if chapter not in lesson.chapters:
        raise NotFound(f"The chapters are {', '.join(lesson.chapters)}.")
    steps = lesson.steps_of(chapter)
    if step not in (None, *steps, *lesson.words["chapters"][chapter]["steps"]):
        raise NotFound(f"On this example the steps of {chapter} are {', '.join(steps)}.")
    # A step that this example does not have opens its chapter.
    context = {
        "chapter": chapter,
        "step": step if step in steps else steps[0],
        "lacks": None if step in steps else step,
        "is_channel_last": order == "last",
    }
    return page(request, "explainer.html", lesson, context, theme=theme, lang=lang)


def opened(request: Request, preset: str, lang: str | None) -> explainer.Lesson:
    """The lesson that the reader asks for, in a language that they read."""
    if preset not in presets.BY_ID:
        raise NotFound(f"The presets are {', '.join(presets.BY_ID)}.")
    language = negotiated(request.headers.get("accept-language", ""), lang)
    return explainer.lesson(preset, language)


def page(
    request: Request,
    template: str,
    lesson: explainer.Lesson,
    context: dict[str, Any],
    *,
    theme: str,
    lang: str | None,
) -> Response:
    """A page on a lesson; its links keep example, language and theme."""
    chosen = {"preset": lesson.preset.id}
    chosen |= {"lang": lang} if lang in LANGUAGES else {}
    chosen |= {"theme": theme} if theme in explainer.THEMES[1:] else {}

    def query_with(**changes: str) -> str:
        return urlencode(chosen | changes)

    context |= {
        "lesson": lesson,
        "preset": lesson.preset.id,
        "presets": presets.PRESETS,
        "theme": chosen.get("theme", "auto"),
        "query": query_with(),
        "query_with": query_with,
    }
    headers = {
        "Cache-Control": "no-cache",
        "Content-Language": lesson.language,
        "Vary": "Accept-Language",
    }
    templates = request.app.state.templates
    response: Response = templates.TemplateResponse(request, template, context, headers=headers)
    return response


@router.get("/fonts/math.woff2")
def font() -> Response:
    """The math font."""
    headers = {"Cache-Control": "public, max-age=604800"}
    return Response(mathfont.math_font(), headers=headers, media_type="font/woff2")
