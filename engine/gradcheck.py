"""The gradients held to finite differences: raise one cell, and see what the loss does."""

from __future__ import annotations

from dataclasses import dataclass
from math import frexp, isfinite, ldexp, prod

import numpy as np

from engine.conv2d import Conv2dGradients, conv2d
from engine.geometry import ConvGeometry
from engine.shapes import Float

# Of larger convolutions fewer cells are raised: each costs one pass forward.
MOST_WORK = 3_000_000
MOST_CELLS = 64
# What a sum of so many rounded products may be off by, for each unit of its size.
TOLERANCE = 1e-11


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a gradient compares with differences of the loss.

    ``cells`` of its ``of`` cells were raised, one by one; ``max_error`` is the largest distance
    between a cell and what the loss changed by, and ``agrees`` whether rounding explains them all.
    """

    cells: int
    of: int
    max_error: float
    agrees: bool


def gradcheck(
    g: ConvGeometry,
    input: Float[np.ndarray, "n h w c_in"],
    weight: Float[np.ndarray, "kh kw c_group c_out"],
    bias: Float[np.ndarray, " c_out"] | None,
    grad_output: Float[np.ndarray, "n oh ow c_out"],
    gradients: Conv2dGradients,
) -> dict[str, Agreement]:
    """Compare each gradient with L(cell + 1) - L(cell), where L = sum(grad_output * output).

    A convolution is linear in each of its arguments, so a step of 1 is exact, up to rounding; with
    whole numbers it is exact without it. Where 1 would drown in a huge number the step is larger.
    Without a bias there is none to raise.

    >>> g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    >>> x, k, dy = np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1))
    >>> from engine import conv2d_backward
    >>> found = gradcheck(g, x, k, None, dy, conv2d_backward(dy, x, k))
    >>> found["grad_input"]
    Agreement(cells=9, of=9, max_error=0.0, agrees=True)
    """
    arguments = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})

    def output(**changed: np.ndarray) -> np.ndarray:
        given = arguments | changed
        return conv2d(given["input"], given["weight"], given.get("bias"), **g.options)

    sizes = output(**{name: np.abs(array) for name, array in arguments.items()})
    loss = _Loss(grad_output, output(), sizes)

    def measured(name: str, cell: int, step: float) -> tuple[float, float]:
        raised = arguments[name].copy()
        raised.flat[cell] += step
        return loss.change(output(**{name: raised}), step)

    found = {}
    for name, array in arguments.items():
        gradient = getattr(gradients, name)
        cells = _chosen(array.size, g)
        errors, is_explained = [], []
        for cell in cells:
            step = _step(array.flat[cell])
            change, allowed = measured(name, cell, step)
            if not isfinite(change):
                # Up leaves the range of numbers, so down.
                change, allowed = measured(name, cell, -step)
            errors.append(abs(change - gradient.flat[cell]))
            is_explained.append(errors[-1] <= allowed)
        found[f"grad_{name}"] = Agreement(
            len(cells), array.size, float(max(errors)), all(is_explained)
        )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Loss:
    """L = sum(grad_output * output), from where it is measured.

    ``sizes`` are the outputs with every term positive: large terms that cancel are rounded as well.
    """

    grad_output: np.ndarray
    output: np.ndarray
    sizes: np.ndarray

    def change(self, output: np.ndarray, step: float) -> tuple[float, float]:
        """By how much L rises for each unit of ``step``, and what rounding may add to that."""
        # Of each output first: the loss itself may be large, and its changes small.
        change = (self.grad_output * (output - self.output)).sum()
        size = (np.abs(self.grad_output) * (np.abs(output) + self.sizes)).sum()
        return float(change) / step, TOLERANCE * float(size) / abs(step)


def _step(value: float) -> float:
    """1, or the power of two that a huge ``value`` can be raised by without losing it."""
    return ldexp(1.0, max(0, frexp(value)[1] - 20))


def _chosen(size: int, g: ConvGeometry) -> list[int]:
    """Flat positions spread over the array: all of them where there are few."""
    work = g.multiply_adds + prod(g.output_shape) + prod(g.input_shape)
    count = min(size, MOST_CELLS, max(1, MOST_WORK // work))
    return [position * size // count for position in range(count)]
