"""Engine objects to wire objects: the only room that knows both."""

from app.presenter.geometry import geometry_to_wire
from app.presenter.layout import (
    Wire,
    cell_of_index,
    from_layout,
    index_shape,
    tensor_to_wire,
    to_layout,
)
from app.presenter.selection import Selection
from app.presenter.terms import terms_to_wire
from app.presenter.trace import selected_values, selection_to_wire, trace_to_wire, trace_values

__all__ = [
    "Selection",
    "Wire",
    "cell_of_index",
    "from_layout",
    "geometry_to_wire",
    "index_shape",
    "selected_values",
    "selection_to_wire",
    "tensor_to_wire",
    "terms_to_wire",
    "to_layout",
    "trace_to_wire",
    "trace_values",
]
