"""The math font of the pages: cut to what is drawn, with its licence, and served."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from starlette.testclient import TestClient

from gradgrid.app.app import create_app
from tools import math_font


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    math_font.main(folder)
    return folder


def test_cut_font_has_every_character_that_is_drawn(built: Path) -> None:
    with TTFont(built / "math.woff2") as font:
        assert font.flavor == "woff2"
        assert set(font.getBestCmap()) == {code for code in math_font.CHARACTERS if exists(code)}


def exists(code: int) -> bool:
    """Whether Unicode has a character there: two of the ranges have a gap."""
    return unicodedata.category(chr(code)) != "Cn"


def test_font_has_its_licence_beside_it(built: Path) -> None:
    text = (built / "OFL.txt").read_text("utf-8")

    assert text.startswith("Copyright 2001-2020 The STIX Fonts Project Authors")
    for part in ("SIL OPEN FONT LICENSE Version 1.1", "PREAMBLE", "TERMINATION", "DISCLAIMER"):
        assert part in text


def test_page_is_served_the_font_as_it_is_cut(built: Path) -> None:
    with TestClient(create_app()) as client:
        response = client.get("/fonts/math.woff2")

    assert response.headers["content-type"] == "font/woff2"
    assert response.content == (built / "math.woff2").read_bytes()
