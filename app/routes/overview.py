"""The first page: the derivation as a map, every node a link into a chapter."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import presets
from app.overview import TALL, WIDE, drawing_of, map_of
from app.routes.pages import opened, page

router = APIRouter(include_in_schema=False)


@router.get("/")
def overview(
    request: Request,
    preset: str = presets.PRESETS[0].id,
    data: str | None = None,
    theme: str = "auto",
    lang: str | None = None,
) -> Response:
    """The map of one example, wide and tall: the page shows the one that it has room for."""
    found = opened(request, preset, data, lang)
    drawn = map_of(found.lesson)
    context = {"map": drawn, "drawings": [drawing_of(drawn, frame) for frame in (WIDE, TALL)]}
    return page(request, "overview.html", found, context, theme=theme, lang=lang)
