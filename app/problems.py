"""Errors to answers: RFC 9457 problem+json, or a short page for whoever asks for HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response

from app.headers import SECURITY_HEADERS, prefers_html
from app.i18n import negotiated, words

MEDIA_TYPE = "application/problem+json"
MAX_ERRORS = 20
# In place of the validator's own words, what to do.
WORDS = {
    "extra_forbidden": "there is no field of this name: check its spelling, /docs lists the fields",
    "missing": "this field is wanted",
    "int_type": "a whole number is wanted here",
    "int_from_float": "a whole number is wanted here",
}
MAX_POINTER = 100
MAX_DETAIL = 250


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a request."""

    pointer: str
    detail: str


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """An answer other than success; subclasses fix the status."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(
        self, detail: str, errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class MalformedBody(Problem):
    """The body is not a JSON object."""

    status = HTTPStatus.BAD_REQUEST


class NotFound(Problem):
    """No such thing."""

    status = HTTPStatus.NOT_FOUND


class TooSlow(Problem):
    """The body did not arrive in time."""

    status = HTTPStatus.REQUEST_TIMEOUT


class TooLarge(Problem):
    """The body has more bytes or more numbers than are read."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class WrongMediaType(Problem):
    """The body is said to be something other than JSON."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class Invalid(Problem):
    """The body is JSON, and cannot be computed."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    @classmethod
    def at(cls, pointer: str, detail: str) -> Invalid:
        """One fault at one place."""
        return cls("The request cannot be computed.", [Fault(pointer, detail)])

    @classmethod
    def from_pydantic(cls, error: ValidationError | RequestValidationError) -> Invalid:
        """The first faults that pydantic found, without the input."""
        details = (
            error.errors(include_url=False, include_input=False)
            if isinstance(error, ValidationError)
            else error.errors()
        )
        faults = [
            Fault(
                "".join(f"/{_escape(part)}" for part in item["loc"])
                + str(item.get("ctx", {}).get("pointer", "")),
                WORDS.get(item["type"], str(item["msg"])),
            )
            for item in details[:MAX_ERRORS]
        ]
        return cls("The request cannot be computed.", faults)


class OverLimit(Invalid):
    """The shapes ask for more than the limits allow."""


class Busy(Problem):
    """As much is being computed as this server allows."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


def install(app: FastAPI) -> None:
    """Make every error of ``app`` leave by this file."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_bug)


def as_json(status: int, detail: str, errors: Sequence[Fault] = ()) -> bytes:
    """The problem as bytes: at most 20 faults, each cut so that the whole stays under 8 KB."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": _cut(detail, MAX_DETAIL),
        "errors": [
            {"pointer": _cut(e.pointer, MAX_POINTER), "detail": _cut(e.detail, MAX_DETAIL)}
            for e in errors[:MAX_ERRORS]
        ],
    }
    return orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _respond(request, error.status, error.detail, error.errors, error.headers)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _respond(request, error.status_code, str(error.detail), (), error.headers or {})


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await _on_problem(request, Invalid.from_pydantic(error))


async def _on_disconnect(request: Request, _: Exception) -> Response:
    detail = "The client left before its body was complete."
    return _respond(request, HTTPStatus.BAD_REQUEST, detail, (), {})


async def _on_bug(request: Request, _: Exception) -> Response:
    # Starlette answers this outside all middleware, hence the headers here.
    detail = "Something went wrong on the server."
    return _respond(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail, (), SECURITY_HEADERS)


def _respond(
    request: Request,
    status: int,
    detail: str,
    errors: Sequence[Fault],
    headers: Mapping[str, str],
) -> Response:
    headers = {**headers, "Cache-Control": "no-store"}
    if not request.url.path.startswith("/api") and prefers_html(request.headers.get("accept", "")):
        language = negotiated(
            request.headers.get("accept-language", ""), request.query_params.get("lang")
        )
        vary = {"Vary": "Accept, Accept-Language", "Content-Language": language}
        return HTMLResponse(_page(status, detail, language), status, {**headers, **vary})
    return Response(as_json(status, detail, errors), status, headers, MEDIA_TYPE)


def _page(status: int, detail: str, language: str) -> str:
    texts = words(language)["problem"]
    title = f"{int(status)} {texts['titles'].get(str(int(status)), HTTPStatus(status).phrase)}"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        f'<h1>{title}</h1>\n<p lang="en">{escape(_cut(detail, MAX_DETAIL))}</p>\n'
        f'<p><a href="/">{texts["back"]}</a></p>\n'
    )


def _escape(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _cut(text: str, length: int) -> str:
    # A name in the request may hold half a surrogate pair, which is not UTF-8.
    text = text[: length + 1].encode(errors="replace").decode()
    return text if len(text) <= length else text[: length - 1] + "…"
