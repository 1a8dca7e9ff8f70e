"""The options of a convolution as the lines that set them."""

from __future__ import annotations

from gradgrid.engine import ConvGeometry


def options(geometry: ConvGeometry) -> str:
    """stride, padding, dilation and groups, one a line, rows before columns."""
    g = geometry
    return "\n".join(
        [
            f"stride = {g.stride}",
            f"padding = {g.padding}  # (top, bottom), (left, right)",
            f"dilation = {g.dilation}",
            f"groups = {g.groups}",
        ]
    )


def has_one_sided_padding(geometry: ConvGeometry) -> bool:
    """Whether an axis has not as many zeros before as after."""
    return any(before != after for before, after in geometry.padding)
