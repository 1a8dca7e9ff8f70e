"""The OpenAPI document: FastAPI's, with the bodies that routes read and write themselves."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from gradgrid.app.service.media_types import JSON, NPZ
from gradgrid.app.service.problem_answers import MEDIA_TYPE
from gradgrid.app.service.problems import PROBLEMS, type_of
from gradgrid.app.wire import answers, requests, trace_answers

REF = "#/components/schemas/{model}"
MODELS: tuple[type[BaseModel], ...] = (
    requests.Conv2dRequest,
    requests.TermsRequest,
    answers.BackwardAnswer,
    trace_answers.TraceAnswer,
    trace_answers.TermsAnswer,
    answers.PresetsAnswer,
    answers.PresetAnswer,
    answers.LimitsAnswer,
    answers.HealthAnswer,
    answers.ProblemBody,
)
WHEN = {
    400: "The body is not a JSON object in UTF-8, repeats a name, nests too deep, or is damaged.",
    404: "Not found.",
    405: "The address does not accept this method.",
    406: "The answer is not available in any media type in Accept.",
    408: "The body did not arrive in time.",
    413: "The body has more bytes, numbers or lists than this server reads.",
    415: "Content-Type or Content-Encoding names a type that is not supported.",
    422: "The request cannot be computed, exceeds a limit, or its result overflows.",
    500: "The server failed.",
    503: "The server is busy: try again after the seconds in Retry-After.",
}
BINARY = {"type": "string", "format": "binary"}
RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route for these statuses, all of them problem+json."""
    found: dict[int | str, dict[str, Any]] = {}
    for status in (*statuses, 500):
        found[status] = {
            "description": f"{HTTPStatus(status).phrase}. {WHEN[status]} `type`: {_types(status)}.",
            "content": {MEDIA_TYPE: {"schema": ref(answers.ProblemBody)}},
        }
        if status == 503:
            found[status]["headers"] = RETRY_AFTER
    return found


def _types(status: int) -> str:
    found = [type_of(problem) for problem in PROBLEMS.values() if problem.status == status]
    return ", ".join(f"`{each}`" for each in found)


def success(
    model: type[BaseModel],
    description: str,
    examples: dict[str, Any] | None = None,
    *,
    npz: bool = False,
) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route for 200; with ``npz`` also as NumPy's arrays."""
    content: dict[str, Any] = {"schema": ref(model)}
    if examples:
        content["examples"] = examples
    found = {JSON: content} | ({NPZ: {"schema": BINARY}} if npz else {})
    return {200: {"description": description, "content": found}}


def reads(model: type[BaseModel], examples: dict[str, Any]) -> dict[str, Any]:
    """The ``openapi_extra`` of a route that reads ``model`` as its body, or arrays of its names."""
    content = {JSON: {"schema": ref(model), "examples": examples}, NPZ: {"schema": BINARY}}
    return {"requestBody": {"required": True, "content": content}}


def ref(model: type[BaseModel]) -> dict[str, str]:
    """A reference to the schema of ``model``."""
    return {"$ref": REF.format(model=model.__name__)}


def install(app: FastAPI) -> None:
    """Make ``app.openapi()`` answer with the whole document, built once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    _, schemas_found = models_json_schema(
        [(model, "validation") for model in MODELS], ref_template=REF
    )
    # FastAPI's own error schemas describe answers that this app never gives.
    document["components"] = {"schemas": dict(sorted(schemas_found["$defs"].items()))}
    for path in document["paths"].values():
        for operation in path.values():
            found = operation["responses"]
            if "application/json" in found.get("422", {}).get("content", {}):
                del found["422"]
    return document
