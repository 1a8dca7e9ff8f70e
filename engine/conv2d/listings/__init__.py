"""The few lines of NumPy that do a step, for the code beside the grids.

The tensors have their own names and are channels last, as :mod:`functional` has them. A matrix
is two-dimensional, its rows and columns in the order of the tensor's view; with groups it has one
more axis in front. What the step's rule reads is there already, and the code makes what it writes.
"""

from __future__ import annotations

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.listings import (
    errata,
    forward_matmul,
    forward_window,
    grad_bias,
    grad_input_conv,
    grad_input_elements,
    grad_input_fold,
    grad_input_matrix,
    grad_weight,
    nudge,
    three_routes,
)
from gradgrid.engine.conv2d.listings.listing import KINDS, Line, Listing
from gradgrid.engine.conv2d.tensors import Conv2dTensors

__all__ = ["KINDS", "Line", "Listing", "listing_of"]

_LISTINGS = {
    "forward-window": forward_window.LISTINGS,
    "forward-matmul": forward_matmul.LISTINGS,
    "grad-weight": grad_weight.LISTINGS,
    "grad-bias": grad_bias.LISTINGS,
    "grad-input-elements": grad_input_elements.LISTINGS,
    "grad-input-matrix": grad_input_matrix.LISTINGS,
    "grad-input-conv": grad_input_conv.LISTINGS,
    "grad-input-fold": grad_input_fold.LISTINGS,
    "three-routes": three_routes.LISTINGS,
    "nudge": nudge.LISTINGS,
    "errata": errata.LISTINGS,
}


def listing_of(geometry: ConvGeometry, *, has_bias: bool, chapter: str, step: str) -> Listing:
    """The code of one step of ``chapters_of(geometry, has_bias=has_bias)``.

    >>> geometry = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    >>> listing = listing_of(geometry, has_bias=False, chapter="forward-window", step="slide")
    >>> print(listing.source, end="")
    output = np.zeros((1, 2, 2, 1))
    for i in range(2):
        for j in range(2):
            window = input[0, i:i+2, j:j+2, 0]
            products = window * weight[:, :, 0, 0]
            output[0, i, j, 0] = products.sum()
    """
    return _LISTINGS[chapter][step](Conv2dTensors(geometry, has_bias))
