"""Static files: addresses that change with the content, and the API page from local files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app import assets
from app.assets import Assets
from tests.app.service import Service


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text('import "./rule.js";\n')
    (tmp_path / "js" / "rule.js").write_text("export const one = 1;\n")
    return tmp_path


def mounted(folder: Path) -> tuple[Assets, TestClient]:
    app, files = Starlette(), Assets(folder, mounted_at="/static")
    app.mount("/static", files)
    return files, TestClient(app)


def test_asset_at_its_address_is_cached_for_good(folder: Path) -> None:
    files, client = mounted(folder)
    assert re.fullmatch(r"/static/[0-9a-f]{12}/js/main.js", files.url("js/main.js"))
    response = client.get(files.url("js/main.js"))
    assert response.text == 'import "./rule.js";\n'
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_asset_that_was_edited_has_another_address(folder: Path) -> None:
    files, client = mounted(folder)
    before = files.url("js/main.js")
    (folder / "js" / "rule.js").write_text("export const one = 1.0;\n")
    assert files.url("js/main.js") != before
    stale = client.get(before)
    assert (stale.status_code, stale.headers["cache-control"]) == (200, "no-cache")


def test_asset_revision_depends_on_content_alone(folder: Path) -> None:
    first = Assets(folder, mounted_at="/static").revision
    (folder / "js" / "main.js").touch()
    assert Assets(folder, mounted_at="/static").revision == first


@pytest.mark.parametrize(
    "path", ["/static/", "/static/x", "/static/x/", "/static/x/js", "/static/x/js/no.js"]
)
def test_asset_that_is_not_there_is_a_404(folder: Path, path: str) -> None:
    assert mounted(folder)[1].get(path).status_code == 404


def test_folder_is_the_packed_one_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "PACKAGED", tmp_path)
    assert assets.folder("static") == assets.CHECKOUT / "static"
    (tmp_path / "static").mkdir()
    assert assets.folder("static") == tmp_path / "static"


def test_docs_page_refers_only_to_files_that_are_here(service: Service) -> None:
    page = service.client.get("/docs").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) == 4
    for address in addresses:
        if address == "data:,":
            continue
        response = service.client.get(f"/{address}")
        assert response.status_code == 200
        assert response.content
    assert "SwaggerUIBundle" in service.client.get("/docs/start.js").text
    assert "onclick" not in page
    assert not re.search(r"<script(?! src=)", page)
