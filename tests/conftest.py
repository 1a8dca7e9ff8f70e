"""Hypothesis profiles, quick and repeatable or ``fuzz`` for long runs; and a real server."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.app.live import LiveServer

# How fast examples come is the machine's affair, not the code's.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", patient, max_examples=200, derandomize=True)
settings.register_profile("fuzz", patient, max_examples=3000, print_blob=True)
settings.load_profile("quick")


@pytest.fixture(scope="module")
def live() -> Iterator[LiveServer]:
    """A server in a process of its own, on a free port."""
    with LiveServer() as server:
        yield server
