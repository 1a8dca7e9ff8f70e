"""GET /healthz and /readyz, for monitoring."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from gradgrid import __version__
from gradgrid.app.api.openapi import failures, success
from gradgrid.app.service.json_response import json_response
from gradgrid.app.wire import answers

router = APIRouter(tags=["health"])


@router.get(
    "/healthz",
    operation_id="healthz",
    summary="Say that the process is alive",
    responses=success(answers.HealthAnswer, "The process answers.") | failures(),
)
async def healthz() -> Response:
    """Say that the process is alive."""
    return json_response({"status": "ok", "version": __version__})


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Say whether a request would be accepted",
    responses=success(answers.HealthAnswer, "One more request would be accepted.") | failures(503),
)
async def readyz(request: Request) -> Response:
    """Say whether one more small gradient query would be taken; 503 while its queue is full."""
    request.app.state.queues.small.check()
    return json_response({"status": "ok", "version": __version__})
