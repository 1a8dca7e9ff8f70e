"""The math font: cut once, in the background, so that the first visitor does not wait."""

from __future__ import annotations

from threading import Event

import pytest
from starlette.testclient import TestClient

from app import mathfont
from app.main import create_app
from tests.app.service import Service


def test_font_is_served_as_woff2(service: Service) -> None:
    response = service.client.get("/fonts/math.woff2")
    assert response.headers["content-type"] == "font/woff2"
    assert response.content.startswith(b"wOF2")


def test_font_is_cut_while_the_server_already_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, end = Event(), Event()

    def cut() -> bytes:
        begun.set()
        assert end.wait(300)
        return b"wOF2"

    monkeypatch.setattr(mathfont, "_cut", cut)
    with TestClient(create_app()) as client:
        assert begun.wait(300)
        assert client.get("/healthz").status_code == 200
        end.set()
        assert client.get("/fonts/math.woff2").content == b"wOF2"


def test_font_that_cannot_be_cut_is_a_500_and_the_server_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = Event()

    def fail() -> bytes:
        tried.set()
        raise FileNotFoundError("no such font")

    monkeypatch.setattr(mathfont, "_cut", fail)
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        assert tried.wait(300)
        assert client.get("/healthz").status_code == 200
        assert client.get("/fonts/math.woff2").status_code == 500
