"""GET /api/v1/limits: what this server accepts."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from gradgrid.app.api.openapi import failures, success
from gradgrid.app.service.json_response import json_response
from gradgrid.app.service.settings import published_limits
from gradgrid.app.wire import answers

router = APIRouter(prefix="/api/v1/limits", tags=["limits"])


@router.get(
    "",
    operation_id="get_limits",
    summary="Get the limits of this server",
    responses=success(answers.LimitsAnswer, "Every limit, with its meaning.") | failures(),
)
async def get_limits(request: Request) -> Response:
    """Get the limits of this server; a request past one is refused before it is computed."""
    return json_response({"limits": published_limits(request.app.state.settings)})
