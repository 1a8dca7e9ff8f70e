"""Problems as answers: problem+json (RFC 9457), or a short page for whoever asks for HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from gradgrid.app.service.headers import headers_of, prefers_html
from gradgrid.app.service.problem_pages import meaning_page, problem_page
from gradgrid.app.service.problems import (
    MAX_DETAIL,
    MAX_ERRORS,
    PROBLEMS,
    Fault,
    IncompleteBody,
    Invalid,
    Problem,
    type_of,
)

MEDIA_TYPE = "application/problem+json"
MAX_POINTER = 100


def install(app: FastAPI) -> None:
    """Register the handlers that answer every error of ``app``."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_bug)


def as_json(
    problem: type[Problem], detail: str, errors: Sequence[Fault] = (), status: int | None = None
) -> bytes:
    """The problem as bytes: at most 20 faults, each cut so that the whole stays under 8 KB."""
    content: dict[str, object] = {
        "type": type_of(problem),
        "title": problem.title,
        "status": int(problem.status if status is None else status),
        "detail": _cut(detail, MAX_DETAIL),
        "errors": [
            {"pointer": _cut(e.pointer, MAX_POINTER), "detail": _cut(e.detail, MAX_DETAIL)}
            for e in errors[:MAX_ERRORS]
        ],
    }
    return orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE)


def explanation(kind: str, request: Request) -> Response | None:
    """What a problem of this kind means, as a page or as JSON; None if there is none."""
    problem = PROBLEMS.get(kind)
    if problem is None:
        return None
    if prefers_html(request.headers.get("accept", "")):
        return meaning_page(request, problem)
    content = {
        "type": type_of(problem),
        "title": problem.title,
        "status": int(problem.status),
        "detail": problem.meaning(),
    }
    return Response(
        orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE), media_type="application/json"
    )


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _respond(request, type(error), error.detail, error.errors, error.headers)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    of_status = (each for each in PROBLEMS.values() if each.status == error.status_code)
    problem = next(of_status, Problem)
    headers = error.headers or {}
    return _respond(request, problem, str(error.detail), (), headers, error.status_code)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await _on_problem(request, Invalid.from_pydantic(error))


async def _on_disconnect(request: Request, _: Exception) -> Response:
    return _respond(
        request, IncompleteBody, "The client disconnected before the body was complete."
    )


async def _on_bug(request: Request, _: Exception) -> Response:
    # Starlette answers this outside all middleware, hence the headers here.
    headers = headers_of(request.url.path)
    return _respond(
        request,
        Problem,
        "The server failed: this is a fault of the server, not of the request.",
        (),
        headers,
    )


def _respond(
    request: Request,
    problem: type[Problem],
    detail: str,
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
) -> Response:
    status = int(problem.status if status is None else status)
    headers = {**(headers or {}), "Cache-Control": "no-store"}
    if not request.url.path.startswith("/api") and prefers_html(request.headers.get("accept", "")):
        return problem_page(request, problem, _cut(detail, MAX_DETAIL), status, headers)
    return Response(as_json(problem, detail, errors, status), status, headers, MEDIA_TYPE)


def _cut(text: str, length: int) -> str:
    # A name in the request may hold half a surrogate pair, which is not UTF-8.
    text = text[: length + 1].encode(errors="replace").decode()
    return text if len(text) <= length else text[: length - 1] + "…"
