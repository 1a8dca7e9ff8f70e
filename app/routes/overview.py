"""The first page: the derivation as a map, every node a link into a chapter."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import presets
from app.overview import HEIGHT, WIDTH, map_of
from app.routes.pages import opened, page

router = APIRouter(include_in_schema=False)


@router.get("/")
def overview(
    request: Request,
    preset: str = presets.PRESETS[0].id,
    theme: str = "auto",
    lang: str | None = None,
) -> Response:
    """The map of one example."""
    lesson = opened(request, preset, lang)
    context = {"map": map_of(lesson), "width": WIDTH, "height": HEIGHT}
    return page(request, "overview.html", lesson, context, theme=theme, lang=lang)
