"""What these tests type, paste, drop and choose, and where."""

from __future__ import annotations

import json
import struct
import zlib
from io import BytesIO

import numpy as np
from playwright.sync_api import expect

from tests.browser.workbench import Workbench, spelled

SLIDE = ("forward-window", "slide")
SINGLE = "article-single-channel"
MIDDLE = (0, 1, 1, 0, 0)
PLACES = ("sheet", "stage")
REFUSED_BY_SERVER = "Failed to load resource: the server responded with a status of 4"
RAMP = np.arange(27.0).reshape(3, 3, 3) - 9
MATRIX = np.array([[9.0, -8, 7], [6, 5, -4], [3, 2, 10]])
# One matrix in some of the spellings that are read.
MATRICES = {
    "tabs": "9\t-8\t7\n6\t5\t-4\n3\t2\t10",
    "csv": "9, -8, 7\r\n6, 5, -4\r\n3, 2, 10\r\n",
    "json": json.dumps(MATRIX.tolist()),
    "torch": "tensor([[ 9., -8.,  7.],\n        [ 6.,  5., -4.],\n        [ 3.,  2., 10.]])",
}
PIXELS = np.random.default_rng(7).integers(0, 256, (6, 7, 3))


def cell_in(place: str, cell: tuple[int, ...]) -> str:
    """A selector of a cell of the input."""
    holder = {"sheet": "number-sheet", "stage": "step-board"}[place]
    return f'{holder} [data-tensor="input"] [data-cell="{spelled(cell)}"]'


def choose_layout(workbench: Workbench, library: str) -> None:
    """Answer the question which axis holds the channels."""
    dialog = workbench.page.get_by_role("dialog", name="Which axis holds the channels?")
    dialog.get_by_role("button", name=library).click()
    expect(dialog).to_be_hidden()


def npy(array: np.ndarray) -> bytes:
    """As numpy.save writes it."""
    file = BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    """As numpy.savez writes them."""
    file = BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def png(pixels: np.ndarray) -> bytes:
    """A PNG of 8-bit red, green and blue."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.astype(np.uint8).tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
