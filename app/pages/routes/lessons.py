"""The lesson as JSON, for the workbench: after every edit, and while a slider moves."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from gradgrid.app.i18n import negotiated, words
from gradgrid.app.lessons import file_numbers
from gradgrid.app.lessons.lesson import SPOKEN_IN_PANELS, Lesson
from gradgrid.app.lessons.open_lesson import FIRST, lesson_of
from gradgrid.app.lessons.outline import LIVE_PARTS, PARTS, Outline
from gradgrid.app.pages.page import opened
from gradgrid.app.service.json_response import json_response
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire.geometry.axis_order import Layout

# A file or a pasted text, whose content says what it is.
FILE = "application/octet-stream"
router = APIRouter(prefix="/lesson", include_in_schema=False)


# Separates the keys of parts in the query, as in static/js/workbench/lesson-parts.js.
BETWEEN = "."


@router.post("")
async def post_lesson(
    request: Request, lang: str | None = None, known: str = "", live: bool = False
) -> Response:
    """The lesson on the convolution in the body, within the limits of the API.

    The parts that are ``known`` are left out. While a control moves (``live``) the rules and the
    controls alone are wanted, at once.
    """
    language = negotiated(request.headers.get("accept-language", ""), lang)
    state = request.app.state
    parts = LIVE_PARTS if live else PARTS

    def answered(body: bytes, settings: Settings) -> bytes:
        lesson = lesson_of(body, settings, language, is_live=live)
        return _answer(state.templates, lesson, known, parts)

    with state.bodies.quota() as quota:
        body = await quota.read(request)
        answer = await state.queues.run(answered, body)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("")
async def get_lesson(
    request: Request,
    preset: str = FIRST,
    data: str | None = None,
    lang: str | None = None,
    known: str = "",
) -> Response:
    """The lesson of an address, as its page would have it; without the parts that are ``known``."""
    found = await opened(request, preset, data, lang)
    templates = request.app.state.templates
    content = await run_in_threadpool(_answer, templates, found.lesson, known, notice=found.told)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return Response(content, media_type="application/json", headers=headers)


@router.post("/read")
async def post_read(
    request: Request, lang: str | None = None, layout: Layout | None = None
) -> Response:
    """What the file or the text in the body opens: a convolution, arrays, or a question."""
    language = negotiated(request.headers.get("accept-language", ""), lang)
    state = request.app.state

    def read(body: bytes, settings: Settings) -> bytes:
        return file_numbers.opened(body, settings, language, layout)

    with state.bodies.quota() as quota:
        body = await quota.read(request, FILE)
        answer = await state.queues.run(read, body)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get("/words")
async def get_words(request: Request, lang: str | None = None) -> Response:
    """What the panels of the workbench say, for the first that is opened."""
    language = negotiated(request.headers.get("accept-language", ""), lang)
    told = {room: words(language)[room] for room in SPOKEN_IN_PANELS}
    response = json_response(told)
    response.headers.update({"Cache-Control": "no-cache", "Vary": "Accept-Language"})
    return response


def _answer(
    templates: Jinja2Templates,
    lesson: Lesson,
    known: str,
    parts: Sequence[str] = PARTS,
    notice: str | None = None,
) -> bytes:
    keys = frozenset(known.split(BETWEEN))
    answer = lesson.answer(
        parts, known=keys, notice=notice, render=lambda outline: prose_of(templates, outline)
    )
    return answer.encode()


def prose_of(templates: Jinja2Templates, outline: Outline) -> str:
    """The prose of every step, the first one open; the page completes the links."""
    chapter = next(iter(outline.chapters))
    step = next(iter(outline.chapters[chapter].steps))
    context = {"lesson": outline, "chapter": chapter, "step": step, "lacks": None}
    context |= {"query": "", "query_with": lambda preset: urlencode({"preset": preset})}
    return templates.get_template("aside.html").render(context)
