"""Orders of axes: the letters of a layout, and the transpositions between two of them."""

from __future__ import annotations

from engine.errors import OptionError
from engine.options import shown

LAYOUTS = ("NHWC", "NCHW")
# O and I are the channels that are written and read: those of the output and of the input.
WEIGHT_LAYOUTS = ("HWIO", "OIHW", "OHWI", "IOHW", "HWOI")
# What the engine computes in.
ENGINE_LAYOUT, ENGINE_WEIGHT_LAYOUT = "NHWC", "HWIO"
_WEIGHT_OF = {"NHWC": "HWIO", "NCHW": "OIHW"}


def normalise_layouts(layout: object, weight_layout: object = None) -> tuple[str, str]:
    """Both layouts; that of the weight follows from the other unless given.

    Raises :class:`OptionError`.

    >>> normalise_layouts("NCHW"), normalise_layouts("NHWC", "OHWI")
    (('NCHW', 'OIHW'), ('NHWC', 'OHWI'))
    """
    if layout not in LAYOUTS or not isinstance(layout, str):
        raise OptionError("layout", f'layout must be "NHWC" or "NCHW", got {shown(layout)}')
    if weight_layout is None:
        return layout, _WEIGHT_OF[layout]
    if weight_layout not in WEIGHT_LAYOUTS or not isinstance(weight_layout, str):
        names = ", ".join(WEIGHT_LAYOUTS)
        raise OptionError(
            "weight_layout", f"weight_layout must be one of {names}, got {shown(weight_layout)}"
        )
    return layout, weight_layout


def transposition(given: str, wanted: str) -> tuple[int, ...]:
    """For each axis of ``wanted``, where it stands in ``given``.

    >>> transposition("OIHW", "HWIO")
    (2, 3, 1, 0)
    """
    return tuple(map(given.index, wanted))
