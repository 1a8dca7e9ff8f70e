"""The playground is for a checkout alone: off unless asked for, refused where others are served."""

from __future__ import annotations

import pytest

from gradgrid.app.app import create_app
from gradgrid.app.pages.routes.playground import PlaygroundRefusedError
from gradgrid.app.service.settings import Settings
from tests.app.client import Service
from tools.server import start


def test_playground_is_served_only_where_it_is_asked_for() -> None:
    assert Service().client.get("/playground").status_code == 404
    assert Service(Settings(playground=True)).client.get("/playground").status_code == 200


def test_playground_in_an_installed_package_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gradgrid.app.service.static_files.IS_INSTALLED", True)

    with pytest.raises(
        PlaygroundRefusedError, match="unset it, or run `make serve-dev` in a check"
    ):
        create_app(Settings(playground=True))
    create_app(Settings())


def test_serve_with_the_playground_gets_one_line_and_status_2() -> None:
    process = start("serve", "--port", "0", GRADGRID_PLAYGROUND="1")
    out, err = process.communicate(timeout=300)

    assert (process.returncode, out) == (2, "")
    assert err == (
        "gradgrid: GRADGRID_PLAYGROUND is for development: unset it, or run `make serve-dev`\n"
    )
