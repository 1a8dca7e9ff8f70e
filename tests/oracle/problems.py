"""Convolutions to ask PyTorch about: shapes, options as a user spells them, integer arrays."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]

INPUTS = ("input", "weight", "bias", "grad_output")
RESULTS = ("output", "grad_input", "grad_weight", "grad_bias")
PADDINGS = ("valid", "same", "number", "pair", "four sides", "four sides", "one side")


@dataclass(frozen=True)
class Problem:
    """Shapes and options of one call, channels last; ``padding`` per side is a tuple of tuples."""

    input_shape: tuple[int, ...]
    weight_shape: tuple[int, ...]
    stride: Any
    padding: Any
    dilation: Any
    groups: int

    @property
    def options(self) -> dict[str, Any]:
        """What a convolution takes by keyword."""
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    @property
    def padding_is_per_side(self) -> bool:
        """Whether ``padding`` is ((top, bottom), (left, right))."""
        return isinstance(self.padding, tuple) and isinstance(self.padding[0], tuple)


def random_problems(seed: int, largest: int = 6) -> Iterator[Problem]:
    """Valid problems without end, of every kind of padding and grouping; the same for one seed."""
    chance = random.Random(seed)
    while True:
        one_by_one = chance.random() < 0.1
        kernel = (1, 1) if one_by_one else (chance.randint(1, 4), chance.randint(1, 4))
        size = (chance.randint(1, largest), chance.randint(1, largest))
        padding = _random_padding(chance)
        groups = chance.choice([1, 1, 1, 2, 3])
        group_channels, group_outputs = chance.choice([1, 1, 2]), chance.choice([1, 1, 2])
        problem = Problem(
            input_shape=(chance.choice([1, 1, 2, 3]), *size, groups * group_channels),
            weight_shape=(*kernel, group_channels, groups * group_outputs),
            stride=1 if padding == "same" else _random_pair(chance, 1, 3),
            padding=padding,
            dilation=chance.choice([1, 1, _random_pair(chance, 1, 3)]),
            groups=groups,
        )
        if _kernel_fits(problem):
            yield problem


def integer_arrays(problem: Problem, output_shape: Sequence[int], seed: int) -> Arrays:
    """Whole numbers from -4 to 4 for each of :data:`INPUTS`, the same for one seed."""
    chance = random.Random(seed)
    shapes = (
        problem.input_shape,
        problem.weight_shape,
        problem.weight_shape[3:],
        tuple(output_shape),
    )
    return {
        name: np.reshape([float(chance.randint(-4, 4)) for _ in range(math.prod(shape))], shape)
        for name, shape in zip(INPUTS, shapes, strict=True)
    }


def _random_pair(chance: random.Random, low: int, high: int) -> Any:
    one, other = chance.randint(low, high), chance.randint(low, high)
    return chance.choice([one, one, (one, other)])


def _random_padding(chance: random.Random) -> Any:
    match chance.choice(PADDINGS):
        case "number":
            return chance.randint(1, 3)
        case "pair":
            return chance.randint(0, 3), chance.randint(0, 5)
        case "four sides":
            top, bottom, left, right = (chance.randint(0, 4) for _ in range(4))
            return (top, bottom), (left, right)
        case "one side":
            sides = [chance.randint(1, 3), 0, 0, 0]
            chance.shuffle(sides)
            return (sides[0], sides[1]), (sides[2], sides[3])
        case name:
            return name


def _kernel_fits(problem: Problem) -> bool:
    if problem.padding == "same":
        return True
    padding = 0 if problem.padding == "valid" else problem.padding
    return all(
        dilation * (kernel - 1) + 1 <= size + sum(_pair(sides))
        for size, kernel, dilation, sides in zip(
            problem.input_shape[1:3],
            problem.weight_shape[:2],
            _pair(problem.dilation),
            _pair(padding),
            strict=True,
        )
    )


def _pair(value: Any) -> tuple[Any, Any]:
    return value if isinstance(value, tuple) else (value, value)
