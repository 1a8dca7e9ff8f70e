"""What the workbench needs of a convolution: controls, code listings, and gradient checks."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np

from gradgrid.app.i18n import words
from gradgrid.engine import Conv2dGradients, ConvGeometry
from gradgrid.engine.conv2d.controls import Bound, Control, controls
from gradgrid.engine.conv2d.gradcheck import gradcheck
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.listings import listing_of
from gradgrid.engine.conv2d.trace import Conv2dTrace
from gradgrid.engine.rules.derivation import Derivation

# Limits while a slider moves, so that every answer comes at once.
MAX_CONTROL_CELLS = 60_000
MAX_CONTROL_WORK = 3_000_000


def controls_in(language: str, geometry: ConvGeometry, *, has_bias: bool) -> dict[str, Any]:
    """Controls with their bounds in words: what a slider needs while it moves."""
    return {
        "has_bias": has_bias,
        "controls": [_control(each, language) for each in controls_of(geometry)],
    }


def checks_of(arrays: ConvInputs, trace: Conv2dTrace) -> dict[str, Any]:
    """How the gradients compare with differences, and of which numbers."""
    gradients = Conv2dGradients(
        *(
            trace.values(f"grad_{name}").reshape(array_shape)
            for name, array_shape in (
                ("input", arrays.input.shape),
                ("weight", arrays.weight.shape),
                ("bias", (arrays.geometry.out_channels,)),
            )
        )
    )
    found = gradcheck(
        arrays.geometry, arrays.input, arrays.weight, arrays.bias, arrays.grad_output, gradients
    )
    return {
        "differences": [
            {
                "tensor": name,
                "cells": each.cells,
                "of": each.of,
                "max_error": each.max_error,
                "agrees": each.agrees,
                "unseen": each.unseen,
                "step": each.step,
            }
            for name, each in found.items()
        ],
        "digest": digest_of(arrays),
    }


def digest_of(arrays: ConvInputs) -> str:
    """A checksum of the geometry and of all that is given.

    It is the same as in ``static/js/workbench/checks/digest.js``.

    With it the page tells whether what was compared is what it shows. The two zeros count as one.
    """
    g = arrays.geometry
    sizes = (g.batch, *g.input_size, g.in_channels, *g.kernel_size, g.out_channels)
    options = (*g.stride, *chain(*g.padding), *g.dilation, g.groups)
    bias = np.zeros(0) if arrays.bias is None else arrays.bias
    numbers = [np.array([*sizes, *options, arrays.bias is not None])]
    numbers += [arrays.input, arrays.weight, bias, arrays.grad_output]
    digest = 0
    for each in numbers:
        digest = crc32((each.astype("<f8") + 0.0).tobytes(), digest)
    return f"{digest:08x}"


def code_of(geometry: ConvGeometry, derivation: Derivation) -> dict[str, dict[str, Any]]:
    """The lines of NumPy of each step, by chapter."""
    has_bias = "bias" in derivation.tensors
    return {
        chapter.id: {
            step.id: [
                {"text": line.text, "kind": line.kind}
                for line in listing_of(
                    geometry, has_bias=has_bias, chapter=chapter.id, step=step.id
                ).lines
            ]
            for step in chapter.steps
        }
        for chapter in derivation.chapters
    }


def controls_of(g: ConvGeometry) -> tuple[Control, ...]:
    """Every control, within what can be drawn while it moves; what is larger can only shrink."""
    # A stride that was raised can be lowered again.
    closest = replace(g, stride=(1, 1))
    max_cells = max(MAX_CONTROL_CELLS, _cells(closest))
    max_work = max(MAX_CONTROL_WORK, closest.multiply_adds)
    return controls(g, lambda h: _cells(h) <= max_cells and h.multiply_adds <= max_work)


def _cells(g: ConvGeometry) -> int:
    """Cells of the matrices, of which im2col and its gradient are the largest."""
    kh, kw = g.kernel_size
    oh, ow = g.output_size
    height, width = g.padded_size
    taps = kh * kw
    columns = oh * ow * g.in_channels + g.input_size[0] * g.input_size[1] * g.out_channels
    return g.batch * (taps * columns + height * width * g.in_channels)


def _control(control: Control, language: str) -> dict[str, Any]:
    return {
        "name": control.name,
        "axis": control.axis,
        "side": control.side,
        "joined": control.joined,
        "value": control.value,
        "values": control.values,
        "least": _worded(control.least, "least", control, language),
        "most": _worded(control.most, "most", control, language),
    }


def _worded(bound: Bound, end: str, control: Control, language: str) -> str:
    text: str = words(language)["bounds"][end][bound.reason]
    return text.format(value=bound.value)
