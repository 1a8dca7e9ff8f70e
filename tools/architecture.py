"""Draw docs/images/rooms.svg: which room imports which, read from the imports.

`python -m tools.architecture` writes it; a test fails when it is out of date.
"""

from __future__ import annotations

from html import escape

from tools.rooms import ROOMS, ROOT, Import, imports, room_of

PICTURE = ROOT / "docs" / "images" / "rooms.svg"
PARTS = ("engine", "app", "static/js")
CELL, LABEL, TOP, GAP, MARGIN = 26, 96, 32, 40, 16
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.room { text-anchor: end }
.cell { fill: #5b8dd6 } .own { fill: #d0d7de } .none { fill: none; stroke: #d5d9de }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .cell { fill: #6ea8ff } .own { fill: #484f58 } .none { stroke: #30363d }
}
"""


def edges(found: list[Import], folder: str) -> set[tuple[str | None, str | None]]:
    """The pairs of rooms of a folder of which the first imports the second."""
    return {(room_of(one, folder), room_of(other, folder)) for one, other in found}


def panel(folder: str, found: list[Import], x: float) -> str:
    """A triangle: a row for each room, with a mark under each room before it that it imports."""
    rooms, known = ROOMS[folder].split(), edges(found, folder)
    parts = [f'<text class="title" x="{x}" y="{MARGIN + 12}">{escape(folder)}</text>']
    for row, room in enumerate(rooms):
        top = MARGIN + TOP + row * CELL
        at = f'x="{x + LABEL - 8}" y="{top + CELL / 2 + 4:g}"'
        parts.append(f'<text class="room" {at}>{escape(room)}</text>')
        for column, other in enumerate(rooms[: row + 1]):
            imports_it = (room, other) in known
            kind = "own" if row == column else "cell" if imports_it else "none"
            name = f"{room} imports {other}" if kind == "cell" else room if kind == "own" else ""
            box = f'x="{x + LABEL + column * CELL + 1:g}" y="{top + 1}" rx="4"'
            size = f'width="{CELL - 2}" height="{CELL - 2}"'
            parts.append(f'<rect class="{kind}" {box} {size}><title>{escape(name)}</title></rect>')
    return "\n".join(parts)


def picture(found: list[Import]) -> str:
    """The triangles of all parts, side by side, as SVG."""
    drawn, x, rows = [], MARGIN, 0
    for folder in PARTS:
        drawn.append(panel(folder, found, x))
        count = len(ROOMS[folder].split())
        x, rows = x + LABEL + count * CELL + GAP, max(rows, count)
    width, height = x - GAP + MARGIN, 2 * MARGIN + TOP + rows * CELL
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">\n'
        "<title>The rooms of the code: the room of a row imports those of the marked columns"
        f"</title>\n<style>{STYLE}</style>\n" + "\n".join(drawn) + "\n</svg>\n"
    )


def main() -> None:
    """Write the picture."""
    PICTURE.write_text(picture(imports()), "utf-8")


if __name__ == "__main__":
    main()
