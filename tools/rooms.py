"""The rooms of the code and the order of their imports: checked by `make lint`.

A room is a folder or a file. It imports only rooms that stand before it in its folder's list.
"""

from __future__ import annotations

import ast
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gradgrid.app.service.static_files import IMPORT

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "engine": "errors shapes rules conv2d",
    "engine/rules": """border rule symbol cells scatter evaluate index_equation derivation trace
        equation""",
    "engine/conv2d": """options geometry layouts arrays inputs kernels functional unfold gradcheck
        answers controls article tensors chapters symbols derivation listings direct_rules trace""",
    "engine/conv2d/kernels": """blas threads blocks bias windows products sweep strategy parts
        im2col col2im taps depthwise weight_bound gather_table choose_strategy
        cache""",
    "app": "i18n service wire presets api lessons pages app commands cli",
    "app/service": """media_types settings problems headers json_response problem_pages
        problem_answers request_body admission draining inline_answers static_files
        uvicorn_server""",
    "app/wire": """options names limits unreadable formats geometry present requests known_names
        conventions spelling pasted body overflow reader trace answers trace_answers lesson_answers
        opened_answers query_options""",
    "app/presets": "preset small layers",
    "app/api": "gradients queries examples openapi routes",
    "app/lessons": """link_codec forms resize scripts workbench outline lesson open_lesson
        file_numbers""",
    "app/pages": "unbroken map page routes",
    "static/js": "markup trace practice state grid board equation workbench page",
}
# Of the rooms before its own, those that a room may import where that is not all of them.
NARROW = {
    "static/js/trace": "",
    "static/js/practice": "markup trace",
    "static/js/state": "trace practice",
    "static/js/grid": "markup trace",
    "static/js/workbench": "markup trace practice state grid board",
}
JS_IMPORT = re.compile(r'(?:\bfrom\s+|^import\s+|\bimport\()"(\.[^"]*)"', re.MULTILINE)
TOP = {"engine", "app"}
SCRIPTS = "static/js"


class Import(NamedTuple):
    """One file that imports another: paths below the repository, without their endings."""

    importer: str
    imported: str


def python_imports(path: Path, root: Path = ROOT) -> Iterator[str]:
    """What a module imports of ours, lazily or for types alone as well: as paths below ``root``."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ["gradgrid", *package[: len(package) - node.level + 1]] if node.level else []
            base += [node.module] if node.module else []
            modules = [".".join([*base, alias.name]) for alias in node.names]
        else:
            continue
        for module in modules:
            if module.startswith("gradgrid."):
                yield _module_at(module.removeprefix("gradgrid.").replace(".", "/"), root)


def _module_at(imported: str, root: Path) -> str:
    """The module that a path names, or that holds what it names."""
    is_module = (root / imported).is_dir() or (root / f"{imported}.py").is_file()
    return imported if is_module else imported.rpartition("/")[0] or imported


def imports() -> list[Import]:
    """Every import of one of our files by another."""
    found = []
    for top in sorted(TOP):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = path.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/__init__")
            found += [Import(name, imported) for imported in python_imports(path)]
    return found + script_imports(JS_IMPORT)


def script_imports(pattern: re.Pattern[str]) -> list[Import]:
    """Every import of one of the page's modules by another that a pattern finds."""
    found = []
    for path in sorted((ROOT / SCRIPTS).rglob("*.js")):
        importer = path.relative_to(ROOT)
        for written in pattern.findall(path.read_text("utf-8")):
            imported = posixpath.normpath(posixpath.join(importer.parent.as_posix(), written))
            found.append(Import(importer.with_suffix("").as_posix(), imported.removesuffix(".js")))
    return found


def circles(found: list[Import]) -> list[str]:
    """The files that import one another in a circle, each circle as a sentence.

    >>> circles([Import("a", "b"), Import("b", "c"), Import("c", "b")])
    ['b, c import one another']
    """
    reached = {each.importer: set[str]() for each in found}
    for each in found:
        reached[each.importer].add(each.imported)
    for through in reached:
        for beyond in reached.values():
            if through in beyond:
                beyond |= reached[through]
    rings = {
        tuple(sorted(n for n in reached[name] if name in reached.get(n, set())))
        for name in reached
        if name in reached[name]
    }
    return sorted(f"{', '.join(ring)} import one another" for ring in rings)


def room_of(path: str, folder: str) -> str | None:
    """The room of ``folder`` that a path is in; None for the folder itself, and outside of it.

    >>> room_of("app/wire/formats/tensor", "app/wire")
    'formats'
    """
    inside = path.removeprefix(f"{folder}/")
    return None if inside == path else inside.partition("/")[0]


def allowed(folder: str, room: str) -> list[str]:
    """The rooms that one room of a folder may import.

    >>> allowed("static/js", "practice")
    ['markup', 'trace']
    """
    before, _, _ = f" {' '.join(ROOMS[folder].split())} ".partition(f" {room} ")
    return NARROW.get(f"{folder}/{room}", before).split()


def upward(found: list[Import]) -> list[str]:
    """The imports that run upwards, and the rooms that no list has, each as a sentence."""
    faults = []
    for folder, names in ROOMS.items():
        order = {name: place for place, name in enumerate(names.split())}
        missing = rooms_in(folder) ^ order.keys()
        faults += [f"{folder}/{name}: not in both the folder and the list" for name in missing]
        for importer, imported in found:
            one, other = room_of(importer, folder), room_of(imported, folder)
            if one and other and order.get(one, -1) < order.get(other, -1):
                faults.append(f"{importer} imports {imported}, and {one} stands before {other}")
            elif one and other and one != other and other not in allowed(folder, one):
                faults.append(f"{importer} imports {imported}, and {one} may not import {other}")
    faults += [
        f"{each.importer} imports {each.imported}: the engine knows nothing of the app"
        for each in found
        if each.importer.startswith("engine") and each.imported.startswith("app")
    ]
    return sorted(set(faults))


def rooms_in(folder: str) -> set[str]:
    """The rooms that a folder has: its source files, and its folders with any in them."""
    ending = ".js" if folder.startswith(SCRIPTS) else ".py"
    entries = [path for path in (ROOT / folder).iterdir() if path.name != "__pycache__"]
    files = {path.stem for path in entries if path.suffix == ending and path.stem != "__init__"}
    return files | {p.name for p in entries if p.is_dir() and any(p.rglob(f"*{ending}"))}


def main() -> int:
    """Print what is wrong; the exit status."""
    faults = upward(imports()) + circles(script_imports(IMPORT))
    print("\n".join(faults) or "every import runs from a later room to an earlier one")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
