"""Our engine beside PyTorch, JAX and what there is in NumPy; the service beside a bare handler.

`make bench` runs all of it and writes docs/performance.md; `make bench-quick` a third of the
layers, in two minutes, and only prints. Exit 1 where a figure misses its limit.
"""

from __future__ import annotations

import argparse
import sys

from bench import judged, report, tables
from bench.contestants import installed
from bench.convolutions import DTYPES, Row, rows
from bench.growth import growth
from bench.layers import LAYERS
from bench.machine import machine, warn_of_settings
from bench.service import service
from bench.small import planned_and_first

ROUNDS, QUICK_ROUNDS = 3, 2


def main() -> None:
    """Measure, print, and write unless quick."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a third of the layers, print only")
    quick = parser.parse_args().quick
    warn_of_settings()
    found = _layers(quick=quick)
    article = planned_and_first()
    growths = [] if quick else growth()
    measured = service(turns=1 if quick else 5)
    lines = [
        *judged.of_layers(found),
        *judged.of_article(*article),
        *judged.of_growth(growths),
        *judged.of_service(measured),
    ]
    for dtype in DTYPES:
        print(f"\n{dtype}\n{tables.layers(found, dtype)}")
    print(f"\n{tables.peers(found)}\n", *lines, sep="\n")
    if not quick:
        report.write(report.Figures(machine(), found, article, growths, measured, lines))
    sys.exit(0 if all(line.is_kept for line in lines) else 1)


def _layers(*, quick: bool) -> list[Row]:
    contestants, missing = installed()
    if missing:
        print("not installed:", ", ".join(missing))
    chosen = [layer for layer in LAYERS if layer.quick or not quick]
    rounds = QUICK_ROUNDS if quick else ROUNDS
    found = []
    for row in rows(chosen, contestants, rounds, slow_peers=not quick):
        times = ", ".join(f"{name} {1e3 * each:.3g}" for name, each in row.seconds.items())
        print(f"{row.layer.name}, {row.dtype}, ms: {times}", flush=True)
        found.append(row)
    return found


if __name__ == "__main__":
    main()
