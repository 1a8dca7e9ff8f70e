"""Shapes in signatures: jaxtyping's where it is loaded, as the test runner does, else mere names.

Nothing reads them at run time but the checks of the tests, and jaxtyping takes as long to import as
NumPy.
"""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or "jaxtyping" in sys.modules:
    from jaxtyping import Bool, Float, Int, Num
else:

    class Float:
        """Stands for an array of numbers."""

        def __class_getitem__(cls, _: object) -> Any:
            """Any array: the shape is for people."""
            return Any

    Bool = Int = Num = Float

__all__ = ["Bool", "Float", "Int", "Num"]
