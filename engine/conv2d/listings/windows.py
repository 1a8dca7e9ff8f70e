"""A window that slides: over the input forward, over the padded gradient backward."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.listings.listing import Line, Listing, writes
from gradgrid.engine.conv2d.listings.loops import loop, sizes_of
from gradgrid.engine.conv2d.listings.subscripts import (
    at,
    channel,
    channels,
    one,
    shape,
    span,
    whole,
    zeros,
)
from gradgrid.engine.conv2d.options import Pair
from gradgrid.engine.conv2d.tensors import Conv2dTensors


@dataclass(frozen=True, slots=True)
class Windows:
    """What slides over what. ``letters`` are the positions, ``reads`` and ``makes`` the channels.

    ``extent`` is the shape of what the windows make.
    """

    geometry: ConvGeometry
    source: str
    kernel: str
    letters: str
    stride: Pair
    reads: str
    makes: str
    extent: tuple[int, ...]

    @classmethod
    def forward(cls, conv: Conv2dTensors) -> Windows:
        """The kernel over the input."""
        g = conv.geometry
        return cls(g, conv.window_source, "weight", "ij", g.stride, "c", "o", g.output_shape)

    @classmethod
    def backward(cls, conv: Conv2dTensors) -> Windows:
        """The rotated kernel over the padded gradient, always at stride 1."""
        g = conv.geometry
        padded = "grad_output_padded"
        return cls(g, padded, "weight_swapped", "yx", (1, 1), "o", "c", g.input_shape)

    def window(self) -> str:
        """The cells under the kernel, the axes of size 1 dropped."""
        return at(self.source, *self.window_parts())

    def window_parts(self) -> tuple[str, ...]:
        """The same, an index for each axis."""
        g, sizes = self.geometry, sizes_of(self.geometry)
        places = (
            span(letter, step, gap, taps)
            for letter, step, gap, taps in zip(
                self.letters, self.stride, g.dilation, g.kernel_size, strict=True
            )
        )
        return (one("n", g.batch), *places, channels(sizes[self.reads], g.groups))

    def slide(self, target: str, bias: str = "") -> Listing:
        """Every place of the window: the sum of the products that meet there."""
        g, sizes = self.geometry, sizes_of(self.geometry)
        made = channel(self.makes, sizes[self.makes], g.groups)
        taps = (whole(size) for size in g.kernel_size)
        kernel = at(self.kernel, *taps, whole(sizes[self.reads]), made)
        added = f" + {at(bias, made)}" if bias else ""
        cell = at(target, one("n", g.batch), *self.letters, made)
        each = loop(
            self.makes,
            sizes,
            f"products = window * {kernel}",
            writes(f"{cell} = products.sum(){added}"),
        )
        places = loop(f"n{self.letters}g", sizes, f"window = {self.window()}", *each)
        return Listing.of(f"{target} = {zeros(self.extent)}", *places)

    def row(self) -> list[Line]:
        """The window as a row of ``rows``, channel after channel."""
        axes = sum(size > 1 for size in self.geometry.kernel_size)
        if sizes_of(self.geometry)[self.reads] == 1:
            flat = "window" if axes == 1 else "window.ravel()"
        else:
            flat = ("window", "window.T.ravel()", "window.transpose(2, 0, 1).ravel()")[axes]
        return [Line(f"window = {self.window()}"), writes(f"rows.append({flat})")]

    def stacked(self, target: str) -> str:
        """The rows as a matrix; one for each group."""
        g, sizes = self.geometry, sizes_of(self.geometry)
        if g.groups == 1:
            return f"{target} = np.array(rows)"
        windows = g.batch * prod(sizes[letter] for letter in self.letters)
        sized = shape(g.groups, windows, prod(g.kernel_size) * sizes[self.reads])
        return f"{target} = np.array(rows).reshape({sized})"

    def im2col(self, target: str) -> Listing:
        """A row for each window."""
        rows = loop(f"gn{self.letters}", sizes_of(self.geometry), *self.row())
        return Listing.of("rows = []", *rows, self.stacked(target))
