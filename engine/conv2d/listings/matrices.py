"""Tensors laid out as matrices and back: reshape, with a transpose where the order asks for one."""

from __future__ import annotations

from math import prod

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.listings.listing import Listing, writes
from gradgrid.engine.conv2d.listings.subscripts import shape


def kernel_matrix(geometry: ConvGeometry, source: str, target: str, reads: int) -> Listing:
    """(kh, kw, reads, groups * made) as a matrix with a row for each (channel, tap)."""
    g = geometry
    taps = prod(g.kernel_size)
    made = g.group_in_channels * g.group_out_channels // reads
    if g.groups > 1:
        return Listing.of(
            f"by_group = {source}.reshape({shape(*g.kernel_size, reads, g.groups, made)})",
            "by_group = by_group.transpose(3, 2, 0, 1, 4)",
            writes(f"{target} = by_group.reshape({shape(g.groups, reads * taps, made)})"),
        )
    if reads == 1 or taps == 1:
        return Listing.of(writes(f"{target} = {source}.reshape({shape(reads * taps, made)})"))
    return Listing.of(
        f"by_channel = {source}.transpose(2, 0, 1, 3)",
        writes(f"{target} = by_channel.reshape({shape(reads * taps, made)})"),
    )


def rows_to_positions(
    groups: int, matrix: str, target: str, sizes: tuple[int, ...], added: str = ""
) -> Listing:
    """A matrix with a row for each position as (N, rows, columns, channels)."""
    if groups == 1:
        return Listing.of(writes(f"{target} = {matrix}.reshape({shape(*sizes)}){added}"))
    return Listing.of(
        f"by_row = {matrix}.swapaxes(0, 1)",
        writes(f"{target} = by_row.reshape({shape(*sizes)}){added}"),
    )


def positions_to_rows(groups: int, source: str, target: str, rows: int, channels: int) -> Listing:
    """(N, rows, columns, channels) as a matrix with a row for each position."""
    if groups == 1:
        return Listing.of(writes(f"{target} = {source}.reshape({shape(rows, channels)})"))
    return Listing.of(
        f"by_row = {source}.reshape({shape(rows, groups, channels // groups)})",
        writes(f"{target} = by_row.swapaxes(0, 1)"),
    )


def transposed(matrix: str, groups: int) -> str:
    """The transpose of a matrix, or of one for each group."""
    return f"{matrix}.T" if groups == 1 else f"{matrix}.swapaxes(1, 2)"
