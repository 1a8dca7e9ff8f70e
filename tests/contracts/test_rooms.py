"""Rooms of a size that one can survey, in an order that every import keeps."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from gradgrid.app.service.static_files import IMPORT
from tools import architecture
from tools.rooms import (
    ROOMS,
    ROOT,
    Import,
    circles,
    imports,
    python_imports,
    room_of,
    script_imports,
    upward,
)

MAX_FILES = 20
MEDIAN_LINES = 110


def folders(top: str) -> list[Path]:
    inside = (ROOT / top, *(path for path in (ROOT / top).rglob("*") if path.is_dir()))
    return [path for path in inside if path.name != "__pycache__"]


def test_imports_run_from_later_rooms_to_earlier_ones() -> None:
    found = imports()
    assert len(found) > 500
    assert upward(found) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("app/service/headers", "app/wire/reader"),
        ("app/wire/formats/tensor", "app/wire/reader"),
        ("engine/rules/trace", "engine/conv2d/geometry"),
        ("engine/conv2d/kernels/blas", "engine/conv2d/functional"),
        ("engine/conv2d/geometry", "app/wire/limits"),
        ("static/js/grid/cell-pool", "static/js/board/marks"),
        ("static/js/trace/rule", "static/js/markup/dom"),
        ("static/js/workbench/edits/edit-queue", "static/js/equation/latex"),
    ],
)
def test_import_that_runs_upwards_is_found(importer: str, imported: str) -> None:
    (fault,) = upward([Import(importer, imported)])
    assert fault.startswith(f"{importer} imports {imported}")


def test_no_modules_of_the_page_import_one_another() -> None:
    found = script_imports(IMPORT)
    assert len(found) > 300
    assert circles(found) == []
    first, *_ = found
    assert circles([*found, Import(first.imported, first.importer)]) != []


def test_folder_with_sub_rooms_has_its_order_written_down() -> None:
    listed = {room_of(folder, top) for folder in ROOMS for top in ("engine", "app")}
    assert {"rules", "conv2d", "service", "wire", "api", "lessons", "pages"} <= listed


@pytest.mark.parametrize("top", ["engine", "app", "static/js", "static/css"])
def test_no_folder_has_more_files_than_one_can_survey(top: str) -> None:
    for folder in folders(top):
        files = [path for path in folder.iterdir() if path.is_file()]
        assert len(files) <= MAX_FILES, folder.relative_to(ROOT)


@pytest.mark.parametrize(("top", "ending"), [("engine", "py"), ("app", "py"), ("static/js", "js")])
def test_files_are_short(top: str, ending: str) -> None:
    files = [*(ROOT / top).rglob(f"*.{ending}")]
    assert median(len(path.read_text("utf-8").splitlines()) for path in files) < MEDIAN_LINES


def test_picture_of_the_rooms_is_what_the_imports_are() -> None:
    drawn = architecture.PICTURE.read_text("utf-8")
    assert drawn == architecture.picture(imports()), "draw it again: python -m tools.architecture"


def test_architecture_names_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = [f"{part}/{room}" for part in architecture.PARTS for room in ROOMS[part].split()]
    for room in rooms:
        if (ROOT / room).is_dir():
            assert f"`{room}`" in text, room


@pytest.mark.parametrize(
    "written",
    [
        "from gradgrid import app",
        "from gradgrid.app import cli",
        "from gradgrid.app.cli import main",
        "import gradgrid.app.cli",
        "from ..app import cli",
        "from ..app.cli import main",
        "def later():\n    import gradgrid.app.cli",
    ],
)
def test_import_is_found_however_it_is_written(written: str, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "cli.py").touch()
    (tmp_path / "engine").mkdir()
    module = tmp_path / "engine" / "rule.py"
    module.write_text(written, "utf-8")

    (imported,) = python_imports(module, tmp_path)

    assert imported in ("app", "app/cli")
