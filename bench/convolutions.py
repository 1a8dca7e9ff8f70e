"""Every layer, by everyone who can: times, and the memory that our engine takes beside."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp, log

import numpy as np

from bench.contestants.contestant import Contestant, Run, UnsupportedError
from bench.layers import Layer, random_inputs
from bench.timing import interleaved
from gradgrid.engine import conv2d_with_gradients, set_threads, usable_cores
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.kernels.choose_strategy import strategy_for

DTYPES = {"float32": np.float32, "float64": np.float64}
# Of the largest number: sums of thousands of products in another order, and scipy's transforms.
TOLERANCE = {"float32": 2e-4, "float64": 1e-11}


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds of one layer in one dtype, by contestant, and what memory it took beside."""

    layer: Layer
    dtype: str
    strategy: str
    seconds: dict[str, float]
    kinds: dict[str, str]
    extra_memory: float

    def best(self, kind: str) -> float | None:
        """The least seconds of a kind of contestants, if there is one here."""
        found = [self.seconds[name] for name, its in self.kinds.items() if its == kind]
        return min(found, default=None)

    def ratio(self, kind: str) -> float | None:
        """Our seconds as a multiple of theirs."""
        theirs = self.best(kind)
        return None if theirs is None else self.seconds["Gradgrid"] / theirs


def rows(
    layers: Iterable[Layer], contestants: list[Contestant], rounds: int, *, slow_peers: bool
) -> Iterator[Row]:
    """A row for each layer and dtype."""
    for layer in layers:
        for dtype in DTYPES:
            arrays = random_inputs(layer, DTYPES[dtype])
            runs = _runs(layer, dtype, arrays, contestants, slow_peers=slow_peers)
            yield Row(
                layer,
                dtype,
                type(strategy_for(layer.geometry)).__name__,
                interleaved({one.name: run.call for one, run in runs}, rounds),
                {one.name: one.kind for one, _ in runs},
                extra_memory(layer, arrays),
            )


def extra_memory(layer: Layer, arrays: ConvInputs) -> float:
    """Bytes at the peak beyond the results, as a multiple of input and output, from cold."""
    # Other threads have other workspaces.
    set_threads(1 + usable_cores())
    set_threads(usable_cores())
    g = layer.geometry
    given = arrays.grad_output, arrays.input, arrays.weight, arrays.bias
    tracemalloc.start()
    output, gradients = conv2d_with_gradients(*given, **g.options)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    results = (output, gradients.input, gradients.weight, gradients.bias)
    beside = peak - sum(result.nbytes for result in results)
    return beside / (arrays.input.nbytes + output.nbytes)


def geometric_mean(ratios: Iterable[float | None]) -> float:
    """Of the ratios that there are."""
    found = [log(ratio) for ratio in ratios if ratio is not None]
    return exp(sum(found) / len(found)) if found else float("nan")


def _runs(
    layer: Layer,
    dtype: str,
    arrays: ConvInputs,
    contestants: list[Contestant],
    *,
    slow_peers: bool,
) -> list[tuple[Contestant, Run]]:
    """Those who have this convolution, each with results that agree with ours."""
    runs: list[tuple[Contestant, Run]] = []
    expected: tuple[np.ndarray, ...] = ()
    for contestant in contestants:
        is_slow = layer.geometry.multiply_adds > 20_000_000
        if contestant.kind == "peer" and is_slow and not slow_peers:
            continue
        try:
            run = contestant.prepare(layer.geometry, arrays)
            found = run.read(run.call())
        except UnsupportedError:
            continue
        expected = expected or found
        _check(contestant.name, layer.name, found, expected, TOLERANCE[dtype])
        runs.append((contestant, run))
    return runs


def _check(
    name: str,
    layer: str,
    found: tuple[np.ndarray, ...],
    expected: tuple[np.ndarray, ...],
    tolerance: float,
) -> None:
    for mine, theirs in zip(expected, found, strict=True):
        if mine.shape != theirs.shape:
            raise RuntimeError(f"{name} has {theirs.shape} on {layer}, not {mine.shape}")
        error = np.abs(mine - theirs).max() / np.abs(mine).max()
        if not error <= tolerance:
            raise RuntimeError(f"{name} disagrees on {layer}: {error:.1e}")
