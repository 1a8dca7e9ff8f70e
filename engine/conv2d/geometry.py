"""The shapes and options of one convolution, normalised and checked once, at construction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from gradgrid.engine.conv2d.options import (
    Padding,
    Pair,
    Sides,
    Size,
    is_whole,
    normalise_padding,
    normalise_pair,
    shown,
    shown_size,
)
from gradgrid.engine.errors import OptionError, ShapeError


class Options(TypedDict):
    """The keyword arguments that every function of the engine takes."""

    stride: Pair
    padding: Sides
    dilation: Pair
    groups: int


@dataclass(frozen=True, slots=True)
class ConvGeometry:
    """Every size of a 2-D cross-correlation; pairs are (vertical, horizontal).

    ``padding`` is ((top, bottom), (left, right)). Build it with :meth:`of`, which takes the options
    as ``torch.nn.functional.conv2d`` does, and checks them.

    >>> g = ConvGeometry.of((1, 5, 6, 3), (3, 2, 3, 4), stride=2, padding=1)
    >>> g.output_shape, g.leftover
    ((1, 3, 4, 4), (0, 0))
    """

    batch: int
    input_size: Pair
    kernel_size: Pair
    in_channels: int
    out_channels: int
    stride: Pair
    padding: Sides
    dilation: Pair
    groups: int

    @classmethod
    def of(
        cls,
        input_shape: Sequence[int],
        weight_shape: Sequence[int],
        *,
        stride: Size = 1,
        padding: Padding = 0,
        dilation: Size = 1,
        groups: int = 1,
    ) -> ConvGeometry:
        """Normalise and check shapes and options.

        ``input_shape`` is (N, H, W, C_in) and ``weight_shape`` (kh, kw, C_in/groups, C_out), all at
        least 1. ``stride`` and ``dilation`` are an int or (vertical, horizontal), at least 1;
        ``padding`` is an int, (vertical, horizontal), ((top, bottom), (left, right)), at least 0,
        "valid", or "same" ("same_upper") or "same_lower" for ceil(H / stride) rows of output, an
        odd zero after or before. Raises :class:`OptionError` and :class:`ShapeError`.

        >>> ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1), padding="same").padding
        ((0, 1), (0, 1))
        """
        strides = normalise_pair("stride", stride)
        dilations = normalise_pair("dilation", dilation)
        if not is_whole(groups) or groups < 1:
            raise OptionError("groups", f"groups must be an integer >= 1, got {shown(groups)}")
        n, h, w, c_in = _shape("input", input_shape, "(N, H, W, C_in)")
        kh, kw, c_group, c_out = _shape("weight", weight_shape, "(kh, kw, C_in/groups, C_out)")
        sides = normalise_padding(padding, (h, w), (kh, kw), strides, dilations)
        geometry = cls(n, (h, w), (kh, kw), c_in, c_out, strides, sides, dilations, int(groups))
        geometry._check_channels(c_group)
        geometry._check_fit()
        return geometry

    @property
    def options(self) -> Options:
        """The options as keyword arguments: ``conv2d(input, weight, **geometry.options)``."""
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """(N, H, W, C_in)."""
        return (self.batch, *self.input_size, self.in_channels)

    @property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """(kh, kw, C_in/groups, C_out)."""
        return (*self.kernel_size, self.group_in_channels, self.out_channels)

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """(N, OH, OW, C_out)."""
        return (self.batch, *self.output_size, self.out_channels)

    @property
    def group_in_channels(self) -> int:
        """Input channels that one group reads: C_in/groups."""
        return self.in_channels // self.groups

    @property
    def group_out_channels(self) -> int:
        """Output channels that one group writes: C_out/groups."""
        return self.out_channels // self.groups

    @property
    def kernel_span(self) -> Pair:
        """Rows and columns that a dilated kernel covers: d(k - 1) + 1."""
        (kh, kw), (dh, dw) = self.kernel_size, self.dilation
        return dh * (kh - 1) + 1, dw * (kw - 1) + 1

    @property
    def fits(self) -> bool:
        """Whether the dilated kernel is no larger than the padded input, as in every valid one."""
        return min(self._slack) >= 0

    @property
    def padded_size(self) -> Pair:
        """Rows and columns of ``input_padded``."""
        (h, w), ((top, bottom), (left, right)) = self.input_size, self.padding
        return h + top + bottom, w + left + right

    @property
    def output_size(self) -> Pair:
        """(OH, OW): floor((H + top + bottom - span) / stride) + 1, and likewise for the columns."""
        (sh, sw), (oh, ow) = self.stride, self._slack
        return oh // sh + 1, ow // sw + 1

    @property
    def leftover(self) -> Pair:
        """Padded rows and columns past the last window, which no output reads."""
        (sh, sw), (h, w) = self.stride, self._slack
        return h % sh, w % sw

    @property
    def dilated_size(self) -> Pair:
        """Rows and columns of ``grad_output_dilated``: s(O - 1) + 1."""
        (oh, ow), (sh, sw) = self.output_size, self.stride
        return sh * (oh - 1) + 1, sw * (ow - 1) + 1

    @property
    def backward_padding(self) -> Sides:
        """Zeros around ``grad_output_dilated`` so that sliding the rotated kernel gives H by W.

        Before: d(k - 1) - p. After: what is left to H + span - 1, leftover rows included. A
        negative count crops instead, which happens when the padding is more than d(k - 1).
        """
        ((top, _), (left, _)), (h, w), (span_h, span_w) = (
            self.padding,
            self.input_size,
            self.kernel_span,
        )
        dilated_h, dilated_w = self.dilated_size
        before_h, before_w = span_h - 1 - top, span_w - 1 - left
        return (
            (before_h, h + span_h - 1 - before_h - dilated_h),
            (before_w, w + span_w - 1 - before_w - dilated_w),
        )

    @property
    def most_reads(self) -> int:
        """In how many windows the input cell stands that stands in the most.

        >>> ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1)).most_reads
        4
        >>> ConvGeometry.of((1, 5, 4, 1), (2, 2, 1, 1), stride=2).most_reads
        1
        """
        reads: list[Counter[int]] = [Counter(), Counter()]
        for axis, counter in enumerate(reads):
            size, before = self.input_size[axis], self.padding[axis][0]
            for window in range(self.output_size[axis]):
                for tap in range(self.kernel_size[axis]):
                    at = window * self.stride[axis] + tap * self.dilation[axis] - before
                    counter[at] += 0 <= at < size
        rows, columns = (max(counter.values()) for counter in reads)
        return rows * columns

    @property
    def multiply_adds(self) -> int:
        """Multiplications of the forward pass; each of the two products backward takes as many."""
        n, oh, ow, c_out = self.output_shape
        kh, kw = self.kernel_size
        return n * oh * ow * c_out * kh * kw * self.group_in_channels

    def taps(self) -> Iterator[tuple[Pair, tuple[slice, slice, slice]]]:
        """Each kernel tap (u, v) with the slice of ``input_padded`` that it multiplies.

        >>> g = ConvGeometry.of((1, 5, 5, 1), (1, 2, 1, 1), stride=2, dilation=3)
        >>> [(tap, columns) for tap, (_, _, columns) in g.taps()]
        [((0, 0), slice(0, 1, 2)), ((0, 1), slice(3, 4, 2))]
        """
        (kh, kw), (oh, ow) = self.kernel_size, self.output_size
        (sh, sw), (dh, dw) = self.stride, self.dilation
        for u in range(kh):
            rows = slice(u * dh, u * dh + (oh - 1) * sh + 1, sh)
            for v in range(kw):
                columns = slice(v * dw, v * dw + (ow - 1) * sw + 1, sw)
                yield (u, v), (slice(None), rows, columns)

    @property
    def _slack(self) -> Pair:
        (h, w), (span_h, span_w) = self.padded_size, self.kernel_span
        return h - span_h, w - span_w

    def _check_channels(self, weight_channels: int) -> None:
        c_in, c_out, groups = self.in_channels, self.out_channels, self.groups
        if c_in % groups or c_out % groups:
            raise ShapeError(
                "groups",
                f"{shown(groups)} groups must divide both {shown(c_in)} input channels and "
                f"{shown(c_out)} output channels: choose a common divisor",
            )
        if weight_channels != c_in // groups:
            raise ShapeError(
                "weight",
                f"weight has {shown(weight_channels)} input channels, but {shown(c_in)} input "
                f"channels in {shown(groups)} group(s) need {shown(c_in // groups)}: "
                "change the weight, the input or groups",
            )

    def _check_fit(self) -> None:
        if not self.fits:
            dh, dw = self.dilation
            dilation = shown(dh) if dh == dw else f"({shown(dh)}, {shown(dw)})"
            remedy = "use a smaller kernel" if dh == dw == 1 else "lower the dilation"
            raise ShapeError(
                "weight",
                f"kernel {shown_size(*self.kernel_size)} at dilation {dilation} spans "
                f"{shown_size(*self.kernel_span)}, the padded input is "
                f"{shown_size(*self.padded_size)}: {remedy} or add padding",
            )


def _shape(name: str, shape: Sequence[int], form: str) -> tuple[int, int, int, int]:
    try:
        sizes = tuple(shape)
    except TypeError:
        raise ShapeError(name, f"the shape of {name} must be {form}, got {shown(shape)}") from None
    if len(sizes) != 4:
        raise ShapeError(name, f"{name} must have 4 axes {form}, has {len(sizes)}: {shown(sizes)}")
    if not all(is_whole(size) and size >= 1 for size in sizes):
        raise ShapeError(
            name,
            f"every axis of {name} {form} must have at least 1 element, got shape {shown(sizes)}",
        )
    a, b, c, d = (int(size) for size in sizes)
    return a, b, c, d
