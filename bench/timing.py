"""How long a call takes: medians of turns that all contestants take one after another.

An idle core sleeps and a worker thread of one library spins after its call, so each turn begins
with calls that are not counted. What takes seconds is called once or twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any

WARM_SECONDS = 0.08
TIMED_SECONDS = 0.06
# One call of this length is measurement enough.
LONG_SECONDS = 0.5
# Calls of less than this are timed many at a time.
SHORT_SECONDS = 100e-6
Call = Callable[[], Any]


def interleaved(calls: Mapping[str, Call], rounds: int) -> dict[str, float]:
    """The median seconds of each call, over ``rounds`` turns."""
    first = {name: seconds(call) for name, call in calls.items()}
    samples = {name: [first[name]] if first[name] > LONG_SECONDS else [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            if first[name] <= LONG_SECONDS:
                samples[name] += _turn(call)
    return {name: median(found) for name, found in samples.items()}


def seconds(call: Call, times: int = 1) -> float:
    """The seconds of one call, taken over ``times`` of them."""
    start = perf_counter()
    for _ in range(times):
        call()
    return (perf_counter() - start) / times


def _turn(call: Call) -> list[float]:
    end = perf_counter() + WARM_SECONDS
    last = seconds(call)
    while perf_counter() < end:
        last = seconds(call)
    times = 20 if last < SHORT_SECONDS else 1
    end = perf_counter() + TIMED_SECONDS
    samples = [seconds(call, times)]
    while len(samples) < 2 or perf_counter() < end:
        samples.append(seconds(call, times))
    return samples
