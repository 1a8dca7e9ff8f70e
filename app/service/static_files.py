"""Where the templates and the static files are, and their address under a hash of their content."""

from __future__ import annotations

import gzip
import hashlib
import os
import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

# The installed package; in a checkout, whose package has links to this folder, the checkout.
ROOT = Path(__file__).resolve().parents[2]
IS_INSTALLED = (ROOT / "py.typed").is_file()
FOREVER = "public, max-age=31536000, immutable"
TEXTS = (".css", ".js", ".svg")
REVISION_DIGITS = 12
# Imports of values: JSDoc's imports of types come in comments, where no line begins with the word.
IMPORT = re.compile(r'^(?:import|export)\s(?:[^;"]*?\bfrom\s+)?"(?P<path>\.[^"]*)"', re.MULTILINE)


def folder(name: str) -> Path:
    """``static``, ``templates`` and the like: in the installed package, or in the checkout."""
    return ROOT / name


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The static files as they stood at one moment; ``stamps`` has each path's size and time."""

    root: Path
    address: str
    stamps: Mapping[str, tuple[int, int]]

    def url(self, path: str) -> str:
        """The address of ``path``, such as "icon.svg"."""
        return f"{self.address}/{path}"

    def sheets(self, rooms: Iterable[str]) -> str:
        """The address of all style sheets of some folders of css/: "css/base+page+map.css"."""
        return self.url(f"css/{'+'.join(rooms)}.css")

    def sheets_of(self, room: str) -> list[str]:
        """The paths of the style sheets in one folder of css/, by name."""
        inside = [path for path in self.stamps if posixpath.dirname(path) == f"css/{room}"]
        return sorted(inside, key=lambda path: posixpath.splitext(path)[0])

    def modules(self, entry: str, without: Collection[str] = ()) -> list[str]:
        """The modules that ``entry`` imports, and those import, such as "js/trace/rule.js".

        What is imported by a call comes when it is called for, and is not among them.
        """
        found = _imported(self.root, entry, self.address)
        return [path for path in found if path not in without]


class Assets(StaticFiles):
    """Static files at /<revision>/<path>, whose revision changes with the content.

    Imports between the files are relative and so stay within one revision. Style sheets are also
    answered several at once, "css/<room>+<room>.css", since the first paint waits for all of them:
    those of each folder in a cascade layer of its name, whose order is in css/layers.css.
    """

    def __init__(self, directory: Path, mounted_at: str) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._root = directory
        self._mounted_at = mounted_at
        self.is_fixed = IS_INSTALLED and ROOT in directory.parents
        self._last: Snapshot | None = None

    def current(self) -> Snapshot:
        """The files as they are now; those of an installed wheel are read only once."""
        if self._last is not None and self.is_fixed:
            return self._last
        stamps = self._stamps()
        if self._last is None or self._last.stamps != stamps:
            revision = _hash_of((self._root, path) for path in stamps)[:REVISION_DIGITS]
            address = f"{self._mounted_at}/{revision}"
            self._last = Snapshot(self._root, address, stamps)
        return self._last

    def get_path(self, scope: Scope) -> str:
        """The file's path: without the revision, whichever it is."""
        return super().get_path(scope).replace("\\", "/").partition("/")[2]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or the style sheets of the folders whose names are joined by "+"."""
        names = path.removeprefix("css/").removesuffix(".css")
        known = self._last or self.current()
        rooms = {name: known.sheets_of(name) for name in names.split("+")}
        if scope["method"] not in ("GET", "HEAD") or not any(rooms.values()):
            return await super().get_response(path, scope)
        if not all(rooms.values()) or path != f"css/{'+'.join(rooms)}.css":
            raise HTTPException(404)
        files = ["css/layers.css", *chain(*rooms.values())]
        stamps = tuple(_stamp((self._root / file).stat()) for file in files)
        is_known = stamps == tuple(known.stamps[file] for file in files)
        is_packed = _takes_gzip(scope)
        content = _joined(os.fspath(self._root), tuple(files), stamps, is_packed=is_packed)
        response = Response(content, media_type="text/css")
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = self._caching(path, scope, is_known=is_known)
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file; cached for ever only at its current address, and if unedited since."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        known, path = self._last or self.current(), self.get_path(scope)
        is_known = known.stamps.get(path) == _stamp(stat_result)
        response.headers["Cache-Control"] = self._caching(path, scope, is_known=is_known)
        if isinstance(response, FileResponse) and Path(full_path).suffix in TEXTS:
            response.headers["Vary"] = "Accept-Encoding"
            if _takes_gzip(scope):
                return _packed(os.fspath(full_path), _stamp(stat_result), response)
        return response

    def _caching(self, path: str, scope: Scope, *, is_known: bool) -> str:
        """Cache-Control: for ever at the address of the current content, not at all elsewhere."""
        address = (self._last or self.current()).url(path)
        return FOREVER if is_known and str(scope["path"]).endswith(address) else "no-cache"

    def _stamps(self) -> dict[str, tuple[int, int]]:
        files = sorted(path for path in self._root.rglob("*") if path.is_file())
        return {path.relative_to(self._root).as_posix(): _stamp(path.stat()) for path in files}


def revision_of(folders: Iterable[Path], endings: Collection[str]) -> str:
    """A hash of the files in these folders whose names end so."""
    return _hash_of(
        (each, path.relative_to(each).as_posix())
        for each in folders
        for path in sorted(each.rglob("*"))
        if path.suffix in endings
    )


def _hash_of(files: Iterable[tuple[Path, str]]) -> str:
    """SHA-256 over the names and contents of files, each a folder and the path below it."""
    digest = hashlib.sha256()
    for root, path in files:
        content = (root / path).read_bytes()
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _packed(path: str, stamp: tuple[int, int], plain: FileResponse) -> Response:
    """The same answer, compressed as far as it goes: a file is packed once and served often."""
    response = Response(_compressed(path, stamp), plain.status_code, media_type=plain.media_type)
    kept = ("cache-control", "last-modified", "vary")
    response.headers.update({name: plain.headers[name] for name in kept})
    # Packed, it is the same file but not the same bytes.
    response.headers["ETag"] = f"W/{plain.headers['etag']}"
    response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=32)
def _imported(root: Path, entry: str, _: str) -> tuple[str, ...]:
    """Every module reached from ``entry`` by import declarations, itself among them, sorted."""
    found, waiting = {entry}, [entry]
    while waiting:
        path = waiting.pop()
        for names in IMPORT.finditer((root / path).read_text("utf-8")):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(path), names["path"]))
            if imported not in found:
                found.add(imported)
                waiting.append(imported)
    return tuple(sorted(found))


@lru_cache(maxsize=256)
def _compressed(path: str, _: tuple[int, int]) -> bytes:
    return _squeezed(Path(path).read_bytes())


@lru_cache(maxsize=16)
def _joined(
    root: str, files: tuple[str, ...], _: tuple[tuple[int, int], ...], *, is_packed: bool
) -> bytes:
    """The first file as it is; of the others those of each folder in the layer of its name."""
    order, *sheets = files
    texts = [Path(root, order).read_text("utf-8")]
    for folder_path, paths in groupby(sheets, posixpath.dirname):
        inside = "".join(Path(root, path).read_text("utf-8") for path in paths)
        texts.append(f"@layer {posixpath.basename(folder_path)} {{\n{inside}}}\n")
    content = "".join(texts).encode()
    return _squeezed(content) if is_packed else content


def _squeezed(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def _takes_gzip(scope: Scope) -> bool:
    return "gzip" in Headers(scope=scope).get("accept-encoding", "")


def _stamp(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns
