"""The program for TensorFlow: conv2d, and a tape for the gradients.

On a CPU, its conv2d has gradients neither for a dilated kernel nor for groups. So the kernel is
spread with zeros first, and every group has a convolution of its own; only where it is needed.
"""

from __future__ import annotations

from gradgrid.app.lessons.scripts.literals import constants
from gradgrid.app.lessons.scripts.options import options
from gradgrid.app.lessons.scripts.printing import RESULTS_OF_TENSORS
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.inputs import ConvInputs

_ARRAY = "tf.constant(LIST, dtype=tf.float64)"
_RESHAPED = "tf.constant(LIST, dtype=tf.float64, shape=SHAPE)"
_HEAD = '''\
"""A convolution and its gradients in TensorFlow, channels last.

The loss is sum(grad_output * output).
"""

import tensorflow as tf
'''

_SPREAD = '''\
def spread(weight):
    """Zeros between the taps: a dilated conv2d has no gradient on a CPU."""
    (dh, dw), (kh, kw, c_group, c_out) = dilation, weight.shape
    gaps = [[0, 0], [0, dh - 1], [0, 0], [0, dw - 1], [0, 0], [0, 0]]
    apart = tf.pad(tf.reshape(weight, (kh, 1, kw, 1, c_group, c_out)), gaps)
    apart = tf.reshape(apart, (kh * dh, kw * dw, c_group, c_out))
    return apart[: dh * (kh - 1) + 1, : dw * (kw - 1) + 1]
'''

_BEGIN = """\
def convolution(input, weight, bias):
    padded = tf.pad(input, [[0, 0], *padding, [0, 0]])
"""

_PLAIN = """\
    output = tf.nn.conv2d(padded, {kernel}, stride, "VALID")
"""

_GROUPED = """\
    # One for each group: a grouped conv2d has no gradient on a CPU.
    images = tf.split(padded, groups, axis=3)
    kernels = tf.split({kernel}, groups, axis=3)
    pairs = zip(images, kernels)
    output = tf.concat([tf.nn.conv2d(*pair, stride, "VALID") for pair in pairs], axis=3)
"""

_END = """\
    return output + bias


with tf.GradientTape() as tape:
    tape.watch([input, weight, bias])
    output = convolution(input, weight, bias)
grad_input, grad_weight, grad_bias = tape.gradient(
    output, [input, weight, bias], output_gradients=grad_output
)
"""


def script(arrays: ConvInputs) -> str:
    """The program for these numbers."""
    numbers = constants(arrays, _ARRAY, _RESHAPED)
    set_up = f"{numbers}\n\n{options(arrays.geometry)}\n\n"
    return "\n".join([_HEAD, set_up, _convolution(arrays.geometry), RESULTS_OF_TENSORS])


def _convolution(geometry: ConvGeometry) -> str:
    dilated = geometry.dilation != (1, 1)
    product = _PLAIN if geometry.groups == 1 else _GROUPED
    body = product.replace("{kernel}", "spread(weight)" if dilated else "weight")
    return (f"{_SPREAD}\n\n" if dilated else "") + _BEGIN + body + _END
