"""Indices and tensors in the request's layout, and in the engine's: channels last, in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from gradgrid.app.wire.geometry.axis_order import WEIGHT, AxisOrder

if TYPE_CHECKING:
    from gradgrid.engine.rules.derivation import Tensor
    from gradgrid.engine.rules.rule import Cell

Wire = dict[str, Any]
Numbers = TypeVar("Numbers", int, np.ndarray)

Order = AxisOrder | str
"""How the tensors of a request lie; "NHWC" and "NCHW" stand for all four axes and their weights."""


def from_layout(array: np.ndarray, name: str, layout: Order) -> np.ndarray:
    """A request's tensor as the engine wants it: channels last, contiguous.

    >>> from_layout(np.zeros((4, 3, 2, 1)), "weight", "NCHW").shape
    (2, 1, 3, 4)
    """
    return _order(layout).to_engine(array, name)


def to_layout(array: np.ndarray, name: str, layout: Order) -> np.ndarray:
    """A channels-last tensor in the request's layout, contiguous.

    >>> to_layout(np.zeros((1, 5, 6, 3)), "grad_input", "NCHW").shape
    (1, 3, 5, 6)
    """
    return _order(layout).from_engine(array, name)


def tensor_to_wire(array: np.ndarray, *, flat: bool) -> Any:
    """A tensor as it goes out: nested, or flat with a shape; still an array."""
    return {"shape": array.shape, "data": array.reshape(-1)} if flat else array


def index_shape(tensor: Tensor, layout: Order) -> tuple[int, ...]:
    """The sizes that an index into ``tensor`` is bounded by, in the request's layout.

    Where the channel axis comes last it is whole, as in the request; a matrix keeps its own axes.
    """
    shape = tensor.shape
    if not _has_whole_channels(tensor):
        return shape
    shape = (*shape[:-2], shape[-2] * shape[-1])
    return _order(layout).shape_from_engine(shape, tensor.of)


def cell_of_index(tensor: Tensor, index: tuple[int, ...], layout: Order) -> Cell:
    """A request's index as a cell of the trace, where a channel is a group and a place in it."""
    if not _has_whole_channels(tensor):
        return index
    *rest, channel = _order(layout).shape_to_engine(index, tensor.of, missing=0)
    return (*rest, *divmod(channel, tensor.shape[-1]))


def index_of_cell(tensor: Tensor, cell: tuple[Numbers, ...], layout: Order) -> tuple[Numbers, ...]:
    """The way back from :func:`cell_of_index`; of many cells, given an array for each axis."""
    if not _has_whole_channels(tensor):
        return cell
    *rest, group, place = cell
    channel: Any = group * tensor.shape[-1] + place
    return _order(layout).shape_from_engine((*rest, channel), tensor.of)


def _order(layout: Order) -> AxisOrder:
    return AxisOrder(layout, WEIGHT[layout]) if isinstance(layout, str) else layout


def _has_whole_channels(tensor: Tensor) -> bool:
    return len(tensor.axes) > 1 and tensor.axes[-2].kind == "group"
