"""The program for JAX: conv_general_dilated, and vjp for the gradients."""

from __future__ import annotations

from gradgrid.app.lessons.scripts.literals import constants
from gradgrid.app.lessons.scripts.options import options
from gradgrid.app.lessons.scripts.printing import RESULTS
from gradgrid.engine.conv2d.inputs import ConvInputs

_ARRAY = "jnp.array(LIST, dtype=jnp.float64)"
_RESHAPED = f"{_ARRAY}.reshapeSHAPE"
_HEAD = '''\
"""A convolution and its gradients in JAX, channels last.

The loss is sum(grad_output * output).
"""

import jax
import jax.numpy as jnp
from jax import lax

jax.config.update("jax_enable_x64", True)
'''

_REST = """\
def convolution(input, weight, bias):
    output = lax.conv_general_dilated(
        input,
        weight,
        window_strides=stride,
        padding=padding,
        rhs_dilation=dilation,
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=groups,
    )
    return output + bias


output, backward = jax.vjp(convolution, input, weight, bias)
grad_input, grad_weight, grad_bias = backward(grad_output)
"""


def script(arrays: ConvInputs) -> str:
    """The program for these numbers."""
    numbers = constants(arrays, _ARRAY, _RESHAPED)
    set_up = f"{numbers}\n\n{options(arrays.geometry)}\n\n"
    return "\n".join([_HEAD, set_up, _REST, RESULTS])
