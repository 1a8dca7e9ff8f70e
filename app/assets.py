"""Where the templates and the static files are, and their address under a hash of their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKAGED = Path(__file__).parent / "_assets"
CHECKOUT = Path(__file__).parents[1]
FOREVER = "public, max-age=31536000, immutable"


def folder(name: str) -> Path:
    """``static`` or ``templates``: packed into an installed wheel, else in the checkout."""
    packed = PACKAGED / name
    return packed if packed.is_dir() else CHECKOUT / name


class Assets(StaticFiles):
    """Static files at /<revision>/<path>, whose revision changes with the content.

    Imports between the files are relative and so stay within one revision.
    """

    def __init__(self, directory: Path, mounted_at: str) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._root = directory
        self._mounted_at = mounted_at
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._revision = ""

    @property
    def revision(self) -> str:
        """The first 12 hex digits of a SHA-256 over all files; taken again when one was edited."""
        files = sorted(path for path in self._root.rglob("*") if path.is_file())
        seen = tuple((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
        if seen != self._seen:
            digest = hashlib.sha256()
            for path in files:
                content = path.read_bytes()
                name = path.relative_to(self._root).as_posix()
                digest.update(f"{name}\0{len(content)}\0".encode() + content)
            self._seen, self._revision = seen, digest.hexdigest()[:12]
        return self._revision

    def url(self, path: str) -> str:
        """The address of ``path``, such as "css/grid.css"."""
        return f"{self._mounted_at}/{self.revision}/{path}"

    def files(self, folder: str, pattern: str) -> list[str]:
        """Paths of the files in ``folder`` and below it, such as "js/rule.js"."""
        found = sorted((self._root / folder).rglob(pattern))
        return [path.relative_to(self._root).as_posix() for path in found]

    def get_path(self, scope: Scope) -> str:
        """The file's path: without the revision, whichever it is."""
        return super().get_path(scope).replace("\\", "/").partition("/")[2]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; cached for good only at the address of what it holds now."""
        response = await super().get_response(path, scope)
        current = f"/{self.revision}/" in scope["path"]
        response.headers["Cache-Control"] = FOREVER if current else "no-cache"
        return response
