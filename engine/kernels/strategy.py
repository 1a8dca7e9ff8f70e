"""What every strategy offers, and what most of them start from."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from engine.geometry import ConvGeometry


class Strategy(ABC):
    """One way to compute a convolution of one geometry.

    Arrays are C-contiguous and of one dtype, as are the results.
    """

    def __init__(self, g: ConvGeometry) -> None:
        self._g = g

    @abstractmethod
    def forward(self, input: np.ndarray, weight: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
        """(N, OH, OW, C_out)."""

    @abstractmethod
    def grad_input(self, weight: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(N, H, W, C_in)."""

    @abstractmethod
    def grad_weight(self, input: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
        """(kh, kw, C_in/groups, C_out)."""

    def everything(
        self,
        input: np.ndarray,
        weight: np.ndarray,
        bias: np.ndarray | None,
        grad_output: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Output, grad_input and grad_weight; a strategy may do together what reads the same."""
        output, grad_weight = (
            self.forward(input, weight, bias),
            self.grad_weight(input, grad_output),
        )
        return output, self.grad_input(weight, grad_output), grad_weight
