"""im2col and its adjoint: a row for each window, and every row added back where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gradgrid.engine.conv2d.arrays import Lists, as_floats, crop, pad
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.layouts import Layouts
from gradgrid.engine.conv2d.options import Padding, Size, normalise_pair, shown, shown_size
from gradgrid.engine.errors import OptionError, ShapeError
from gradgrid.engine.shapes import Float, Num

PatchOrder = Literal["channel_major", "channel_last"]
_PATCH_AXES: dict[str, tuple[int, int, int]] = {
    "channel_major": (2, 0, 1),
    "channel_last": (0, 1, 2),
}


def im2col(
    input: Num[np.ndarray, "_ _ _ _"] | Lists,
    kernel_size: Size,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    patch_order: PatchOrder = "channel_major",
    layout: str = "NHWC",
) -> Float[np.ndarray, "n windows patch"]:
    """Lay out every window of ``input`` as a row: (N, OH*OW, kh*kw*C).

    columns[n, (i,j), (c,u,v)] = input[n, i*s+u*d-p, j*s+v*d-p, c], zero where that is padding.

    ``input`` is (N, H, W, C), or (N, C, H, W) with ``layout="NCHW"``. ``patch_order`` is
    "channel_major", (c,u,v) as ``torch.nn.functional.unfold`` has it, or "channel_last", (u,v,c),
    as ``weight.reshape(-1, C_out)`` has it. Raises :class:`EngineError`.

    >>> im2col(np.arange(9.0).reshape(1, 3, 3, 1), 2)[0]
    array([[0., 1., 3., 4.],
           [1., 2., 4., 5.],
           [3., 4., 6., 7.],
           [4., 5., 7., 8.]])
    >>> im2col([[[[1, 2]], [[3, 4]]]], 1, layout="NCHW").tolist()
    [[[1.0, 3.0], [2.0, 4.0]]]
    """
    (given,) = as_floats(input=input)
    image = Layouts.of(layout, None).take_image(given)
    kernel = normalise_pair("kernel_size", kernel_size)
    order = _patch_axes(patch_order)
    g = _window_geometry(image.shape, kernel, stride, padding, dilation)
    n, oh, ow, _ = g.output_shape
    columns = np.empty((n, oh, ow, *kernel, g.in_channels), image.dtype)
    padded = pad(image, g)
    for (u, v), window in g.taps():
        columns[:, :, :, u, v] = padded[window]
    return columns.transpose(0, 1, 2, *(3 + axis for axis in order)).reshape(n, oh * ow, -1)


def col2im(
    columns: Num[np.ndarray, "_ _ _"] | Lists,
    input_size: Size,
    kernel_size: Size,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    patch_order: PatchOrder = "channel_major",
    layout: str = "NHWC",
) -> Float[np.ndarray, "_ _ _ _"]:
    """Add every row of ``columns`` back to the window it came from: the adjoint of :func:`im2col`.

    image[n,y,x,c] = sum over u,v of columns[n, ((y+p-u*d)/s, (x+p-v*d)/s), (c,u,v)]

    ``columns`` is (N, OH*OW, kh*kw*C). ``input_size`` is (H, W), or an int for both; the result is
    (N, H, W, C), or (N, C, H, W) with ``layout="NCHW"``. Where windows overlap the values add, so
    this is not the inverse of im2col. The same as ``torch.nn.functional.fold``. Raises
    :class:`EngineError`.

    >>> col2im(np.ones((1, 4, 4)), (3, 3), 2)[0, :, :, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    (patches,) = as_floats(columns=columns)
    image_layout = Layouts.of(layout, None)
    size = normalise_pair("input_size", input_size)
    kernel = normalise_pair("kernel_size", kernel_size)
    order = _patch_axes(patch_order)
    if patches.ndim != 3 or 0 in patches.shape:
        raise ShapeError(
            "columns",
            "columns must have 3 axes (N, windows, patch) of at least 1 element, "
            f"the shape is {patches.shape}",
        )
    channels, rest = divmod(patches.shape[2], kernel[0] * kernel[1])
    if rest:
        raise ShapeError(
            "columns",
            f"{patches.shape[2]} columns are not a multiple of {shown_size(*kernel)} patches: "
            "change columns or kernel_size",
        )
    g = _window_geometry((patches.shape[0], *size, channels), kernel, stride, padding, dilation)
    n, oh, ow, _ = g.output_shape
    if patches.shape[1] != oh * ow:
        raise ShapeError(
            "columns",
            f"columns has {patches.shape[1]} rows, {shown_size(oh, ow)} windows need "
            f"{shown(oh * ow)}: "
            "change columns or the options",
        )
    patch = (*kernel, channels)
    rows = patches.reshape(n, oh, ow, *(patch[axis] for axis in order))
    rows = rows.transpose(0, 1, 2, *(3 + order.index(axis) for axis in range(3)))
    image = np.zeros((n, *g.padded_size, channels), patches.dtype)
    for (u, v), window in g.taps():
        image[window] += rows[:, :, :, u, v]
    return image_layout.give_image(crop(image, g))


def _window_geometry(
    shape: Sequence[int], kernel: tuple[int, int], stride: Size, padding: Padding, dilation: Size
) -> ConvGeometry:
    """The windows are those of a convolution that reads every channel at once."""
    try:
        return ConvGeometry.of(
            shape, (*kernel, *shape[-1:], 1), stride=stride, padding=padding, dilation=dilation
        )
    except ShapeError as error:
        argument = "kernel_size" if error.argument == "weight" else error.argument
        raise ShapeError(argument, str(error)) from None


def _patch_axes(patch_order: object) -> tuple[int, int, int]:
    if not isinstance(patch_order, str) or patch_order not in _PATCH_AXES:
        raise OptionError(
            "patch_order",
            f"patch_order must be one of {', '.join(_PATCH_AXES)}, not {shown(patch_order)}",
        )
    return _PATCH_AXES[patch_order]
