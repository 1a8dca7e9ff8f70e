"""PyTorch on the CPU, in both memory formats, as its users call it and by its bare operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn.functional import conv2d

from bench.contestants.contestant import (
    Contestant,
    Run,
    both_sides,
    channels_first,
    from_channels_first,
    weight_first,
)
from gradgrid.engine import ConvGeometry, usable_cores
from gradgrid.engine.conv2d.inputs import ConvInputs

# Below this PyTorch is quicker alone: its second thread waits longer than it works.
ALONE = 100_000
FORMATS = {"NCHW": torch.contiguous_format, "channels last": torch.channels_last}


def _preparing(
    format: torch.memory_format, *, bare: bool
) -> Callable[[ConvGeometry, ConvInputs], Run]:
    def prepare(g: ConvGeometry, arrays: ConvInputs) -> Run:
        x, w, grad = (
            torch.from_numpy(array).contiguous(memory_format=format)
            for array in (
                channels_first(arrays.input),
                weight_first(arrays.weight),
                channels_first(arrays.grad_output),
            )
        )
        bias, sides = torch.from_numpy(arrays.bias), both_sides(g)
        torch.set_num_threads(1 if g.multiply_adds < ALONE else usable_cores())

        def by_autograd() -> Any:
            output = conv2d(x, w, bias, g.stride, sides, g.dilation, g.groups)
            return output, *torch.autograd.grad(output, (x, w, bias), grad)

        def by_operators() -> Any:
            output = conv2d(x, w, bias, g.stride, sides, g.dilation, g.groups)
            gradients = torch.ops.aten.convolution_backward(
                grad,
                x,
                w,
                [g.out_channels],
                g.stride,
                sides,
                g.dilation,
                False,
                [0, 0],
                g.groups,
                [True, True, True],
            )
            return output, *gradients

        if not bare:
            for tensor in (x, w, bias):
                tensor.requires_grad_()
        return Run(by_operators if bare else by_autograd, _read)

    return prepare


def _read(results: Any) -> Any:
    return from_channels_first(*(result.detach().numpy() for result in results))


CONTESTANTS = tuple(
    Contestant(
        f"PyTorch{' operators' if bare else ''}, {name}",
        "pytorch operators" if bare else "pytorch",
        _preparing(format, bare=bare),
    )
    for bare in (False, True)
    for name, format in FORMATS.items()
)
