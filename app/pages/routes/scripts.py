"""The numbers of a page as a program for NumPy or another library."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from gradgrid.app.api.queries import parse
from gradgrid.app.lessons.open_lesson import LessonRequest, arrays_of
from gradgrid.app.lessons.scripts import script
from gradgrid.app.service.settings import Settings

router = APIRouter(prefix="/script", include_in_schema=False)
Library = Literal["numpy", "torch", "jax", "tensorflow"]


@router.post("")
async def post_script(request: Request, library: Library = "numpy") -> Response:
    """A program that computes the convolution in the body and prints its gradients."""
    state = request.app.state

    def written(body: bytes, settings: Settings) -> bytes:
        return script(library, arrays_of(parse(LessonRequest, body, settings), settings)).encode()

    with state.bodies.quota() as quota:
        body = await quota.read(request)
        answer = await state.queues.run(written, body)
    headers = {"Cache-Control": "no-store"}
    return Response(answer, media_type="text/x-python; charset=utf-8", headers=headers)
