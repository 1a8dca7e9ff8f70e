"""A convolution and its gradients by PyTorch, in float64, with arrays laid out as ours are.

PyTorch is imported where it is called: to collect these files takes none.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from tests.oracle.problems import Arrays, Problem

if TYPE_CHECKING:
    from torch import Tensor


def torch_version() -> str:
    """The release, without what names a build."""
    import torch

    return str(torch.__version__).partition("+")[0]


def output_shape(problem: Problem) -> tuple[int, ...]:
    """(N, OH, OW, C_out) by PyTorch."""
    import torch

    zeros = (torch.zeros(shape) for shape in (problem.input_shape, problem.weight_shape))
    return tuple(_convolve(problem, *zeros, None).shape)


def results(problem: Problem, arrays: Arrays) -> Arrays:
    """The output, and by autograd the gradients of sum(grad_output * output)."""
    import torch

    tensors = {name: torch.tensor(array) for name, array in arrays.items()}
    grad_output = tensors.pop("grad_output")
    for tensor in tensors.values():
        tensor.requires_grad_()
    output = _convolve(problem, tensors["input"], tensors["weight"], tensors["bias"])
    (grad_output * output).sum().backward()
    gradients = {f"grad_{name}": tensor.grad.numpy() for name, tensor in tensors.items()}
    return {"output": output.detach().numpy(), **gradients}


def functional_grad_input(problem: Problem, arrays: Arrays) -> np.ndarray:
    """grad_input by ``torch.nn.grad.conv2d_input``, which takes one number per axis as padding."""
    import torch

    n, h, w, c = problem.input_shape
    weight, grad_output = (torch.tensor(arrays[name]) for name in ("weight", "grad_output"))
    gradient: np.ndarray = (
        torch.nn.grad.conv2d_input(
            (n, c, h, w),
            weight.permute(3, 2, 0, 1).contiguous(),
            grad_output.permute(0, 3, 1, 2),
            **problem.options,
        )
        .permute(0, 2, 3, 1)
        .numpy()
    )
    return gradient


def _convolve(problem: Problem, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Channels last outside, so that every gradient comes back as its array went in."""
    import torch.nn.functional as F  # noqa: N812

    options = problem.options
    # PyTorch's own backward pass refuses some weights that are not contiguous.
    images, kernels = input.permute(0, 3, 1, 2), weight.permute(3, 2, 0, 1).contiguous()
    if problem.padding_is_per_side:
        (top, bottom), (left, right) = problem.padding
        images = F.pad(images, (left, right, top, bottom))
        options["padding"] = 0
    with warnings.catch_warnings():
        # PyTorch remarks that "same" with an even kernel copies the input.
        warnings.filterwarnings("ignore", message="Using padding='same' with even kernel")
        output = F.conv2d(images, kernels, bias, **options)
    return output.permute(0, 2, 3, 1)
