"""POST /api/v1/conv_transpose2d/backward: the gradients of a transposed convolution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from gradgrid.app.api import examples, queries
from gradgrid.app.api.openapi import reads, success
from gradgrid.app.api.routes.conv2d import REFUSALS, Query, answer
from gradgrid.app.service.media_types import JSON, NPZ
from gradgrid.app.service.problems import Invalid
from gradgrid.app.service.settings import Settings
from gradgrid.app.wire import answers
from gradgrid.app.wire.geometry.shapes import TRANSPOSED
from gradgrid.app.wire.requests import Conv2dRequest

router = APIRouter(prefix=f"/api/v1/{TRANSPOSED}", tags=[TRANSPOSED])


@router.post(
    "/backward",
    operation_id="conv_transpose2d_backward",
    summary="Compute the output and the three gradients of a transposed convolution",
    openapi_extra=reads(Conv2dRequest, examples.TRANSPOSED_REQUESTS),
    responses=success(answers.BackwardAnswer, "Output and gradients.", npz=True) | REFUSALS,
)
async def backward(request: Request) -> Response:
    """Compute the output and the three gradients of one transposed convolution.

    As `/api/v1/conv2d/backward` with `"operation": "conv_transpose2d"`.
    """
    return await answer(
        request,
        {JSON: _transposed(queries.backward_of), NPZ: _transposed(queries.backward_npz_of)},
    )


def _transposed(query: Query) -> Query:
    def answered(values: Mapping[str, Any], settings: Settings) -> bytes:
        if values.get("operation", TRANSPOSED) != TRANSPOSED:
            detail = f'must be "{TRANSPOSED}" at this address: post the request to /api/v1/conv2d'
            raise Invalid.at("/operation", detail)
        return query({**values, "operation": TRANSPOSED}, settings)

    return answered
