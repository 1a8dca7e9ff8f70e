"""The article's im2col, whose last reshape is given the number of windows twice: it is run here."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.unfold import im2col
from gradgrid.engine.shapes import Float, Num

# Above this only the shape is shown: a picture of so many cells explains nothing.
MAX_DRAWN_CELLS = 4_000


def article_reshape(
    rows: Num[np.ndarray, "windows row"],
) -> Num[np.ndarray, "windows windows rest"]:
    """The erratum: reshape(N, N, -1) and a swap, where the second size should be the batch.

    ``rows`` has a row for each window, with all images of the batch in it. Raises NumPy's
    ValueError where N times N does not divide their number of cells.

    >>> article_reshape(np.arange(48).reshape(4, 12)).shape
    (4, 4, 3)
    """
    return rows.reshape(len(rows), len(rows), -1).swapaxes(0, 1)


def article_columns(
    input: Float[np.ndarray, "n h w c_in"], geometry: ConvGeometry
) -> Float[np.ndarray, "windows windows rest"]:
    """The array that the erratum makes of ``input``: windows channel last, then the reshape.

    Raises NumPy's ValueError where the sizes do not divide.
    """
    g = geometry
    columns = im2col(
        input,
        g.kernel_size,
        stride=g.stride,
        padding=g.padding,
        dilation=g.dilation,
        patch_order="channel_last",
    )
    return article_reshape(columns.swapaxes(0, 1).reshape(prod(g.output_size), -1))


@dataclass(frozen=True, slots=True)
class ReshapeErratum:
    """The erratum's result in NumPy for one geometry: a shape, or an error message.

    ``rows`` is the shape before the reshape, ``wanted`` the one that im2col should have.
    """

    rows: tuple[int, int]
    wanted: tuple[int, ...]
    shape: tuple[int, ...] | None
    message: str | None

    @property
    def is_right(self) -> bool:
        """Whether the shape comes out right by chance: as many images as windows."""
        return self.shape == self.wanted

    @property
    def is_drawn(self) -> bool:
        """Whether the array is a tensor of the trace."""
        return self.shape is not None and prod(self.shape) <= MAX_DRAWN_CELLS

    @classmethod
    def of(cls, geometry: ConvGeometry) -> ReshapeErratum:
        """The erratum, run on a broadcast array of the right shape that takes one byte.

        >>> ReshapeErratum.of(ConvGeometry.of((1, 3, 3, 3), (2, 2, 3, 2))).shape
        (4, 4, 3)
        """
        g = geometry
        windows, patch = prod(g.output_size), prod(g.kernel_size) * g.in_channels
        rows = (windows, g.batch * patch)
        wanted = (g.batch, windows, patch)
        try:
            # All strides are 0, so a reshape is a view at any size.
            shape = article_reshape(np.broadcast_to(np.int8(0), rows)).shape
        except ValueError as error:
            return cls(rows, wanted, None, str(error))
        return cls(rows, wanted, shape, None)
