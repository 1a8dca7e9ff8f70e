"""Gradgrid's web service and command line: it translates, the engine decides."""

import os

# One thread per product: idle BLAS workers spin, take memory, and may sum in another order the next
# time. NumPy reads this once, when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Looking for plugins reads the metadata of every installed package, a fifth of a command's start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def __getattr__(name: str) -> str:
    """``__version__``, looked up when it is asked for: that takes a tenth of a command's start."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("gradgrid")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0+unknown"
