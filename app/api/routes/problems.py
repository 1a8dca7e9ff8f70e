"""GET /problems/...: what a ``type`` of a problem means."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from gradgrid.app.service.problem_answers import explanation
from gradgrid.app.service.problems import PROBLEMS, NotFound

router = APIRouter(prefix="/problems", include_in_schema=False)


@router.get("/{kind}")
def problem(request: Request, kind: str) -> Response:
    """What the problems of one kind mean, as a short page or as JSON."""
    found = explanation(kind, request)
    if found is None:
        raise NotFound(f"The problems are {', '.join(PROBLEMS)}.")
    return found
