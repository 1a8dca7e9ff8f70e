"""POST /arrays: the numbers in a file that a reader opens on the page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import array_files

MEDIA_TYPE = "application/octet-stream"

router = APIRouter(include_in_schema=False)


@router.post("/arrays")
async def arrays(request: Request) -> Response:
    """The arrays in the .npy or .npz that is the body, each with its shape and its numbers flat."""
    state = request.app.state
    with state.bodies.holding() as holding:
        body = await holding.read(request, MEDIA_TYPE)
        answer = await state.gates.run(array_files.answer, body)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})
