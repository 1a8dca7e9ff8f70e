"""The request's layout and the engine's: channels last, and channels in groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.chapter import Tensor
from engine.rule import Cell

Wire = dict[str, Any]

# Where each axis of a channels-last tensor stands in the other layout, and the way back.
TO_NCHW = {"weight": (3, 2, 0, 1), "activation": (0, 3, 1, 2)}
FROM_NCHW = {"weight": (2, 3, 1, 0), "activation": (0, 2, 3, 1)}


def from_layout(array: np.ndarray, name: str, layout: str) -> np.ndarray:
    """A request's tensor as the engine wants it: channels last, contiguous.

    >>> from_layout(np.zeros((4, 3, 2, 1)), "weight", "NCHW").shape
    (2, 1, 3, 4)
    """
    return np.ascontiguousarray(_permuted(array, name, layout, FROM_NCHW))


def to_layout(array: np.ndarray, name: str, layout: str) -> np.ndarray:
    """A channels-last tensor in the request's layout, contiguous.

    >>> to_layout(np.zeros((1, 5, 6, 3)), "grad_input", "NCHW").shape
    (1, 3, 5, 6)
    """
    return np.ascontiguousarray(_permuted(array, name, layout, TO_NCHW))


def shape_to_layout(shape: tuple[int, ...], name: str, layout: str) -> tuple[int, ...]:
    """A channels-last shape in the request's layout."""
    if layout == "NHWC" or len(shape) != 4:
        return shape
    return tuple(shape[axis] for axis in TO_NCHW[_kind(name)])


def shape_from_layout(shape: tuple[int, ...], name: str, layout: str) -> tuple[int, ...]:
    """A request's shape as the engine has it: channels last."""
    if layout == "NHWC" or len(shape) != 4:
        return shape
    return tuple(shape[axis] for axis in FROM_NCHW[_kind(name)])


def tensor_to_wire(array: np.ndarray, *, flat: bool) -> Any:
    """A tensor as it goes out: nested, or flat with a shape; still an array."""
    return {"shape": array.shape, "data": array.reshape(-1)} if flat else array


def index_shape(tensor: Tensor, layout: str) -> tuple[int, ...]:
    """The sizes that an index into ``tensor`` is bounded by, in the request's layout.

    Where the channel axis comes last it is whole, as in the request; a matrix keeps its own axes.
    """
    shape = tensor.shape
    if _has_whole_channels(tensor):
        shape = (*shape[:-2], shape[-2] * shape[-1])
    return shape_to_layout(shape, tensor.of, layout) if _has_whole_channels(tensor) else shape


def cell_of_index(tensor: Tensor, index: tuple[int, ...], layout: str) -> Cell:
    """A request's index as a cell of the trace, where a channel is a group and a place in it."""
    if not _has_whole_channels(tensor):
        return index
    *rest, channel = shape_from_layout(index, tensor.of, layout)
    return (*rest, *divmod(channel, tensor.shape[-1]))


def index_of_cell(tensor: Tensor, cell: Cell, layout: str) -> tuple[int, ...]:
    """The way back from :func:`cell_of_index`."""
    if not _has_whole_channels(tensor):
        return cell
    *rest, group, place = cell
    return shape_to_layout((*rest, group * tensor.shape[-1] + place), tensor.of, layout)


def _has_whole_channels(tensor: Tensor) -> bool:
    return len(tensor.axes) > 1 and tensor.axes[-2].name == "g"


def _permuted(
    array: np.ndarray, name: str, layout: str, orders: Mapping[str, tuple[int, ...]]
) -> np.ndarray:
    if layout == "NHWC" or array.ndim != 4:
        return array
    return array.transpose(orders[_kind(name)])


def _kind(name: str) -> str:
    return "weight" if name in ("weight", "grad_weight") else "activation"
