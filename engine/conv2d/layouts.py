"""Orders of axes: the letters of a layout, and the transpositions between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gradgrid.engine.conv2d.options import shown
from gradgrid.engine.errors import OptionError

LAYOUTS = ("NHWC", "NCHW")
# O and I are the channels that are written and read: those of the output and of the input.
WEIGHT_LAYOUTS = ("HWIO", "OIHW", "OHWI", "IOHW", "HWOI")
# The layouts that the kernels take.
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


@dataclass(frozen=True, slots=True)
class Layouts:
    """The layouts of a caller's arrays, with the transpositions to the engine's and back."""

    images: str = ENGINE_LAYOUT
    kernels: str = ENGINE_WEIGHT_LAYOUT

    @classmethod
    def of(cls, layout: object, weight_layout: object) -> Layouts:
        """The layouts of these names; raises :class:`OptionError`."""
        if layout == ENGINE_LAYOUT and weight_layout is None:
            return CHANNELS_LAST
        return cls(*normalise_layouts(layout, weight_layout))

    def take_image(self, array: np.ndarray) -> np.ndarray:
        """An input or an output as (N, H, W, C), contiguous; of another rank as it is."""
        return _moved(array, self.images, ENGINE_LAYOUT)

    def take_kernel(self, array: np.ndarray) -> np.ndarray:
        """A weight as (kh, kw, C_in/groups, C_out), contiguous; of another rank as it is."""
        return _moved(array, self.kernels, ENGINE_WEIGHT_LAYOUT)

    def give_image(self, array: np.ndarray) -> np.ndarray:
        """(N, H, W, C) in the caller's layout."""
        return _moved(array, ENGINE_LAYOUT, self.images)

    def give_kernel(self, array: np.ndarray) -> np.ndarray:
        """(kh, kw, C_in/groups, C_out) in the caller's layout."""
        return _moved(array, ENGINE_WEIGHT_LAYOUT, self.kernels)

    def image_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The shape of an image as the engine has it."""
        return _moved_shape(shape, self.images, ENGINE_LAYOUT)

    def kernel_shape(self, shape: Sequence[int]) -> Sequence[int]:
        """The shape of a weight as the engine has it."""
        return _moved_shape(shape, self.kernels, ENGINE_WEIGHT_LAYOUT)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The engine's shape of an image in the caller's layout."""
        return tuple(_moved_shape(shape, ENGINE_LAYOUT, self.images))


CHANNELS_LAST = Layouts()


def _moved(array: np.ndarray, given: str, wanted: str) -> np.ndarray:
    if given != wanted and array.ndim == len(given):
        array = array.transpose(transposition(given, wanted))
    return array if array.flags.c_contiguous else np.ascontiguousarray(array)


def _moved_shape(shape: Sequence[int], given: str, wanted: str) -> Sequence[int]:
    # ConvGeometry refuses a shape of another rank, with a better message.
    if given == wanted or len(shape) != len(given):
        return shape
    return tuple(shape[axis] for axis in transposition(given, wanted))
