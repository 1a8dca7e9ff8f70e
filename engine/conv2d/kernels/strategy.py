"""The interface of a kernel strategy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np

from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.kernels.windows import Residue, Windows, residues


class Strategy(ABC):
    """One way to compute a convolution of one geometry.

    input (N, H, W, C_in), weight (kh, kw, C_in/groups, C_out) and grad_output (N, OH, OW, C_out)
    are C-contiguous, bias is (C_out), all of one dtype; results are C-contiguous and share no
    memory with them.
    """

    # Whether it uses the thread team, and so may block while all threads are busy.
    shares_threads = True

    def __init__(self, g: ConvGeometry) -> None:
        self._g = g

    @abstractmethod
    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        """The output: (N, OH, OW, C_out)."""

    @abstractmethod
    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """The gradient of the input: (N, H, W, C_in)."""

    @abstractmethod
    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """The gradient of the weight: (kh, kw, C_in/groups, C_out)."""

    def forward_and_gradients(
        self,
        input: np.ndarray,
        weight: np.ndarray,
        bias: np.ndarray | None,
        grad_output: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Output, grad_input and grad_weight; a strategy may do together what reads the same."""
        output = self.forward(input, weight, bias)
        return output, self.grad_input(weight, grad_output), self.grad_weight(input, grad_output)

    @cached_property
    def _windows(self) -> Windows:
        return Windows.of(self._g)

    @cached_property
    def _residues(self) -> tuple[Residue, ...]:
        return tuple(residues(self._g))
