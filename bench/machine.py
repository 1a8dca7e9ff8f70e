"""What the figures were measured on: the processor, the threads, the kernels of BLAS, versions."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from threadpoolctl import threadpool_info

from gradgrid.engine import usable_cores

PACKAGES = (
    "numpy",
    "torch",
    "jax",
    "mygrad",
    "dezero",
    "numpy-ml",
    "autograd",
    "scipy",
)


def machine() -> list[str]:
    """A line each."""
    kernels = {each["architecture"] for each in threadpool_info() if "architecture" in each}
    return [
        f"{_processor()}, {usable_cores()} threads",
        f"Python {platform.python_version()}; {', '.join(filter(None, map(_version, PACKAGES)))}",
        f"NumPy's OpenBLAS with its {' and '.join(sorted(kernels)) or 'unknown'} kernels",
    ]


def warn_of_settings() -> None:
    """An environment that picks the kernels of OpenBLAS makes the figures those of another one."""
    found = [
        name
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS")
        if name in os.environ
    ]
    if found:
        print(f"note: {' and '.join(found)}, set, changes what is measured", file=sys.stderr)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    named = {key.strip(): value.strip() for key, value in fields.items()}
    return named.get("model name", platform.machine())


def _version(package: str) -> str | None:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return None
