"""A bare Starlette handler that does the arithmetic of POST /api/v1/conv2d/backward, and no more.

No checks, no limits, no layouts, no sentences for what is wrong: the floor that the service is
measured against.
"""

from __future__ import annotations

import gc

import numpy as np
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gradgrid.engine import conv2d_with_gradients


async def backward(request: Request) -> Response:
    body = orjson.loads(await request.body())
    x, weight, bias, grad_output = (
        np.array(body[name], np.float64) for name in ("input", "weight", "bias", "grad_output")
    )
    output, gradients = conv2d_with_gradients(grad_output, x, weight, bias)
    answer = {
        "output": output,
        "grad_input": gradients.input,
        "grad_weight": gradients.weight,
        "grad_bias": gradients.bias,
    }
    text = orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(text, media_type="application/json")


# The service does the same: looking for cycles takes longer than parsing what has none.
gc.freeze()
gc.set_threshold(100_000, 50, 100)
app = Starlette(routes=[Route("/api/v1/conv2d/backward", backward, methods=["POST"])])
