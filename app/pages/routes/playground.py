"""The playground of developers: one element of the page alone, and two explainers in one page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from gradgrid.app.lessons.forms import form_texts
from gradgrid.app.lessons.lesson import Lesson
from gradgrid.app.lessons.open_lesson import FIRST
from gradgrid.app.pages.page import opened, page, page_context
from gradgrid.app.pages.routes.explainer import place_in
from gradgrid.app.service.static_files import Assets

router = APIRouter(include_in_schema=False)
SECOND = "stride-2-leftover"
CHAPTER = "forward-matmul"


class PlaygroundRefusedError(Exception):
    """The playground is asked for where others are served."""


def install(app: FastAPI, assets: Assets) -> None:
    """Add it to ``app``; raises :class:`PlaygroundRefusedError` for an installed package."""
    if assets.is_fixed:
        raise PlaygroundRefusedError(
            "GRADGRID_PLAYGROUND is for development, and this is an installed package: "
            "unset it, or run `make serve-dev` in a checkout"
        )
    app.include_router(router)


@router.get("/playground")
async def playground(request: Request, preset: str = FIRST, theme: str = "auto") -> Response:
    """A form, an element that a list has, and what it says; in English only."""
    found = await opened(request, preset, None, "en")
    return await page(request, "playground.html", found, {}, theme=theme, lang="en")


@router.get("/playground/two")
async def two_explainers(
    request: Request, first: str = FIRST, second: str = SECOND, theme: str = "auto"
) -> Response:
    """Two explainers, each on a preset of its own; in English only."""
    found = [await opened(request, preset, None, "en") for preset in (first, second)]
    explainers = [
        _embedded(opening.lesson, ids, theme)
        for ids, opening in zip(("first-", "second-"), found, strict=True)
    ]
    context = {"explainers": explainers}
    return await page(request, "two-explainers.html", found[0], context, theme=theme, lang="en")


def _embedded(lesson: Lesson, ids: str, theme: str) -> dict[str, Any]:
    """What the templates of an explainer read, whose ids begin with ``ids``."""
    told = {"ids": ids, "frame": "div", "notice": None, "forms": form_texts(lesson.language)}
    return page_context(lesson, theme=theme, lang="en") | place_in(lesson, CHAPTER, None) | told
