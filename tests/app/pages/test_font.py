"""The math font where the build has not made it: the page's text waits for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradgrid.app.pages.routes import explainer
from tests.app.client import Service


def test_font_that_is_not_built_is_not_found_and_says_how_to_build_it(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(explainer, "MATH_FONT", tmp_path / "math.woff2")

    response = service.client.get("/fonts/math.woff2")

    assert response.status_code == 404
    assert "python -m tools.math_font" in response.json()["detail"]
