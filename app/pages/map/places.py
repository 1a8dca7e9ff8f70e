"""The derivation as data: which tensors stand where, which rules lead from one to another.

Each gradient stands beside the tensor that it is the gradient of: what runs forward in one row runs
back in the next.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple


class Place(NamedTuple):
    """Where a tensor stands, along the flow and in which row, and the step that it opens."""

    along: int
    row: int
    step: str


# In the order of reading: forward, then backward.
PLACES = {
    "input": Place(0, 1, "forward-window/slide"),
    "input_padded": Place(1, 1, "forward-matmul/pad"),
    "input_columns": Place(2, 1, "forward-matmul/im2col"),
    "weight": Place(3, 1, "forward-matmul/kernel-matrix"),
    "bias": Place(4, 1, "grad-bias/broadcast"),
    "output": Place(5, 1, "forward-matmul/reshape"),
    "loss": Place(6, 1, "nudge/loss"),
    "grad_output": Place(5, 2, "grad-input-elements/fan-out"),
    "grad_bias": Place(4, 2, "grad-bias/sum"),
    "grad_weight": Place(3, 2, "grad-weight/reshape"),
    "grad_columns": Place(2, 2, "grad-input-fold/multiply"),
    "grad_output_dilated": Place(4, 3, "grad-input-conv/dilate"),
    "grad_output_padded": Place(3, 3, "grad-input-conv/pad"),
    "weight_swapped": Place(2, 3, "grad-input-conv/rotate"),
    "grad_input": Place(0, 2, "three-routes/scatter"),
}

# Substitutes in an example without padding, or without a stride.
_INSTEAD = {"input_padded": "input", "grad_output_dilated": "grad_output"}


def there(name: str, nodes: Container[str]) -> str:
    """``name``, or the tensor that stands in its place in an example that lacks it."""
    return name if name in nodes else _INSTEAD.get(name, name)


class Operation(NamedTuple):
    """A rule on the map: what it reads, each by which route, and what it writes.

    What it reads by no route is not joined to it by a line. The label opens the steps, and stands
    ``between`` two tensors.
    """

    id: str
    target: str
    sources: Mapping[str, str]
    steps: tuple[str, ...]
    between: tuple[str, str] | None = None


OPERATIONS = (
    Operation(
        "window",
        "output",
        {"input_padded": "outside", "weight": "", "bias": ""},
        ("forward-window/slide",),
        ("input_padded", "output"),
    ),
    Operation(
        "pad",
        "input_padded",
        {"input": "ahead"},
        ("forward-matmul/pad",),
        ("input", "input_padded"),
    ),
    Operation(
        "im2col",
        "input_columns",
        {"input_padded": "ahead"},
        ("forward-matmul/im2col",),
        ("input_padded", "input_columns"),
    ),
    Operation(
        "product",
        "output",
        {"input_columns": "ahead", "weight": "ahead"},
        ("forward-matmul/multiply",),
        ("input_columns", "weight"),
    ),
    Operation(
        "add",
        "output",
        {"bias": "ahead", "input_columns": "", "weight": ""},
        ("grad-bias/broadcast",),
        ("weight", "bias"),
    ),
    Operation(
        "loss",
        "loss",
        {"output": "ahead", "grad_output": ""},
        ("nudge/loss",),
        ("output", "loss"),
    ),
    Operation("arrives", "grad_output", {"loss": "corner"}, ()),
    Operation(
        "sum",
        "grad_bias",
        {"grad_output": "ahead"},
        ("grad-bias/sum",),
        ("grad_output", "grad_bias"),
    ),
    Operation(
        "weight",
        "grad_weight",
        {"grad_output": "middle", "input_columns": "across"},
        ("grad-weight/multiply",),
        ("grad_output", "grad_weight"),
    ),
    Operation(
        "columns",
        "grad_columns",
        {"grad_output": "middle", "weight": "across"},
        ("grad-input-fold/multiply",),
        ("grad_weight", "grad_columns"),
    ),
    Operation(
        "fold",
        "grad_input",
        {"grad_columns": "ahead"},
        ("grad-input-fold/fold",),
        ("grad_columns", "grad_input"),
    ),
    Operation(
        "dilate",
        "grad_output_dilated",
        {"grad_output": "down"},
        ("grad-input-conv/dilate",),
        ("grad_output", "grad_output_dilated"),
    ),
    Operation(
        "pad_gradient",
        "grad_output_padded",
        {"grad_output_dilated": "down"},
        ("grad-input-conv/pad",),
        ("grad_output_dilated", "grad_output_padded"),
    ),
    Operation("rotate", "weight_swapped", {"weight": ""}, ("grad-input-conv/swap",)),
    Operation(
        "slide",
        "grad_input",
        {"grad_output_padded": "up", "weight_swapped": "up"},
        ("grad-input-elements/fan-in", "grad-input-matrix/multiply", "grad-input-conv/slide"),
        ("grad_columns", "grad_input"),
    ),
    Operation(
        "scatter",
        "grad_input",
        {"grad_output": "outside", "weight": ""},
        ("three-routes/scatter",),
        ("grad_columns", "grad_input"),
    ),
)
