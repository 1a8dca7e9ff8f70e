"""The convolution of a page as a program for another library: ready to paste and to run.

Each one stands alone. It has the numbers in it, takes the gradients of sum(grad_output * output),
and prints four lines ``name = nested list``, channels last, in float64 at full precision.
"""

from __future__ import annotations

from gradgrid.app.lessons.scripts import jax_script, numpy_script, tensorflow_script, torch_script
from gradgrid.engine.conv2d.inputs import ConvInputs

_WRITERS = {
    "numpy": numpy_script.script,
    "torch": torch_script.script,
    "jax": jax_script.script,
    "tensorflow": tensorflow_script.script,
}
LIBRARIES = tuple(_WRITERS)


def script(library: str, arrays: ConvInputs) -> str:
    """The program for one of :data:`LIBRARIES`."""
    return _WRITERS[library](arrays)
