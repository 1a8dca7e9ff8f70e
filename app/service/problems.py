"""Every reason to refuse a request, as RFC 9457 problems; for HTTP and the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

if TYPE_CHECKING:  # the command line does without it
    from fastapi.exceptions import RequestValidationError

MAX_ERRORS = 20
MAX_DETAIL = 250
# Replaces the validator's messages; the names in braces are its context.
WORDS = {
    "extra_forbidden": "there is no field of this name: /docs lists the fields",
    "missing": "required field is missing",
    "int_type": "must be an integer",
    "int_from_float": "must be an integer",
    "int_parsing": "must be an integer",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "string_type": "must be text",
    "string_unicode": "must be text in Unicode",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be >= {ge}",
    "greater_than": "must be > {gt}",
    "less_than_equal": "must be <= {le}",
    "less_than": "must be < {lt}",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "too_long": "must have at most {max_length} elements, has {actual_length}",
    "too_short": "must have at least {min_length} elements, has {actual_length}",
}
# The type of a fault that pydantic hands on.
NOT_OFFERED = "not_offered"
CANNOT = "The request cannot be computed."


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a request."""

    pointer: str
    detail: str


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """The server failed. The same request may succeed later."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    kind = "internal-error"
    title = "Internal server error"

    def __init__(
        self, detail: str, errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    @classmethod
    def meaning(cls) -> str:
        """What problems of this kind mean, in English: the class's docstring."""
        return " ".join((cls.__doc__ or "").split())


class MalformedBody(Problem):
    """The body is not a JSON object in UTF-8, repeats a name, nests too deep, or is damaged."""

    status = HTTPStatus.BAD_REQUEST
    kind = "malformed-body"
    title = "The body cannot be read"


class IncompleteBody(Problem):
    """The client disconnected before the body was complete."""

    status = HTTPStatus.BAD_REQUEST
    kind = "incomplete-body"
    title = "The body is incomplete"


class NotFound(Problem):
    """There is no page, preset or route at this address."""

    status = HTTPStatus.NOT_FOUND
    kind = "not-found"
    title = "Not found"


class WrongMethod(Problem):
    """The address does not accept this method: the Allow header lists those that it accepts."""

    status = HTTPStatus.METHOD_NOT_ALLOWED
    kind = "method-not-allowed"
    title = "Method not allowed"


class NotAcceptable(Problem):
    """The answer is not available in any media type that the Accept header allows."""

    status = HTTPStatus.NOT_ACCEPTABLE
    kind = "not-acceptable"
    title = "No acceptable media type"


class TooSlow(Problem):
    """The body did not arrive in time: send it again."""

    status = HTTPStatus.REQUEST_TIMEOUT
    kind = "body-timeout"
    title = "The body did not arrive in time"


class TooLarge(Problem):
    """The body has more bytes, numbers or lists than GET /api/v1/limits allows."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "too-large"
    title = "The body is too large"


class WrongMediaType(Problem):
    """The Content-Type or Content-Encoding header names a type that is not supported."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    kind = "unsupported-media-type"
    title = "Unsupported media type"


class Invalid(Problem):
    """A field is missing, unknown or wrong, or the shapes do not fit: `errors` says where."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "invalid-request"
    title = "The request cannot be computed"

    @classmethod
    def at(cls, pointer: str, detail: str) -> Invalid:
        """One fault at one place."""
        return cls(CANNOT, [Fault(pointer, detail)])

    @classmethod
    def from_pydantic(cls, error: ValidationError | RequestValidationError) -> Invalid:
        """The first faults that pydantic found, without the input."""
        details: Sequence[Any] = (
            error.errors(include_url=False, include_input=False)
            if isinstance(error, ValidationError)
            else error.errors()
        )
        faults = [
            Fault(
                "".join(f"/{escaped(part)}" for part in item["loc"])
                + str(item.get("ctx", {}).get("pointer", "")),
                _words(item["type"], str(item["msg"]), item.get("ctx", {})),
            )
            for item in details[:MAX_ERRORS]
        ]
        # Every fault asks for something not supported: NotOffered rather than Invalid.
        kinds = {item["type"] for item in details}
        return (NotOffered if kinds == {NOT_OFFERED} else cls)(CANNOT, faults)


class OverLimit(Invalid):
    """The request is well formed but exceeds a limit: GET /api/v1/limits lists the limits."""

    kind = "over-limit"
    title = "The request exceeds a limit"


class Overflow(Invalid):
    """A result exceeds the range of the request's dtype, and JSON has no infinity."""

    kind = "overflow"
    title = "The result overflows"


class NotOffered(Invalid):
    """This kind of convolution is not supported: `detail` says what to do instead."""

    kind = "not-offered"
    title = "Not supported"


class Busy(Problem):
    """The queue is full: try again after the number of seconds in the Retry-After header."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "busy"
    title = "The server is busy"


PROBLEMS: dict[str, type[Problem]] = {
    problem.kind: problem
    for problem in (
        MalformedBody,
        IncompleteBody,
        NotFound,
        WrongMethod,
        NotAcceptable,
        TooSlow,
        TooLarge,
        WrongMediaType,
        Invalid,
        OverLimit,
        Overflow,
        NotOffered,
        Problem,
        Busy,
    )
}


def type_of(problem: type[Problem]) -> str:
    """The ``type`` of a problem on the wire, which is also the address of its page.

    >>> type_of(TooLarge)
    '/problems/too-large'
    """
    return f"/problems/{problem.kind}"


def _words(type: str, message: str, known: Mapping[str, object]) -> str:
    return WORDS[type].format_map(known) if type in WORDS else message


def escaped(part: int | str) -> str:
    """A part of a JSON pointer."""
    return str(part).replace("~", "~0").replace("/", "~1")
