"""The program in plain NumPy: im2col, matrix products, col2im."""

from __future__ import annotations

from gradgrid.app.lessons.scripts.literals import constants
from gradgrid.app.lessons.scripts.options import options
from gradgrid.app.lessons.scripts.printing import RESULTS
from gradgrid.engine.conv2d.inputs import ConvInputs

_ARRAY = "np.array(LIST, dtype=np.float64)"
_RESHAPED = f"{_ARRAY}.reshapeSHAPE"
_HEAD = '''\
"""A convolution and its gradients in plain NumPy, channels last.

The loss is sum(grad_output * output). Input: (N, H, W, C_in), weight: (kh, kw,
C_in/groups, C_out), output: (N, OH, OW, C_out).
"""

import numpy as np
'''

_WINDOWS = """\
n, h, w, c_in = input.shape
kh, kw, c_group, c_out = weight.shape
(sh, sw), (dh, dw) = stride, dilation
(top, bottom), (left, right) = padding
oh = (h + top + bottom - dh * (kh - 1) - 1) // sh + 1
ow = (w + left + right - dw * (kw - 1) - 1) // sw + 1

# For each kernel tap, the cells of the padded input that it meets in all windows.
taps = [
    (u, v, slice(u * dh, u * dh + sh * oh, sh), slice(v * dw, v * dw + sw * ow, sw))
    for u in range(kh)
    for v in range(kw)
]

# im2col
padded = np.pad(input, ((0, 0), (top, bottom), (left, right), (0, 0)))
columns = np.empty((n, oh, ow, kh, kw, c_in))
for u, v, rows, cols in taps:
    columns[:, :, :, u, v] = padded[:, rows, cols]
"""

_PLAIN = """\
columns = columns.reshape(n * oh * ow, kh * kw * c_in)
kernels = weight.reshape(kh * kw * c_in, c_out)
grad_rows = grad_output.reshape(n * oh * ow, c_out)

output = (columns @ kernels).reshape(n, oh, ow, c_out) + bias
grad_weight = (columns.T @ grad_rows).reshape(weight.shape)
grad_bias = grad_rows.sum(axis=0)
grad_columns = (grad_rows @ kernels.T).reshape(n, oh, ow, kh, kw, c_in)
"""

_GROUPED = """\
# A matrix for each group, on a first axis; the products then take all groups at once.
columns = columns.reshape(n * oh * ow, kh * kw, groups, c_group)
columns = columns.transpose(2, 0, 1, 3).reshape(groups, n * oh * ow, kh * kw * c_group)
kernels = weight.reshape(kh * kw * c_group, groups, c_out // groups).swapaxes(0, 1)
grad_rows = grad_output.reshape(n * oh * ow, groups, c_out // groups).swapaxes(0, 1)

output = (columns @ kernels).swapaxes(0, 1).reshape(n, oh, ow, c_out) + bias
grad_weight = (columns.swapaxes(1, 2) @ grad_rows).swapaxes(0, 1).reshape(weight.shape)
grad_bias = grad_output.sum(axis=(0, 1, 2))
grad_columns = grad_rows @ kernels.swapaxes(1, 2)
grad_columns = grad_columns.reshape(groups, n * oh * ow, kh * kw, c_group)
grad_columns = grad_columns.transpose(1, 2, 0, 3).reshape(n, oh, ow, kh, kw, c_in)
"""

_FOLD = """\
# col2im: where windows overlap, their gradients add up.
grad_padded = np.zeros(padded.shape)
for u, v, rows, cols in taps:
    grad_padded[:, rows, cols] += grad_columns[:, :, :, u, v]
grad_input = grad_padded[:, top : top + h, left : left + w]
"""


def script(arrays: ConvInputs) -> str:
    """The program for these numbers."""
    geometry = arrays.geometry
    products = _PLAIN if geometry.groups == 1 else _GROUPED
    numbers = constants(arrays, _ARRAY, _RESHAPED)
    set_up = f"{numbers}\n\n{options(geometry)}\n"
    return "\n".join([_HEAD, set_up, _WINDOWS, products, _FOLD, RESULTS])
