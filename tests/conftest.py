"""Hypothesis profiles, the order of the tests, and a real server.

``quick`` and ``brief`` are repeatable, ``fuzz`` is for long runs.
"""

import os
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import HealthCheck, settings

from tests.app.live import LiveServer

# How fast examples come is the machine's affair, not the code's.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", patient, max_examples=100, derandomize=True)
settings.register_profile("brief", patient, max_examples=20, derandomize=True)
settings.register_profile("fuzz", patient, max_examples=3000, print_blob=True)
settings.load_profile("quick")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests start first: the last to end would else have one worker wait for it.

    Each worker begins with a part of the list, in one piece; its long tests go to the front of it.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    others = iter([item for item in items if not item.get_closest_marker("long")])
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        first = long[worker::workers]
        size = len(items) * (worker + 1) // workers - len(ordered)
        ordered += [*first, *islice(others, max(size - len(first), 0))]
    items[:] = [*ordered, *others]


@pytest.fixture(scope="module")
def live() -> Iterator[LiveServer]:
    """A server in a process of its own, on a free port."""
    with LiveServer() as server:
        yield server
