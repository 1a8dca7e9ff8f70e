"""Makes JSON-ready objects of engine objects.

What belongs to the derivation is imported when it is asked for: gradients do without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gradgrid.app.wire.present.geometry import geometry_to_wire
from gradgrid.app.wire.present.request_axes import (
    Wire,
    cell_of_index,
    from_layout,
    index_shape,
    tensor_to_wire,
    to_layout,
)

if TYPE_CHECKING:
    from gradgrid.app.wire.present.selection import Selection
    from gradgrid.app.wire.present.terms import terms_to_wire
    from gradgrid.app.wire.present.trace import (
        numbers_to_wire,
        rules_to_wire,
        selected_values,
        selection_to_wire,
        trace_to_wire,
        trace_values,
    )

__all__ = [
    "Selection",
    "Wire",
    "cell_of_index",
    "from_layout",
    "geometry_to_wire",
    "index_shape",
    "numbers_to_wire",
    "rules_to_wire",
    "selected_values",
    "selection_to_wire",
    "tensor_to_wire",
    "terms_to_wire",
    "to_layout",
    "trace_to_wire",
    "trace_values",
]
_OF_THE_DERIVATION = {
    "Selection": "selection",
    "numbers_to_wire": "trace",
    "rules_to_wire": "trace",
    "selected_values": "trace",
    "selection_to_wire": "trace",
    "terms_to_wire": "terms",
    "trace_to_wire": "trace",
    "trace_values": "trace",
}


def __getattr__(name: str) -> Any:
    """What is not imported yet."""
    if name not in _OF_THE_DERIVATION:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_OF_THE_DERIVATION[name]}"), name)
    globals()[name] = found
    return found
