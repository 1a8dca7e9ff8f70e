"""POST /api/v1/conv2d/...: gradient queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from gradgrid.app.api import examples, queries
from gradgrid.app.api.openapi import failures, reads, success
from gradgrid.app.service.headers import preferred
from gradgrid.app.service.media_types import JSON, NPZ
from gradgrid.app.service.problems import NotAcceptable
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire import answers, trace_answers
from gradgrid.app.wire.body import ungzipped, values_of
from gradgrid.app.wire.query_options import options_of_query
from gradgrid.app.wire.requests import Conv2dRequest, TermsRequest
from gradgrid.app.wire.trace.selection import TraceRequest

router = APIRouter(prefix="/api/v1/conv2d", tags=["conv2d"])
Query = Callable[[Mapping[str, Any], Settings], bytes]
# By the type of the answer, the one to give where all are equal first.
BACKWARD: dict[str, Query] = {JSON: queries.backward_of, NPZ: queries.backward_npz_of}
REFUSALS = failures(400, 405, 406, 408, 413, 415, 422, 503)


@router.post(
    "/backward",
    operation_id="conv2d_backward",
    summary="Compute the output and the three gradients",
    openapi_extra=reads(Conv2dRequest, examples.BACKWARD_REQUESTS),
    responses=success(
        answers.BackwardAnswer, "Output and gradients.", examples.BACKWARD_ANSWERS, npz=True
    )
    | REFUSALS,
)
async def backward(request: Request) -> Response:
    """Compute the output and the three gradients of one convolution.

    The gradients are those of L = sum(grad_output * output): sums over the batch, never means.
    """
    return await answer(request, BACKWARD)


@router.post(
    "/trace",
    operation_id="conv2d_trace",
    summary="Derive every tensor, with rules",
    openapi_extra=reads(TraceRequest, examples.TRACE_REQUESTS),
    responses=success(trace_answers.TraceAnswer, "Tensors, rules and chapters.") | REFUSALS,
)
async def trace(request: Request) -> Response:
    """Derive every tensor of one convolution, each with the rule that computes it.

    A rule is a scale and a sum of products of cells at affine indices; one that is out of range, or
    not whole after its division, reads as zero. `only` and `window` ask for less.
    """
    return await answer(request, {JSON: queries.trace_of})


@router.post(
    "/terms",
    operation_id="conv2d_terms",
    summary="Write out one cell",
    openapi_extra=reads(TermsRequest, examples.TERMS_REQUESTS),
    responses=success(trace_answers.TermsAnswer, "One cell.", examples.TERMS_ANSWERS) | REFUSALS,
)
async def terms(request: Request) -> Response:
    """Write out one cell: its terms as numbers, symbols and LaTeX, and the cells that read it."""
    return await answer(request, {JSON: queries.terms_of})


async def answer(request: Request, queries: Mapping[str, Query]) -> Response:
    """What one of ``queries`` makes of the body: the one whose type the client prefers."""
    answer_type = preferred(request.headers.get("accept"), [*queries])
    if answer_type is None:
        raise NotAcceptable(f"The answer is {' or '.join(queries)}: name one in Accept.")
    options = options_of_query(request.query_params.multi_items())
    state = request.app.state
    with state.bodies.quota() as quota:
        upload = await quota.upload(request)

        def answered(body: bytes, settings: Settings) -> bytes:
            if upload.is_gzip:
                body = ungzipped(body, settings.max_body_bytes)
            values = values_of(body, upload.media_type, settings) | options
            return queries[answer_type](values, settings)

        content = await state.queues.run(answered, upload.content)
    return Response(content, media_type=answer_type)
