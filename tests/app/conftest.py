"""The app in the test's own process, and a real server beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gradgrid.app import cli
from gradgrid.app.service.settings import Settings
from tests.app.client import Service


@pytest.fixture(scope="session")
def service() -> Service:
    return Service()


@pytest.fixture
def service_with() -> Callable[..., Service]:
    """A service of its own, with other limits."""

    def build(**settings: Any) -> Service:
        return Service(Settings(**settings))

    return build


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """The command's status, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        out, err = capfd.readouterr()
        return status, out, err

    return call
