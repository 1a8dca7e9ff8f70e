"""JSON answers: the same object always gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:  # the command line, which writes the same bytes, starts without it
    from starlette.responses import Response

OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE


def dump(answer: dict[str, Any]) -> bytes:
    """``answer`` as JSON with a newline at its end; arrays are written without a list in between.

    >>> dump({"output": [1.0, -2.5]})
    b'{"output":[1.0,-2.5]}\\n'
    """
    return orjson.dumps(answer, option=OPTIONS)


def json_response(answer: dict[str, Any]) -> Response:
    """A small answer; a large one is dumped where it is computed, off the event loop."""
    from starlette.responses import Response

    return Response(dump(answer), media_type="application/json")
