"""Gradgrid's web service and command line: it translates, the engine decides."""

import os

# One thread per product: idle BLAS workers spin, take memory, and may sum in another order the next
# time. NumPy reads this once, when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Looking for plugins reads the metadata of every installed package, a fifth of a command's start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
