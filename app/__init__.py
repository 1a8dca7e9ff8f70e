"""Gradgrid's web service and command line: it translates, the engine decides."""

import os
from importlib.metadata import PackageNotFoundError, version

# One thread per product: idle BLAS workers spin, take memory, and may sum in another order the next
# time. NumPy reads this once, when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

try:
    __version__ = version("gradgrid")
except PackageNotFoundError:  # a checkout that is not installed
    __version__ = "0+unknown"
