"""The pages: the explainer at every chapter and step, with the trace of a convolution inside."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import FileResponse, Response

from gradgrid.app.lessons.lesson import Lesson
from gradgrid.app.lessons.open_lesson import FIRST
from gradgrid.app.pages.page import opened, page
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
    context = place_in(lesson, chapter, step, order=order, panel=panel)
    return await page(request, "explainer.html", found, context, theme=theme, lang=lang)


def place_in(
    lesson: Lesson, chapter: str, step: str | None, *, order: str = "first", panel: str = "read"
) -> dict[str, Any]:
    """What the templates of an explainer read besides its lesson: where in it they are open."""
    steps = lesson.steps_of(chapter)
    # A step that this example does not have opens its chapter.
    return {
        "chapter": chapter,
        "step": step if step in steps else steps[0],
        "lacks": None if step in steps else step,
        "is_channel_last": order == "last",
        "panel": panel if panel in PANELS else PANELS[0],
        "panels": PANELS,
    }


@router.get("/fonts/math.woff2")
def font() -> FileResponse:
    """The math font, which the build of the package cuts (tools/math_font.py)."""
    if not MATH_FONT.is_file():
        raise NotFound("the math font is not built: run make dev, or python -m tools.math_font")
    headers = {"Cache-Control": "public, max-age=604800"}
    return FileResponse(MATH_FONT, headers=headers, media_type="font/woff2")
