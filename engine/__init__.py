"""Gradgrid's engine: a convolution forward and backward, and the rule behind every number.

Channels last throughout: input (N, H, W, C_in), weight (kh, kw, C_in/groups, C_out), output
(N, OH, OW, C_out). It is cross-correlation, as in every deep-learning library.
"""

from gradgrid.engine.conv2d.functional import (
    Conv2dGradients,
    conv2d,
    conv2d_backward,
    conv2d_grad_bias,
    conv2d_grad_input,
    conv2d_grad_weight,
    conv2d_with_gradients,
)
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.kernels.threads import set_threads, usable_cores
from gradgrid.engine.conv2d.unfold import col2im, im2col
from gradgrid.engine.errors import DtypeError, EngineError, OptionError, ShapeError

__all__ = [
    "Conv2dGradients",
    "ConvGeometry",
    "DtypeError",
    "EngineError",
    "OptionError",
    "ShapeError",
    "col2im",
    "conv2d",
    "conv2d_backward",
    "conv2d_grad_bias",
    "conv2d_grad_input",
    "conv2d_grad_weight",
    "conv2d_with_gradients",
    "im2col",
    "set_threads",
    "usable_cores",
]
