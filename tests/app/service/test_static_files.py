"""Static files: addresses that change with the content, and the API page from local files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gradgrid.app.app import PARTS
from gradgrid.app.service import static_files
from gradgrid.app.service.static_files import FOREVER, Assets
from tests.app.client import Service
from tools.server import ROOT


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
    address = files.current().url("js/main.js")
    assert re.fullmatch(r"/static/[0-9a-f]{12}/js/main.js", address)
    response = client.get(address)
    assert response.text == 'import "./rule.js";\n'
    assert response.headers["cache-control"] == FOREVER
    again = client.get(address, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, FOREVER)


def test_asset_that_was_edited_has_another_address(folder: Path) -> None:
    files, client = mounted(folder)
    before = files.current().url("js/main.js")
    (folder / "js" / "rule.js").write_text("export const one = 1.0;\n")
    assert files.current().url("js/main.js") != before
    stale = client.get(before)
    assert (stale.status_code, stale.headers["cache-control"]) == (200, "no-cache")


def test_asset_that_was_edited_since_the_last_page_is_not_cached(folder: Path) -> None:
    files, client = mounted(folder)
    address = files.current().url("js/rule.js")
    (folder / "js" / "rule.js").write_text("export const one = 1.0;\n")
    assert client.get(address).headers["cache-control"] == "no-cache"
    (folder / "js" / "new.js").write_text("")
    assert client.get(f"{files.current().address}/js/rule.js").headers["cache-control"] == FOREVER


def test_assets_that_are_packed_are_looked_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static_files, "ROOT", folder.parent)
    monkeypatch.setattr(static_files, "IS_INSTALLED", True)
    files, client = mounted(folder)
    address = files.current().url("js/main.js")
    monkeypatch.delattr(Assets, "_stamps")
    assert files.current().url("js/main.js") == address
    assert client.get(address).headers["cache-control"] == FOREVER


def test_assets_are_looked_at_once_for_a_page_and_not_for_its_files(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, looks = Assets._stamps, []
    monkeypatch.setattr(Assets, "_stamps", lambda self: looks.append(1) or look(self))
    page = service.client.get("/forward-window")
    assert len(looks) == 1
    addresses = re.findall(r'"(/static/[^"]+)"', page.text)
    assert len(addresses) > 10
    for address in addresses:
        assert service.client.get(address).headers["cache-control"] == FOREVER
    assert len(looks) == 1


def test_asset_revision_depends_on_content_alone(folder: Path) -> None:
    first = Assets(folder, mounted_at="/static").current().address
    (folder / "js" / "main.js").touch()
    assert Assets(folder, mounted_at="/static").current().address == first


@pytest.mark.parametrize(
    "path", ["/static/", "/static/x", "/static/x/", "/static/x/js", "/static/x/js/no.js"]
)
def test_asset_that_is_not_there_is_a_404(folder: Path, path: str) -> None:
    assert mounted(folder)[1].get(path).status_code == 404


def test_folders_of_a_checkout_are_beside_the_package() -> None:
    assert static_files.folder("static") == ROOT / "static"
    assert static_files.folder("templates") == ROOT / "templates"
    assert not static_files.IS_INSTALLED


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


def with_sheets(folder: Path) -> Path:
    (folder / "css").mkdir()
    (folder / "css" / "layers.css").write_text("@layer base, grid;\n")
    for room, name in (("grid", "mark"), ("grid", "cell"), ("base", "ink"), ("map", "map")):
        (folder / "css" / room).mkdir(exist_ok=True)
        (folder / "css" / room / f"{name}.css").write_text(f".{name} {{}}\n")
    return folder


LAYERED = """@layer base, grid;
@layer grid {
.cell {}
.mark {}
}
@layer base {
.ink {}
}
"""


def test_sheets_are_answered_at_once_each_folder_in_its_layer(folder: Path) -> None:
    files, client = mounted(with_sheets(folder))
    address = files.current().sheets(["grid", "base"])
    response = client.get(address)
    assert response.text == LAYERED
    assert response.headers["cache-control"] == FOREVER
    assert response.headers["content-type"].startswith("text/css")
    assert response.headers["content-encoding"] == "gzip"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.text == response.text
    assert "content-encoding" not in plain.headers


def test_sheets_that_were_edited_since_the_last_page_are_not_cached(folder: Path) -> None:
    files, client = mounted(with_sheets(folder))
    address = files.current().sheets(["grid"])
    (folder / "css" / "grid" / "cell.css").write_text(".cell { color: red }\n")
    response = client.get(address)
    assert "red" in response.text
    assert response.headers["cache-control"] == "no-cache"
    assert client.get(files.current().sheets(["grid"])).headers["cache-control"] == FOREVER


@pytest.mark.parametrize(
    "path",
    [
        "css/none.css",
        "css/base+none.css",
        "css/base+base.css",
        "css/old/base+grid.css",
        "css/base+grid",
        "css/base+grid.js",
        "js/main+rule.js",
        "css/+.css",
        "css/base+../js/main.css",
    ],
)
def test_sheets_of_which_one_is_not_there_are_a_404(folder: Path, path: str) -> None:
    files, client = mounted(with_sheets(folder))
    assert client.get(files.current().url(path)).status_code == 404


def test_modules_without_those_of_a_page_are_what_a_panel_brings_along() -> None:
    files = Assets(static_files.folder("static"), mounted_at="/static").current()
    page = files.modules("js/page/explainer-page.js")
    for entry in PARTS:
        brought = files.modules(entry, without=page)
        assert entry in brought
        assert not {*brought} & {*page}
        assert {*files.modules(entry)} <= {*brought, *page}
