"""What is installed to serve stays small, and what only the build needs is not among it."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAX_MEGABYTES = 120
# Gradgrid itself, with static files, templates and bytecode.
OURS = 6


def locked(lock: str) -> list[str]:
    """The names of the distributions that a lock file pins."""
    return re.findall(r"^([a-z0-9-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE)


def megabytes(name: str) -> float:
    """The size of an installed distribution, with its bytecode."""
    places = [Path(str(file.locate())) for file in distribution(name).files or []]
    return sum(place.stat().st_size for place in places if place.is_file()) / 2**20


def test_what_serving_needs_is_under_120_megabytes() -> None:
    sizes = {name: megabytes(name) for name in locked("requirements.lock")}

    assert sizes["numpy"] > 10
    total = OURS + sum(sizes.values())
    assert total < MAX_MEGABYTES, sorted(sizes.items(), key=lambda pair: -pair[1])[:5]


def test_what_only_building_needs_is_not_needed_to_serve() -> None:
    build = {"brotli", "fonttools", "ziafont", "ziamath", "hatchling"}

    assert build <= {*locked("requirements-build.lock")}
    assert not build & {*locked("requirements.lock")}
