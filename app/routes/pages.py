"""The pages: the explainer at every chapter and step, with the trace of a preset inside."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import Response

from app import explainer, mathfont, presets
from app.problems import NotFound
from engine.derivations import CHAPTER_IDS


class ChapterConvertor(StringConvertor):
    """A path segment that is a chapter's id: every other path is left to other routes."""

    regex = "|".join(CHAPTER_IDS)


register_url_convertor("chapter", ChapterConvertor())
router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/{chapter:chapter}")
@router.get("/{chapter:chapter}/{step}")
def explain(
    request: Request,
    chapter: str = explainer.FIRST_CHAPTER,
    step: str | None = None,
    preset: str = presets.PRESETS[0].id,
    theme: str = "auto",
) -> Response:
    """The stage at one step of one chapter, on a preset's numbers."""
    if preset not in presets.BY_ID:
        raise NotFound(f"The presets are {', '.join(presets.BY_ID)}.")
    lesson = explainer.lesson(preset)
    if chapter not in lesson.chapters:
        raise NotFound(f"The chapters are {', '.join(lesson.chapters)}.")
    steps = lesson.steps_of(chapter)
    if step not in (None, *steps, *lesson.words["chapters"][chapter]["steps"]):
        raise NotFound(f"On this example the steps of {chapter} are {', '.join(steps)}.")
    context = {
        "lesson": lesson,
        "chapter": chapter,
        # A step that this example does not have opens its chapter.
        "step": step if step in steps else steps[0],
        "preset": preset,
        "presets": presets.PRESETS,
        "theme": theme if theme in explainer.THEMES else "auto",
    }
    templates = request.app.state.templates
    response: Response = templates.TemplateResponse(request, "explainer.html", context)
    response.headers["Cache-Control"] = "no-cache"
    return response


@router.get("/fonts/math.woff2")
def font() -> Response:
    """The math font."""
    headers = {"Cache-Control": "public, max-age=604800"}
    return Response(mathfont.math_font(), headers=headers, media_type="font/woff2")
