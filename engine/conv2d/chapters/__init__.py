"""The chapters of the derivation, one file each, as data for any geometry."""

from gradgrid.engine.conv2d.article.reshape import ReshapeErratum
from gradgrid.engine.conv2d.chapters import (
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
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.inputs import TENSORS
from gradgrid.engine.conv2d.tensors import Conv2dTensors
from gradgrid.engine.rules.derivation import Chapter, Tensor

_STEPS = {
    "forward-window": forward_window.steps,
    "forward-matmul": forward_matmul.steps,
    "grad-weight": grad_weight.steps,
    "grad-bias": grad_bias.steps,
    "grad-input-elements": grad_input_elements.steps,
    "grad-input-matrix": grad_input_matrix.steps,
    "grad-input-conv": grad_input_conv.steps,
    "grad-input-fold": grad_input_fold.steps,
    "three-routes": three_routes.steps,
    "nudge": nudge.steps,
    "errata": errata.steps,
}
CHAPTER_IDS = tuple(_STEPS)


def chapters_of(geometry: ConvGeometry, *, has_bias: bool) -> tuple[Chapter, ...]:
    """Every chapter, adapted to ``geometry``.

    >>> chapters = chapters_of(ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1)), has_bias=False)
    >>> [step.id for step in chapters[6].steps]
    ['pad', 'rotate', 'swap', 'slide', 'im2col', 'kernel-matrix', 'multiply']
    """
    conv = Conv2dTensors(geometry, has_bias)
    return tuple(Chapter(id, tuple(steps(conv))) for id, steps in _STEPS.items())


def given_names(*, has_bias: bool) -> tuple[str, ...]:
    """The tensors of a request."""
    return tuple(name for name in TENSORS if has_bias or name != "bias")


def base_tensors(geometry: ConvGeometry, *, has_bias: bool) -> tuple[Tensor, ...]:
    """Leaf tensors (no rule): input, weight, bias, grad_output; and ``article_columns``."""
    conv = Conv2dTensors(geometry, has_bias)
    names = given_names(has_bias=has_bias)
    reshaped = ("article_columns",) if ReshapeErratum.of(geometry).is_drawn else ()
    return tuple(conv.tensor(name) for name in (*names, *reshaped))


def virtual_tensors(geometry: ConvGeometry, *, has_bias: bool) -> tuple[Tensor, ...]:
    """The tensors that rules read but no step writes: copies too large to hold."""
    return tuple(nudge.jacobians(Conv2dTensors(geometry, has_bias)))
