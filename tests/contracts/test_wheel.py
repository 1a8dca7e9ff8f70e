"""The installed package: one name, complete, and at home beside a user's own files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from urllib.request import urlopen

import pytest

from tools.server import ROOT, Server

# A user's own files, of names that Gradgrid's folders have in its repository.
OF_THE_USER = ("app.py", "engine.py", "tests.py", "tools.py", "static.py", "templates.py")
PROGRAM = """\
import numpy as np
from numpy.typing import NDArray

import gradgrid


def loss(x: NDArray[np.float64], k: NDArray[np.float64]) -> float:
    return float(gradgrid.conv2d(x, k, stride=(2, 1), padding="same").sum())


x, k = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
gradients: gradgrid.Conv2dGradients = gradgrid.conv2d_backward(gradgrid.conv2d(x, k), x, k)
by_rows: list[list[float]] = gradients.input[0, :, :, 0].tolist()
print(by_rows, loss(x, k), gradgrid.ConvGeometry.of(x.shape, k.shape).output_size)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel installs, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=600)
    (wheel,) = folder.glob("gradgrid-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def users_folder(tmp_path: Path) -> Path:
    """A folder with files of the user's, each of which fails when it is imported."""
    for name in OF_THE_USER:
        (tmp_path / name).write_text(f'raise AssertionError("{name} is the user\'s")\n')
    return tmp_path


@pytest.fixture(scope="module")
def address(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with Server(folder=elsewhere, PYTHONPATH=str(installed), PYTHONSAFEPATH="1") as server:
        yield server.address


def read(url: str) -> bytes:
    with urlopen(url, timeout=300) as response:
        content: bytes = response.read()
        return content


def run(installed: Path, folder: Path, *arguments: str) -> str:
    """What Python prints, run in ``folder`` with the installed package; it must succeed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_wheel_has_one_top_level_package(installed: Path) -> None:
    names = {path.name for path in installed.iterdir()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"gradgrid"}


def test_wheel_packs_templates_static_files_words_and_the_mark_of_types(installed: Path) -> None:
    inside = ("templates/explainer.html", "static/icon.svg", "app/i18n/en.json", "py.typed")
    for path in inside:
        assert (installed / "gradgrid" / path).is_file(), path
    packed = {path.relative_to(installed / "gradgrid") for path in installed.rglob("*.py")}
    written = {
        path.relative_to(ROOT) for top in ("engine", "app") for path in (ROOT / top).rglob("*.py")
    }
    assert packed == written | {Path("__init__.py"), Path("__main__.py")}


def test_description_of_the_package_has_no_link_that_an_index_would_break(installed: Path) -> None:
    (described,) = installed.glob("*.dist-info/METADATA")
    metadata = message_from_bytes(described.read_bytes(), policy=policy.default)
    description = str(metadata.get_payload())
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata["Project-URL"] is None
    assert description.startswith("# Gradgrid\n")
    assert len(description) > 3_000
    targets = re.findall(r"\]\(([^)]*)\)|(?:src|srcset|href)=\"([^\"]*)\"", description)
    for link, attribute in targets:
        assert (link or attribute).startswith(("https://", "#"))
    assert "![" not in description
    assert "docs/api.md explains it by example" in description


def test_package_beside_a_users_own_files_is_imported(installed: Path, users_folder: Path) -> None:
    (users_folder / "program.py").write_text(PROGRAM)
    printed = run(installed, users_folder, "program.py")
    assert printed == "[[8.0, 20.0, 12.0], [28.0, 64.0, 36.0], [20.0, 44.0, 24.0]] 63.0 (2, 2)\n"


def test_users_program_passes_mypy_against_the_package(
    installed: Path, users_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # mypy asks an interpreter where packages are installed, and reads no PYTHONPATH.
    user = tmp_path_factory.mktemp("venv")
    venv.create(user, with_pip=False, symlinks=True)
    python = user / "bin" / "python"
    (packages,) = user.glob("lib/*/site-packages")
    (packages / "installed.pth").write_text(f"{installed}\n{sysconfig.get_path('purelib')}\n")
    checked = ("-m", "mypy", "--strict", f"--python-executable={python}", "program.py")
    (users_folder / "program.py").write_text(PROGRAM)
    assert run(installed, users_folder, *checked).startswith("Success")
    wrong = PROGRAM.replace('stride=(2, 1), padding="same"', "stride=None")
    (users_folder / "program.py").write_text(wrong)
    with pytest.raises(AssertionError, match=r'incompatible type "None"'):
        run(installed, users_folder, *checked)


def test_package_is_imported_without_numpy_and_the_server(
    installed: Path, users_folder: Path
) -> None:
    code = "import gradgrid, sys; print(sorted({'numpy', 'fastapi', 'pydantic'} & {*sys.modules}))"
    assert run(installed, users_folder, "-c", code) == "[]\n"
    code = "import gradgrid, sys; gradgrid.conv2d; print({'fastapi', 'pydantic'} & {*sys.modules})"
    assert run(installed, users_folder, "-c", code) == "set()\n"


def test_command_beside_a_users_own_files_runs(installed: Path, users_folder: Path) -> None:
    assert run(installed, users_folder, "-m", "gradgrid", "--version").startswith("gradgrid 0.")


def test_several_workers_beside_a_users_own_files_serve(
    installed: Path, users_folder: Path
) -> None:
    with Server("--workers", "2", folder=users_folder, PYTHONPATH=str(installed)) as server:
        for _ in range(4):
            assert b'"ok"' in read(f"{server.address}/healthz")


def test_wheel_outside_the_checkout_serves_the_page_with_its_static_files(address: str) -> None:
    page = read(f"{address}/grad-input-conv/slide").decode()
    assert "<step-board" in page
    sources = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(sources) > 10
    for source in sources:
        assert read(address + source), source


def test_wheel_outside_the_checkout_serves_the_api_and_its_pages(address: str) -> None:
    assert b'"article-multi-channel"' in read(f"{address}/api/v1/presets")
    assert b"/api/v1/conv2d/backward" in read(f"{address}/openapi.json")
    assert b"swagger" in read(f"{address}/docs").lower()
