"""The application factory."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.templating import Jinja2Templates

from gradgrid import __version__
from gradgrid.app.api import openapi, queries
from gradgrid.app.api.routes import (
    conv2d,
    conv_transpose2d,
    docs,
    health,
    limits,
    presets,
    problems,
)
from gradgrid.app.pages.routes import explainer, lessons, map, playground, scripts
from gradgrid.app.pages.unbroken import unbroken
from gradgrid.app.service import problem_answers
from gradgrid.app.service.admission import ComputeQueues
from gradgrid.app.service.draining import DrainRefused
from gradgrid.app.service.headers import HeadAsGet, SecurityHeaders
from gradgrid.app.service.inline_answers import InlineAnswers
from gradgrid.app.service.request_body import BodyReader
from gradgrid.app.service.settings import Settings
from gradgrid.app.service.static_files import Assets, folder
from gradgrid.engine import set_threads, usable_cores

DESCRIPTION = """A convolution forward and backward, with every number in between.

It is cross-correlation, as in every deep-learning library. Gradients are those of
L = sum(grad_output * output). Errors are problem+json (RFC 9457)."""

# Pages last: their routes match every remaining address.
ROUTES = (
    conv2d,
    conv_transpose2d,
    presets,
    limits,
    health,
    problems,
    docs,
    lessons,
    scripts,
    map,
    explainer,
)
# Modules that are loaded on demand, when a panel opens.
PARTS = (
    "js/workbench/edit-panel.js",
    "js/workbench/code-panel.js",
    "js/workbench/practice-panel.js",
    "js/workbench/share-dialog.js",
)
INLINE = {"/api/v1/conv2d/backward": queries.backward_at_once}


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web service; ``settings`` come from the environment unless given."""
    settings = settings or Settings()
    queues = ComputeQueues(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        _collect_less_often()
        set_threads(settings.threads or usable_cores())
        yield
        queues.close()

    app = FastAPI(
        title="Gradgrid",
        summary="See every number in a convolution's backward pass.",
        description=DESCRIPTION,
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    assets = Assets(folder("static"), mounted_at="/static")
    app.state.settings = settings
    app.state.queues = queues
    app.state.bodies = BodyReader(settings)
    app.state.assets = assets
    app.state.templates = _templates(assets)
    app.mount("/docs/files", docs.FILES)
    app.mount("/static", assets)
    if settings.playground:
        playground.install(app, assets)
    for routes in ROUTES:
        app.include_router(routes.router)
    problem_answers.install(app)
    openapi.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=settings.compress_from_bytes, compresslevel=6)
    app.add_middleware(
        DrainRefused,
        max_bytes=4 * settings.max_body_bytes,
        seconds=settings.body_timeout_seconds,
    )
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(InlineAnswers, queries=INLINE, settings=settings)
    return app


def _templates(assets: Assets) -> Jinja2Templates:
    def addresses(_: Request) -> dict[str, Any]:
        """What every page gets: its static files, all of them at one revision."""
        files = assets.current()
        modules = files.modules("js/page/explainer-page.js")
        parts = {entry: files.modules(entry, without=modules) for entry in PARTS}
        return {"asset": files.url, "sheets": files.sheets, "modules": modules, "parts": parts}

    templates = Jinja2Templates(folder("templates"), context_processors=[addresses])
    templates.env.filters["unbroken"] = unbroken
    return templates


def _collect_less_often() -> None:
    """Raise the garbage collector's thresholds: JSON makes many lists and no cycles."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
