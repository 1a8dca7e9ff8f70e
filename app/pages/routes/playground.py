"""The playground of developers: one element of the page alone, with its properties in a form."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from gradgrid.app.lessons.open_lesson import FIRST
from gradgrid.app.pages.page import opened, page
from gradgrid.app.service.static_files import Assets

router = APIRouter(include_in_schema=False)


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
