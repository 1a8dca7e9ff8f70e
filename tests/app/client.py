"""The app in the test's own process, with the two things every test does: post, and be refused."""

from __future__ import annotations

import json
from typing import Any

from starlette.testclient import TestClient

from gradgrid.app.app import create_app
from gradgrid.app.service.settings import Settings

JSON = {"Content-Type": "application/json"}
SMALL = {"input": [[[[1], [2]], [[3], [4]]]], "weight": [[[[10]]]]}
MAX_PROBLEM = 8 * 1024


class Service:
    """A client with the two things every test here does: post, and be refused."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.client = TestClient(create_app(settings), raise_server_exceptions=False)

    def post(self, body: Any, path: str = "backward", **headers: str) -> Any:
        """The response to ``body``: bytes as they are, anything else as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(f"/api/v1/conv2d/{path}", content=content, headers=JSON | headers)

    def answer(self, body: Any, path: str = "backward") -> Any:
        """The answer to ``body``, which must be a success."""
        response = self.post(body, path)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/json"
        return response.json()

    def problem(self, body: Any, status: int, path: str = "backward") -> Any:
        """The problem that ``body`` is refused with; the next good request must succeed."""
        response = self.post(body, path)
        assert_problem(response, status)
        assert self.answer(SMALL)["grad_weight"] == [[[[10]]]]
        return response.json()

    def fault(self, body: Any, pointer: str, path: str = "backward") -> str:
        """The detail of the one fault of ``body``, which must be at ``pointer``."""
        problem = self.problem(body, 422, path)
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
        return str(problem["errors"][0]["detail"])


def assert_problem(response: Any, status: int) -> None:
    """The response is problem+json of this status and below 8 KB."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.content) < MAX_PROBLEM
    assert list(response.json()) == ["type", "title", "status", "detail", "errors"]
    assert response.json()["status"] == status
