"""The order of the axes in a request, with the transpositions to the engine's and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeVar

import numpy as np

from gradgrid.engine.conv2d.layouts import ENGINE_LAYOUT, ENGINE_WEIGHT_LAYOUT, transposition

Layout = Literal["NHWC", "NCHW"]
WeightLayout = Literal["HWIO", "OIHW", "OHWI", "IOHW", "HWOI"]
Shape = tuple[int, ...]
Each = TypeVar("Each")
Way = tuple[int, ...] | None

NAMES = (
    "input",
    "weight",
    "bias",
    "output",
    "grad_output",
    "grad_input",
    "grad_weight",
    "grad_bias",
)
# The channels of the transposed convolution's weight, as of the convolution whose gradient it is.
EXCHANGED = str.maketrans("IO", "OI")
# Its weight, where the request does not say: PyTorch's and TensorFlow's.
TRANSPOSED_WEIGHT = {"NCHW": "IOHW", "NHWC": "HWOI"}
WEIGHT = {"NCHW": "OIHW", "NHWC": "HWIO"}
_WORDS = {
    "weight": {"H": "kh", "W": "kw", "I": "C_in/groups", "O": "C_out"},
    "input": {"N": "N", "H": "H", "W": "W", "C": "C_in"},
    "output": {"N": "N", "H": "OH", "W": "OW", "C": "C_out"},
}


@dataclass(frozen=True, slots=True)
class AxisOrder:
    """The axes that a request's tensors have, in order.

    ``layout`` and ``weight`` are four letters, as the engine sees them: of a transposed
    convolution, I and O of the weight are exchanged. With one axis of space (``dimensions``) the
    letter H is left out, and N without a batch.
    """

    layout: str = ENGINE_LAYOUT
    weight: str = ENGINE_WEIGHT_LAYOUT
    dimensions: int = 2
    batched: bool = True
    _moves: dict[str, tuple[Way, Way]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Precompute the transpositions of tensors with four axes, which most requests have."""
        object.__setattr__(self, "_moves", {name: self._move(name) for name in NAMES})

    def _move(self, name: str) -> tuple[Way, Way]:
        letters = self.letters(name)
        if len(letters) != 4:
            return None, None
        engine = _engine_letters(name)
        return transposition(letters, engine), transposition(engine, letters)

    def letters(self, name: str) -> str:
        """The axes of the tensor ``name``, one letter each; empty for a bias.

        >>> AxisOrder("NCHW", "OIHW", dimensions=1, batched=False).letters("grad_output")
        'CW'
        """
        if name.endswith("bias"):
            return ""
        is_weight = name in ("weight", "grad_weight")
        letters = self.weight if is_weight else self.layout
        if self.dimensions == 1:
            letters = letters.replace("H", "")
        return letters if self.batched or is_weight else letters.replace("N", "")

    def to_engine(self, array: np.ndarray, name: str) -> np.ndarray:
        """A tensor of the request as the engine takes it: channels last, four axes, contiguous."""
        way, _ = self._moves[name]
        if way is not None:
            array = array.transpose(way)
        elif array.ndim > 1:
            shape = self.shape_to_engine(array.shape, name)
            present = _way(self.letters(name), _engine_letters(name))
            array = array.transpose(present).reshape(shape)
        return np.ascontiguousarray(array)

    def from_engine(self, array: np.ndarray, name: str) -> np.ndarray:
        """The way back."""
        _, way = self._moves[name]
        if way is not None:
            array = array.transpose(way)
        elif array.ndim > 1:
            letters, engine = self.letters(name), _engine_letters(name)
            present = "".join(letter for letter in engine if letter in letters)
            sizes = [array.shape[engine.index(letter)] for letter in present]
            array = array.reshape(sizes).transpose(_way(present, letters))
        return np.ascontiguousarray(array)

    def shape_to_engine(self, shape: Shape, name: str, missing: int = 1) -> Shape:
        """A shape, or with ``missing`` 0 an index, as the engine has it.

        >>> AxisOrder("NCHW", "OIHW", dimensions=1).shape_to_engine((2, 3, 7), "input")
        (2, 1, 7, 3)
        """
        letters = self.letters(name)
        if not letters:
            return shape
        sizes = dict(zip(letters, shape, strict=True))
        return tuple(sizes.get(letter, missing) for letter in _engine_letters(name))

    def shape_from_engine(self, shape: tuple[Each, ...], name: str) -> tuple[Each, ...]:
        """A shape, an index or an array for each axis, in the order of the request."""
        letters = self.letters(name)
        if not letters:
            return shape
        sizes = dict(zip(_engine_letters(name), shape, strict=True))
        return tuple(sizes[letter] for letter in letters)

    def words(self, name: str) -> str:
        """The axes of a tensor of a convolution as a message names them.

        >>> AxisOrder("NCHW", "OIHW").words("weight")
        '(C_out, C_in/groups, kh, kw)'
        """
        kind = "weight" if name == "weight" else "output" if name == "grad_output" else "input"
        return f"({', '.join(_WORDS[kind][letter] for letter in self.letters(name))})"


@lru_cache(maxsize=256)
def _way(given: str, wanted: str) -> tuple[int, ...]:
    return transposition(given, "".join(letter for letter in wanted if letter in given))


def _engine_letters(name: str) -> str:
    return ENGINE_WEIGHT_LAYOUT if name in ("weight", "grad_weight") else ENGINE_LAYOUT
