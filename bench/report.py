"""docs/performance.md and its pictures."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from bench import judged, plots, tables
from bench.convolutions import Row
from bench.growth import Growth
from bench.rows import Line
from bench.service import REQUESTS, Service
from tools.server import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
PYTORCH_PICTURE = "images/over-pytorch.svg"
GROWTH_PICTURE = "images/growth.svg"


class Figures(NamedTuple):
    """All that is measured."""

    machine: list[str]
    rows: list[Row]
    article: tuple[float, float]
    growths: list[Growth]
    service: Service
    lines: list[Line]


def write(figures: Figures) -> None:
    """The document and its pictures."""
    plots.over_pytorch(figures.rows, DOCUMENT.parent / PYTORCH_PICTURE)
    plots.growing(figures.growths, DOCUMENT.parent / GROWTH_PICTURE)
    DOCUMENT.write_text(_document(figures), "utf-8")


def _document(figures: Figures) -> str:
    planned, first = (seconds * 1e6 for seconds in figures.article)
    served = figures.service
    return f"""# Performance

`make bench` made this page, on {date.today():%d %B %Y}; it takes a quarter of an hour on an
idle machine. `make bench-quick` runs a third of the layers in two minutes and only prints.

{_listed(figures.machine)}

All libraries were timed in one process, in turns. Each turn begins with calls that are not
counted, and the tables show medians. Results were first compared with ours. A time is that of the
forward pass and all three gradients, for layers with a bias.

{tables.verdicts(figures.lines)}

## Layers

Ours is one call of `conv2d_with_gradients`, channels last. *PyTorch* is `conv2d` and
`torch.autograd.grad` in the better of its two memory formats, *its operators* is the same without
autograd, *JAX* is compiled, and *best in NumPy* is the fastest of the libraries below on that
layer. Each column is our time divided by theirs: below 1, ours is faster. A row varies by a fifth
between runs, and short layers vary more if both threads run on one core for a while: in three runs
on 25 November 2026 the means relative to PyTorch in float32 were 1.17, 1.22 and 1.41, the worst
layers 2.4, 2.9 and 4.2 (depthwise), so the third run exceeded its limits, and with 1.27 that of
the peers. Nothing was measured on processors without AVX-512. *Memory* is the peak that NumPy
allocated in addition to the results (by tracemalloc), divided by the size of input and output
together, with nothing kept from earlier calls. Its limits are for layers whose input and output
exceed 4 MB, because a block needs the same memory for a layer of any size. Some megabytes per
thread are kept for the next call. PyTorch uses one thread for the two layers of the article: with
two it is slower.

Without the two layers of the article, our time relative to PyTorch's is
{judged.of_networks(figures.rows, "float32"):.2f} in float32 and
{judged.of_networks(figures.rows, "float64"):.2f} in float64 (geometric means).

![Our time over PyTorch's, layer by layer, in both dtypes]({PYTORCH_PICTURE})

### float32

{tables.layers(figures.rows, "float32")}

### float64

{tables.layers(figures.rows, "float64")}

## Libraries in NumPy

Their time divided by ours: the geometric mean, the smallest ratio, and the number of layers. Not
all support groups or dilation; scipy.signal, Autograd and the loop were omitted where one call
takes minutes. *tensordot* is `sliding_window_view` and `tensordot`. They used BLAS with as many
threads as there are cores.

{tables.peers(figures.rows)}

## The article's example

Nine cells, forward and all gradients: {planned:.1f} microseconds with a cached plan, {first:.1f}
for a new geometry. In the tables above it takes a little longer, because it is timed in turns with
others. A plan is kept for each of the last 256 geometries.

## Growth

A layer of 3x3, 32 channels to 32, in float32, over four doublings of one axis. An exponent of 1 is
linear; a part that does not grow with the layer makes it smaller.

![Time over size along each axis]({GROWTH_PICTURE})

{tables.growth(figures.growths)}

## The service

On loopback, one worker of uvicorn, {REQUESTS} requests per turn from 8 clients, for the article's
example: a bare Starlette handler (`bench/bare.py`) that parses, computes and answers, without
checks or limits, served {served.bare:,.0f} requests per second, `POST /api/v1/conv2d/backward`
{served.ours:,.0f}, or {served.ours / served.bare:.2f} of it. The clients share the machine with
the server. A million numbers of six decimals in and a million out, uncompressed, took
{served.million_nested:.2f} s as nested lists and {served.million_flat:.2f} s as flat data.
"""


def _listed(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
