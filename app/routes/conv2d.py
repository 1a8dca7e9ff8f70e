"""POST /api/v1/conv2d/...: gradient queries."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import answers, examples, queries, trace_answers
from app.openapi import failures, reads, success
from app.schemas import Conv2dRequest, TermsRequest
from app.settings import Settings

router = APIRouter(prefix="/api/v1/conv2d", tags=["conv2d"])
REFUSALS = failures(400, 405, 408, 413, 415, 422, 503)


@router.post(
    "/backward",
    operation_id="conv2d_backward",
    summary="Compute the output and the three gradients",
    openapi_extra=reads(Conv2dRequest, examples.BACKWARD_REQUESTS),
    responses=success(answers.BackwardAnswer, "Output and gradients.", examples.BACKWARD_ANSWERS)
    | REFUSALS,
)
async def backward(request: Request) -> Response:
    """Compute the output and the three gradients of one convolution.

    The gradients are those of L = sum(grad_output * output): sums over the batch, never means.
    """
    return await _answer(request, queries.backward)


@router.post(
    "/trace",
    operation_id="conv2d_trace",
    summary="Derive every tensor, with rules",
    openapi_extra=reads(Conv2dRequest, examples.TRACE_REQUESTS),
    responses=success(trace_answers.TraceAnswer, "Tensors, rules and chapters.") | REFUSALS,
)
async def trace(request: Request) -> Response:
    """Derive every tensor of one convolution, each with the rule that computes it.

    A rule is a scale and a sum of products of cells at affine indices; one that is out of range, or
    not whole after its division, reads as zero.
    """
    return await _answer(request, queries.trace)


@router.post(
    "/terms",
    operation_id="conv2d_terms",
    summary="Write out one cell",
    openapi_extra=reads(TermsRequest, examples.TERMS_REQUESTS),
    responses=success(trace_answers.TermsAnswer, "One cell.", examples.TERMS_ANSWERS) | REFUSALS,
)
async def terms(request: Request) -> Response:
    """Write out one cell: its terms as numbers, symbols and LaTeX, and the cells that read it."""
    return await _answer(request, queries.terms)


async def _answer(request: Request, query: Callable[[bytes, Settings], bytes]) -> Response:
    state = request.app.state
    with state.bodies.holding() as holding:
        body = await holding.read(request)
        answer = await state.gates.run(query, body)
    return Response(answer, media_type="application/json")
