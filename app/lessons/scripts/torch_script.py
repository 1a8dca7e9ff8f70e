"""The program for PyTorch: conv2d, and autograd for the gradients."""

from __future__ import annotations

from gradgrid.app.lessons.scripts.literals import constants
from gradgrid.app.lessons.scripts.options import has_one_sided_padding, options
from gradgrid.app.lessons.scripts.printing import RESULTS
from gradgrid.engine.conv2d.inputs import ConvInputs

_ARRAY = "torch.tensor(LIST, dtype=torch.float64)"
_RESHAPED = f"{_ARRAY}.reshapeSHAPE"
_HEAD = '''\
"""A convolution and its gradients in PyTorch, channels last outside of conv2d.

The loss is sum(grad_output * output).
"""

import torch
import torch.nn.functional as F
'''

_LEAVES = """\
for leaf in (input, weight, bias):
    leaf.requires_grad_()
"""

_PADDED_BEFORE = """\
# conv2d pads both sides alike, so F.pad does it; it takes the last axis first.
(top, bottom), (left, right) = padding
images = F.pad(input.permute(0, 3, 1, 2), (left, right, top, bottom))
"""

_PADDED_WITHIN = """\
images = input.permute(0, 3, 1, 2)
"""

_REST = """\
kernels = weight.permute(3, 2, 0, 1).contiguous()
output = F.conv2d(
    images,
    kernels,
    bias,
    stride=stride,{padding}
    dilation=dilation,
    groups=groups,
).permute(0, 2, 3, 1)
grad_input, grad_weight, grad_bias = torch.autograd.grad(
    output, (input, weight, bias), grad_output
)
"""


def script(arrays: ConvInputs) -> str:
    """The program for these numbers."""
    geometry = arrays.geometry
    one_sided = has_one_sided_padding(geometry)
    numbers = constants(arrays, _ARRAY, _RESHAPED)
    set_up = f"{numbers}\n\n{options(geometry)}\n"
    within = "" if one_sided else "\n    padding=[before for before, _ in padding],"
    rest = _REST.replace("{padding}", within)
    images = _PADDED_BEFORE if one_sided else _PADDED_WITHIN
    return "\n".join([_HEAD, set_up, _LEAVES, images + rest, RESULTS])
