"""The pages: the explainer at every chapter and step, with the trace of a convolution inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import FileResponse, Response

from gradgrid.app import presets
from gradgrid.app.i18n import LANGUAGES, negotiated
from gradgrid.app.lessons import lesson as explainer
from gradgrid.app.lessons.forms import form_texts, joined, known_forms
from gradgrid.app.lessons.open_lesson import FIRST, Opened, open_lesson
from gradgrid.app.service.problems import NotFound
from gradgrid.app.service.static_files import folder
from gradgrid.engine.conv2d.chapters import CHAPTER_IDS


class ChapterConvertor(StringConvertor):
    """A path segment that is a chapter's id: every other path is left to other routes."""

    regex = "|".join(CHAPTER_IDS)


register_url_convertor("chapter", ChapterConvertor())
router = APIRouter(include_in_schema=False)
MATH_FONT = folder("static") / "fonts" / "math.woff2"
PANELS = ("read", "edit", "code", "practice")


@router.get("/{chapter:chapter}")
@router.get("/{chapter:chapter}/{step}")
async def explain(
    request: Request,
    chapter: str,
    step: str | None = None,
    preset: str = FIRST,
    data: str | None = None,
    theme: str = "auto",
    lang: str | None = None,
    order: str = "first",
    panel: str = "read",
) -> Response:
    """The stage at one step of one chapter, on the numbers of a preset or of the address."""
    found = await opened(request, preset, data, lang)
    lesson = found.lesson
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
        "panel": panel if panel in PANELS else PANELS[0],
        "panels": PANELS,
    }
    return await page(request, "explainer.html", found, context, theme=theme, lang=lang)


async def opened(request: Request, preset: str, data: str | None, lang: str | None) -> Opened:
    """The lesson that the reader asks for, in a language that they read."""
    language = negotiated(request.headers.get("accept-language", ""), lang)
    state = request.app.state
    settings = state.settings.for_small_requests()
    if data is None:
        return await run_in_threadpool(open_lesson, b"", settings, preset, language)
    # What an address asks to compute takes its turn, as any request does.
    asked = data.encode(errors="replace")
    found: Opened = await state.gates.small.run(open_lesson, asked, settings, preset, language)
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
        # Of a link that cannot be opened another lesson is shown.
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
    lesson: explainer.Lesson, *, theme: str, lang: str | None, forms: Sequence[str] = ()
) -> dict[str, Any]:
    """What every template of a page reads."""
    chosen = {"preset": lesson.preset.id}
    chosen |= {} if lesson.data is None else {"data": lesson.data}
    chosen |= {"as": ",".join(forms)} if forms else {}
    chosen |= {"lang": lang} if lang in LANGUAGES else {}
    chosen |= {"theme": theme} if theme in explainer.THEMES[1:] else {}

    def query_with(**changes: str) -> str:
        kept = {name: value for name, value in chosen.items() if name not in ("data", "as")}
        return urlencode((kept if "preset" in changes else chosen) | changes)

    return {
        "lesson": lesson,
        "preset": lesson.preset.id,
        "presets": presets.PRESETS,
        "theme": chosen.get("theme", "auto"),
        "query": query_with(),
        "query_with": query_with,
    }


@router.get("/fonts/math.woff2")
def font() -> FileResponse:
    """The math font, which the build of the package cuts (tools/math_font.py)."""
    headers = {"Cache-Control": "public, max-age=604800"}
    return FileResponse(MATH_FONT, headers=headers, media_type="font/woff2")
