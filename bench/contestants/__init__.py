"""Who is timed: our engine, PyTorch, JAX and what there is in NumPy; each where it installs."""

from __future__ import annotations

from importlib import import_module

from bench.contestants.contestant import Contestant

MODULES = (
    "gradgrid",
    "pytorch",
    "jax",
    "mygrad",
    "dezero",
    "numpy_ml",
    "autograd",
    "scipy",
    "plain",
)


def installed() -> tuple[list[Contestant], list[str]]:
    """The contestants that can be imported, and the modules that cannot."""
    found: list[Contestant] = []
    missing: list[str] = []
    for module in MODULES:
        try:
            found += import_module(f"bench.contestants.{module}").CONTESTANTS
        except ImportError:
            missing.append(module)
    return found, missing
