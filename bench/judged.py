"""What the figures must keep to, and whether they do."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from bench.convolutions import DTYPES, Row, geometric_mean
from bench.growth import Growth
from bench.rows import Line
from bench.service import Service

# Geometric mean over PyTorch's better format, by dtype; and the most on any layer.
MAX_OVER_PYTORCH = {"float32": 1.3, "float64": 0.75}
MAX_ON_A_LAYER = 3.0
MAX_OVER_PEERS = {"on any layer": 1.0, "geometric mean": 0.5}
ARTICLE_MICROSECONDS = {"with its plan": 15.0, "a new geometry": 60.0}
# Beside input and output, on layers of more than so many bytes.
LARGE_BYTES = 4_000_000
MAX_MEMORY = {"median": 0.6, "worst": 2.5}
LEAST_OF_BARE = 0.6
MILLION_SECONDS = 0.6
# A line through four doublings may bend so far from 1.
MAX_EXPONENT = 1.1


def of_layers(rows: list[Row]) -> list[Line]:
    """Against PyTorch and against every library in NumPy, and memory.

    What was not measured is not a number, and no such line is kept.
    """
    lines: list[Line] = []
    for dtype in DTYPES:
        mine = [row for row in rows if row.dtype == dtype]
        ratios = [row.ratio("pytorch") for row in mine]
        most = MAX_OVER_PYTORCH[dtype]
        lines.append(_line(f"{dtype}: times PyTorch, mean", geometric_mean(ratios), most))
        lines.append(_line(f"{dtype}: times PyTorch, worst", _worst(ratios), MAX_ON_A_LAYER))
    peers = [row.ratio("peer") for row in rows]
    worst, mean = _worst(peers), geometric_mean(peers)
    lines.append(_line("times the best peer, worst", worst, MAX_OVER_PEERS["on any layer"]))
    lines.append(_line("times the best peer, mean", mean, MAX_OVER_PEERS["geometric mean"]))
    return [*lines, *_of_memory(rows)]


def of_networks(rows: list[Row], dtype: str) -> float:
    """The mean over PyTorch without the two small layers of the article."""
    return geometric_mean(
        row.ratio("pytorch")
        for row in rows
        if row.dtype == dtype and not row.layer.name.startswith("the article")
    )


def of_article(planned: float, first: float) -> list[Line]:
    """Seconds of the article's example."""
    measured = {"with its plan": planned, "a new geometry": first}
    return [
        Line(f"the article's example, {when}", seconds * 1e6, ARTICLE_MICROSECONDS[when], "us")
        for when, seconds in measured.items()
    ]


def of_growth(growths: Iterable[Growth]) -> list[Line]:
    """Exponents of time over size."""
    return [
        Line(f"exponent of the {each.axis}", each.exponent, MAX_EXPONENT, "") for each in growths
    ]


def of_service(service: Service) -> list[Line]:
    """The service beside a bare handler, whose time per request it may take so much longer."""
    slower = service.bare / service.ours
    return [
        _line("times a bare handler's time per request", slower, 1 / LEAST_OF_BARE),
        Line("a million numbers, nested", service.million_nested, MILLION_SECONDS, "s"),
        Line("a million numbers, flat", service.million_flat, MILLION_SECONDS, "s"),
    ]


def is_large(row: Row) -> bool:
    """Whether the limits of memory are for this row."""
    size = 4 if row.dtype == "float32" else 8
    return row.layer.numbers * size > LARGE_BYTES


def _of_memory(rows: list[Row]) -> list[Line]:
    found = [row.extra_memory for row in rows if is_large(row)]
    if not found:
        return []
    measured = {"median": median(found), "worst": max(found)}
    return [
        _line(f"memory beside, layers over 4 MB, {which}", value, MAX_MEMORY[which])
        for which, value in measured.items()
    ]


def _worst(ratios: list[float | None]) -> float:
    return max((ratio for ratio in ratios if ratio is not None), default=float("nan"))


def _line(what: str, value: float, limit: float) -> Line:
    return Line(what, value, limit, "x")
