"""The first page: the derivation as a map, every node a link into a chapter."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from gradgrid.app.lessons.lesson import Lesson
from gradgrid.app.lessons.open_lesson import FIRST
from gradgrid.app.pages.map import TALL, WIDE, drawing_of, map_of
from gradgrid.app.pages.page import opened, page

router = APIRouter(include_in_schema=False)


@router.get("/")
async def overview(
    request: Request,
    preset: str = FIRST,
    data: str | None = None,
    theme: str = "auto",
    lang: str | None = None,
) -> Response:
    """The map of one example, wide and tall: the page shows the one that it has room for."""
    found = await opened(request, preset, data, lang)
    context = await run_in_threadpool(_drawn, found.lesson)
    return await page(request, "overview.html", found, context, theme=theme, lang=lang)


def _drawn(lesson: Lesson) -> dict[str, Any]:
    drawn = map_of(lesson)
    return {"map": drawn, "drawings": [drawing_of(drawn, frame) for frame in (WIDE, TALL)]}
