"""Lessons and programs wait their turn, as any request that computes does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gradgrid.app.i18n import words
from tests.app.client import Service, assert_problem
from tests.app.lesson_requests import DATA, OWN, PAGES, answer
from tests.app.service.test_overload import Occupied


@pytest.mark.parametrize("path", ["/lesson", "/", *PAGES])
def test_address_that_asks_for_computing_is_a_503_while_the_gate_is_full(
    service_with: Callable[..., Service], path: str
) -> None:
    service = service_with(max_computing_small=1, max_waiting=0, retry_after_seconds=7)
    with Occupied(service.client.app.state.queues.small):  # type: ignore[attr-defined]
        response = service.client.get(path, params={"data": DATA})
        assert_problem(response, 503)
        assert response.headers["retry-after"] == "7"
        assert service.client.get(path).status_code == 200
    assert service.client.get(path, params={"data": DATA}).status_code == 200


@pytest.mark.parametrize("path", ["/lesson", "/lesson?live=true", "/script"])
def test_post_is_a_503_while_the_gate_is_full(
    service_with: Callable[..., Service], path: str
) -> None:
    service = service_with(max_computing_small=1, max_waiting=0, retry_after_seconds=7)
    with Occupied(service.client.app.state.queues.small):  # type: ignore[attr-defined]
        response = service.client.post(path, json=OWN)
        assert_problem(response, 503)
        assert response.headers["retry-after"] == "7"
    assert service.client.post(path, json=OWN).status_code == 200


def test_post_of_much_is_computed_behind_the_gate_for_large_requests(
    service_with: Callable[..., Service],
) -> None:
    service = service_with(max_computing_large=1, max_waiting=0, small_elements=20)
    with Occupied(service.client.app.state.queues.large):  # type: ignore[attr-defined]
        assert_problem(service.client.post("/lesson", json=OWN), 503)
        found = service.client.get("/lesson", params={"data": DATA}).json()
        assert found["notice"] == words("en")["notices"]["large"]
    answer(service, OWN)
