"""GET /api/v1/presets: ready-made requests."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from gradgrid.app import presets
from gradgrid.app.api.openapi import failures, success
from gradgrid.app.service.json_response import json_response
from gradgrid.app.service.problems import NotFound
from gradgrid.app.wire import answers, present

router = APIRouter(prefix="/api/v1/presets", tags=["presets"])


@router.get(
    "",
    operation_id="list_presets",
    summary="List the presets",
    responses=success(answers.PresetsAnswer, "All presets.") | failures(),
)
def list_presets() -> Response:
    """List the ready-made convolutions, each with its sizes."""
    return json_response(_list())


@router.get(
    "/{preset_id}",
    operation_id="get_preset",
    summary="Get one preset",
    responses=success(answers.PresetAnswer, "A body to post to /api/v1/conv2d/...") | failures(404),
)
def get_preset(preset_id: str) -> Response:
    """Get one ready-made convolution: a complete request, to be posted as it is.

    Tensors of more than 4,000 numbers are flat. Only the largest, layers at the size that they have
    in a network, are past the limits of /trace.
    """
    if preset_id not in presets.BY_ID:
        raise NotFound("There is no such preset: GET /api/v1/presets lists them.")
    return json_response(presets.BY_ID[preset_id].request())


def _list() -> present.Wire:
    """Every preset in brief: id, title, summary and geometry."""
    briefs = []
    for preset in presets.PRESETS:
        geometry = present.geometry_to_wire(preset.geometry)
        named = {"id": preset.id, "title": preset.title["en"], "summary": preset.summary["en"]}
        briefs.append(named | {"geometry": geometry})
    return {"presets": briefs}
