"""Compares gradients with finite differences: perturb one cell, measure the change of the loss."""

from __future__ import annotations

from dataclasses import dataclass
from math import frexp, isfinite, ldexp, prod

import numpy as np

from gradgrid.engine.conv2d.functional import Conv2dGradients, conv2d, conv2d_backward
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.shapes import Float

# In larger convolutions fewer cells are perturbed: each costs one forward pass.
MAX_CHECK_WORK = 3_000_000
MAX_PERTURBED_CELLS = 64
# What a sum of so many rounded products may be off by, for each unit of its size.
TOLERANCE = 1e-11
# The step is chosen so that rounding stays below this share of what a cell adds to the loss.
FINEST = 2.0**-10
# Where rounding may be a larger share than this, the cell is not compared.
COARSEST = 2.0**-6
# Products of the largest numbers, and sums of many, stay below this power of two.
MAX_EXPONENT = 960


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a gradient compares with differences of the loss.

    ``cells`` of its ``of`` cells were raised, one by one, by up to ``step``; ``max_error`` is the
    largest distance between a cell and what the loss changed by for each unit, and ``agrees``
    whether rounding explains them all. ``unseen`` more cells were tried as well, but rounding hides
    what they add to the loss: nothing is known of those.
    """

    cells: int
    of: int
    max_error: float
    agrees: bool
    unseen: int = 0
    step: float = 1.0


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
    whole numbers it is exact without it. Where 1 would be lost in the rounding of the cell or of
    the loss, the step is larger. Without a bias there is none to raise.

    >>> g = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    >>> x, k, dy = np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.ones((1, 2, 2, 1))
    >>> from gradgrid.engine import conv2d_backward
    >>> found = gradcheck(g, x, k, None, dy, conv2d_backward(dy, x, k))
    >>> found["grad_input"]
    Agreement(cells=9, of=9, max_error=0.0, agrees=True, unseen=0, step=1.0)
    """
    arguments = {"input": input, "weight": weight} | ({} if bias is None else {"bias": bias})

    def output(**changed: np.ndarray) -> np.ndarray:
        given = arguments | changed
        return conv2d(given["input"], given["weight"], given.get("bias"), **g.options)

    positive = {name: np.abs(array) for name, array in arguments.items()}
    loss = _Loss(grad_output, output(), output(**positive))
    most = _most_step(input, weight, grad_output)
    # What each cell adds to the loss for each unit, with every term positive.
    reaches = conv2d_backward(
        np.abs(grad_output), positive["input"], positive["weight"], **g.options
    )

    def measured(name: str, cell: int, step: float) -> tuple[float, float]:
        raised = arguments[name].copy()
        raised.flat[cell] += step
        return loss.change(output(**{name: raised}), step)

    def compared(name: str, cell: int) -> _Compared:
        reach = float(getattr(reaches, name).flat[cell])
        step = max(_step(arguments[name].flat[cell]), min(loss.step(reach), most))
        change, allowed = measured(name, cell, step)
        if not isfinite(change):
            # Adding would overflow, so subtract.
            change, allowed = measured(name, cell, -step)
        error = abs(change - float(getattr(gradients, name).flat[cell]))
        return _Compared(step, error, allowed, reach)

    return {
        f"grad_{name}": _agreement(
            array.size, [compared(name, cell) for cell in _chosen(array.size, g)]
        )
        for name, array in arguments.items()
    }


@dataclass(frozen=True, slots=True)
class _Compared:
    """One cell: its ``step``, its ``error``, and how much of that rounding may explain."""

    step: float
    error: float
    allowed: float
    reach: float

    @property
    def is_explained(self) -> bool:
        return self.error <= self.allowed

    @property
    def is_seen(self) -> bool:
        """Whether an error could have been told from rounding, or was."""
        if not isfinite(self.error):
            return False
        if self.reach == 0 and self.error == 0:
            return True
        return not self.is_explained or self.allowed <= COARSEST * self.reach


def _agreement(size: int, compared: list[_Compared]) -> Agreement:
    seen = [each for each in compared if each.is_seen]
    return Agreement(
        cells=len(seen),
        of=size,
        max_error=max((each.error for each in seen), default=0.0),
        agrees=all(each.is_explained for each in seen),
        unseen=len(compared) - len(seen),
        step=max((each.step for each in seen), default=1.0),
    )


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
        change = float((self.grad_output * (output - self.output)).sum())
        return change / step, (self._rounding_of(output) + self.rounding) / abs(step)

    @property
    def rounding(self) -> float:
        """What rounding may add to the loss."""
        return self._rounding_of(self.sizes)

    def step(self, reach: float) -> float:
        """1, or the power of two with which a cell of that ``reach`` is told from rounding.

        What adds nothing, or too little for any number, is raised as if the loss were exact.
        """
        needed = self.rounding / (FINEST * reach) if FINEST * reach > 0 else 0.0
        return ldexp(1.0, max(0, frexp(needed)[1])) if needed < ldexp(1.0, 1022) else 1.0

    def _rounding_of(self, output: np.ndarray) -> float:
        # The tolerance first: twice the largest number there is would be no number.
        return float((TOLERANCE * np.abs(self.grad_output) * np.abs(output)).sum())


def _step(value: float) -> float:
    """1, or the power of two that a huge ``value`` can be raised by without losing it."""
    return ldexp(1.0, max(0, frexp(value)[1] - 20))


def _most_step(*arrays: np.ndarray) -> float:
    """The largest power of two by which any product of ``arrays`` can be multiplied."""
    taken = sum(max(0, frexp(np.abs(array).max())[1]) for array in arrays)
    return ldexp(1.0, max(0, MAX_EXPONENT - taken))


def _chosen(size: int, g: ConvGeometry) -> list[int]:
    """Flat positions spread over the array: all of them where there are few."""
    work = g.multiply_adds + prod(g.output_shape) + prod(g.input_shape)
    count = min(size, MAX_PERTURBED_CELLS, max(1, MAX_CHECK_WORK // work))
    return [position * size // count for position in range(count)]
