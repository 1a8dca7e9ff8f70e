"""The installed package serves pages, static files and the API from any folder."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tools.server import Server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel installs, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=600)
    (wheel,) = folder.glob("gradgrid-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def address(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with Server(folder=elsewhere, PYTHONPATH=str(installed), PYTHONSAFEPATH="1") as server:
        yield server.address


def read(url: str) -> bytes:
    with urlopen(url, timeout=300) as response:
        content: bytes = response.read()
        return content


def test_wheel_as_built_packs_templates_static_files_and_words(installed: Path) -> None:
    for path in (
        "_assets/templates/explainer.html",
        "_assets/static/js/page/explainer.js",
        "i18n/en.json",
    ):
        assert (installed / "app" / path).is_file(), path


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
