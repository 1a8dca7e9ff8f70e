"""300 layers as PyTorch has them, NCHW, with the gradients that it computed.

``layers()`` reads ``layers.jsonl``, which ``tests/oracle/generate_layers.py`` writes. A line has
shapes, options, a seed and PyTorch's results; the numbers that go in are made again from the seed.
All are small whole numbers, so every comparison is exact.

>>> first = layers()[0]
>>> first.arrays()["weight"].shape == first.expected()["grad_weight"].shape
True
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]

LAYERS = Path(__file__).with_name("layers.jsonl")
TENSORS = ("input", "weight", "bias", "grad_output")
RESULTS = ("output", "grad_input", "grad_weight", "grad_bias")
OPTIONS = ("stride", "padding", "dilation", "groups", "output_padding")


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: its shapes in PyTorch's order, its options as a request has them, its results."""

    operation: str
    shapes: dict[str, tuple[int, ...]]
    options: dict[str, Any]
    seed: int
    results: dict[str, list[int]]

    def arrays(self) -> Arrays:
        """The tensors of a request: input, weight, grad_output, and bias where there is one."""
        return {name: _integers(self, name) for name in TENSORS if name in self.shapes}

    def expected(self) -> Arrays:
        """PyTorch's output and gradients; ``grad_bias`` also without a bias."""
        shapes = {
            "output": self.shapes["grad_output"],
            "grad_input": self.shapes["input"],
            "grad_weight": self.shapes["weight"],
            "grad_bias": (len(self.results["grad_bias"]),),
        }
        return {name: np.array(self.results[name], float).reshape(shapes[name]) for name in RESULTS}

    def settings(self) -> dict[str, Any]:
        """Layout, operation and options, as fields of a request; those of the default left out."""
        operation = {} if self.operation == "conv2d" else {"operation": self.operation}
        return {"layout": "NCHW", **operation, **self.options}

    def request(self) -> dict[str, Any]:
        """The body of a request."""
        return {name: array.tolist() for name, array in self.arrays().items()} | self.settings()

    @property
    def kinds(self) -> set[str]:
        """What is particular about it."""
        input, weight, groups = self.shapes["input"], self.shapes["weight"], self.options["groups"]
        padding, stride = self.options["padding"], self.options["stride"]
        found = {
            "transposed": self.operation != "conv2d",
            "one-dimension": len(weight) == 3,
            "unbatched": len(input) < len(weight),
            "groups": groups > 1,
            "depthwise": groups > 1 and groups == input[-len(weight) + 1],
            "dilated": _most(self.options["dilation"]) > 1,
            "strided": _most(stride) > 1,
            "one-sided": isinstance(padding, list) and isinstance(padding[-1], list),
            "same": isinstance(padding, str) and padding.startswith("same"),
            "output-padding": _most(self.options.get("output_padding", 0)) > 0,
            "no-bias": "bias" not in self.shapes,
        }
        return {kind for kind, holds in found.items() if holds}


@cache
def layers() -> tuple[Layer, ...]:
    """All of them, in the order of the file."""
    _, *lines = LAYERS.read_text(encoding="utf-8").splitlines()
    return tuple(_layer(json.loads(line)) for line in lines)


def _layer(line: dict[str, Any]) -> Layer:
    return Layer(
        line["operation"],
        {name: tuple(shape) for name, shape in line["shapes"].items()},
        line["options"],
        line["seed"],
        {name: line[name] for name in RESULTS},
    )


def _integers(layer: Layer, name: str) -> np.ndarray:
    return integers(layer.shapes[name], f"{layer.seed} {name}")


def integers(shape: Sequence[int], seed: str) -> np.ndarray:
    """Whole numbers from -4 to 4, the same for one seed."""
    chance = random.Random(seed)
    numbers = [float(chance.randint(-4, 4)) for _ in range(math.prod(shape))]
    return np.reshape(numbers, shape)


def _most(option: Any) -> int:
    return max(option) if isinstance(option, list) else int(option)
