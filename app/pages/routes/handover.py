"""Numbers that are too long for an address: handed to one page of this machine, once."""

from __future__ import annotations

from secrets import token_urlsafe

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from gradgrid.app.i18n import negotiated, words
from gradgrid.app.service.problems import NotFound
from gradgrid.engine.conv2d.chapters import CHAPTER_IDS

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gradgrid</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<script type="module" src="{script}"></script>
<p id="handover" data-to="/{chapter}?own=here"
 data-gone="{gone}" data-failed="{failed}" data-large="{large}">{opening}</p>
"""


def handover(numbers: bytes) -> tuple[APIRouter, str]:
    """The routes of one handover, and the address of its page, which nobody can guess.

    ``numbers`` are the body of a request, as the workbench carries it from page to page.
    """
    router = APIRouter(prefix=f"/open/{token_urlsafe(16)}", include_in_schema=False)
    left = [numbers]

    @router.get("")
    def page(request: Request, lang: str | None = None) -> Response:
        language = negotiated(request.headers.get("accept-language", ""), lang)
        assets = request.app.state.assets.current()
        urls = {"script": assets.url("js/page/handover.js"), "icon": assets.url("icon.svg")}
        texts = words(language)["handover"]
        content = PAGE.format(language=language, chapter=CHAPTER_IDS[0], **urls, **texts)
        return HTMLResponse(content, headers={"Cache-Control": "no-store"})

    @router.get("/numbers")
    def given() -> Response:
        if not left:
            raise NotFound("These numbers were handed over already: run gradgrid open again.")
        return Response(
            left.pop(), media_type="application/json", headers={"Cache-Control": "no-store"}
        )

    return router, router.prefix
