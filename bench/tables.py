"""The figures as tables, in Markdown and on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from bench.convolutions import DTYPES, Row, geometric_mean
from bench.growth import Growth
from bench.rows import Line

KINDS = {
    "pytorch": "PyTorch",
    "pytorch operators": "its operators",
    "jax": "JAX",
    "peer": "best in NumPy",
}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are aligned to the right."""
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def layers(rows: list[Row], dtype: str) -> str:
    """Milliseconds of ours, and ours as a multiple of each other kind's best."""
    mine = [row for row in rows if row.dtype == dtype]
    head = ("layer", "strategy", "ms", *KINDS.values(), "memory")
    lines = [
        (
            row.layer.name,
            row.strategy,
            _milliseconds(row.seconds["Gradgrid"]),
            *(_ratio(row.ratio(kind)) for kind in KINDS),
            f"{row.extra_memory:.2f}",
        )
        for row in mine
    ]
    means = [geometric_mean(row.ratio(kind) for row in mine) for kind in KINDS]
    lines.append(("**geometric mean**", "", "", *(f"**{mean:.2f}**" for mean in means), ""))
    return table(head, lines)


def peers(rows: list[Row]) -> str:
    """How many times longer than ours each library in NumPy took: mean, least, and on how many."""
    names = list(
        dict.fromkeys(n for row in rows for n, kind in row.kinds.items() if kind == "peer")
    )
    lines = []
    for name in names:
        cells = [name]
        for dtype in DTYPES:
            times = [
                row.seconds[name] / row.seconds["Gradgrid"]
                for row in rows
                if row.dtype == dtype and name in row.seconds
            ]
            cells += [f"{geometric_mean(times):.1f}", f"{min(times):.1f}", str(len(times))]
        lines.append(cells)
    head = (
        "library",
        *(f"{dtype} {what}" for dtype in DTYPES for what in ("mean", "least", "layers")),
    )
    return table(head, lines)


def growth(growths: list[Growth]) -> str:
    """Milliseconds at each size, and the exponent."""
    lines = [
        (
            each.axis,
            " to ".join(map(str, (each.sizes[0], each.sizes[-1]))),
            ", ".join(map(_milliseconds, each.seconds)),
            f"{each.exponent:.2f}",
        )
        for each in growths
    ]
    return table(("axis", "sizes", "ms", "exponent"), lines)


def verdicts(lines: list[Line]) -> str:
    """Each figure beside what it must keep to."""
    return table(
        ("figure", "measured", "at most", ""),
        [
            (line.what, f"{line.value:.3g} {line.unit}", f"{line.limit:.3g}", _mark(line))
            for line in lines
        ],
    )


def _mark(line: Line) -> str:
    return "kept" if line.is_kept else "**missed**"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.3g}"


def _ratio(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"
