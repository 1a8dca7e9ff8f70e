"""The figures as pictures: ours beside PyTorch layer by layer, and how time grows."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

from bench.convolutions import DTYPES, Row
from bench.growth import Growth

mpl.use("svg")
from matplotlib import pyplot

COLOURS = {"float32": "#b4530a", "float64": "#1d6fb8"}
MARKS = {"float32": "o", "float64": "s"}
SETTINGS = {
    "font.family": "sans-serif",
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "gradgrid",
    "axes.spines.top": False,
    "axes.spines.right": False,
}
NOTHING_SAID = {"Creator": None, "Date": None, "Format": None, "Type": None}


def over_pytorch(rows: list[Row], file: Path) -> None:
    """A row for each layer, a mark for each dtype; left of the line ours is quicker."""
    names = list(dict.fromkeys(row.layer.name for row in rows))
    with pyplot.rc_context(SETTINGS):
        figure, axes = pyplot.subplots(figsize=(8, 6.4), layout="constrained")
        for dtype in DTYPES:
            mine = [row for row in rows if row.dtype == dtype and row.ratio("pytorch")]
            axes.scatter(
                [row.ratio("pytorch") for row in mine],
                [names.index(row.layer.name) for row in mine],
                color=COLOURS[dtype],
                marker=MARKS[dtype],
                label=dtype,
                zorder=3,
            )
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.set_xscale("log", base=2)
        axes.set_xticks(
            [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2], ["1/16", "1/8", "1/4", "1/2", "1", "2"]
        )
        axes.axvline(1, color="#444444", linewidth=1)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        axes.set_xlabel("time, as a multiple of PyTorch in its better memory format")
        axes.legend(frameon=False, loc="lower left")
        _save(figure, file)


def growing(growths: list[Growth], file: Path) -> None:
    """Time over size on logarithmic axes, beside a line of slope 1."""
    with pyplot.rc_context(SETTINGS):
        figure, axes = pyplot.subplots(figsize=(8, 3.6), layout="constrained")
        for each, mark in zip(growths, "osD", strict=True):
            times = [size / each.sizes[0] for size in each.sizes]
            label = f"{each.axis}, exponent {each.exponent:.2f}"
            milliseconds = [seconds * 1e3 for seconds in each.seconds]
            axes.plot(times, milliseconds, marker=mark, linewidth=1.4, label=label)
        first = growths[0].seconds[0] * 1e3
        ends = [1, 2 ** (len(growths[0].sizes) - 1)]
        axes.plot(
            ends, [first * end for end in ends], color="#444444", linestyle=":", label="linear"
        )
        axes.set_xscale("log", base=2)
        axes.set_yscale("log", base=2)
        axes.set_xticks([2**k for k in range(len(growths[0].sizes))])
        axes.set_xticklabels([f"{2**k}x" for k in range(len(growths[0].sizes))])
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.set_xlabel("size, as a multiple of the first")
        axes.set_ylabel("ms, forward and gradients")
        axes.legend(frameon=False)
        _save(figure, file)


def _save(figure: pyplot.Figure, file: Path) -> None:
    figure.savefig(file, metadata=NOTHING_SAID)
    pyplot.close(figure)
    # matplotlib leaves spaces at the ends of lines.
    lines = [line.rstrip() for line in file.read_text().splitlines()]
    file.write_text("\n".join(lines) + "\n")
