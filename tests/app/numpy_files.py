"""Files as NumPy writes them, and as it does not; the app that reads them; what it answers."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
from starlette.testclient import TestClient

from app.main import create_app
from app.routes import arrays
from app.settings import Settings
from tests.app.service import assert_problem

BYTES = {"Content-Type": "application/octet-stream"}


def client_of(settings: Settings) -> TestClient:
    app = create_app(settings)
    if not any(getattr(route, "path", "") == "/arrays" for route in app.routes):
        app.include_router(arrays.router)
    return TestClient(app, raise_server_exceptions=False)


def npy(array: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def headed(header: str) -> bytes:
    """A .npy with this header and one float64."""
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(8)


def found(response: Any) -> dict[str, np.ndarray]:
    assert response.status_code == 200, response.text
    return {
        name: np.reshape(array["data"], array["shape"])
        for name, array in response.json()["arrays"].items()
    }


def refused(response: Any, status: int) -> str:
    assert_problem(response, status)
    return str(response.json()["detail"])
