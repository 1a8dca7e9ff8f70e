"""Which tensors and steps an answer of ``/trace`` has, where not all are asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gradgrid.engine.rules.derivation import Step, Tensor
from gradgrid.engine.rules.trace import Ranges


def is_sent(tensor: Tensor, answers: Collection[str]) -> bool:
    """Whether the values go along: not those of a mere copy, unless it is a field of the answer."""
    return tensor.name in answers or not tensor.is_copy


@dataclass(frozen=True, slots=True)
class Selection:
    """The tensors and the steps of an answer.

    ``named`` are the tensors that were asked for by name, each with the numbers that are sent along
    its axes, and ``windows`` those of them that were asked for in part. ``drawn`` are the tensors
    of the chapters that were asked for, ``answers`` the fields of an answer of the API.
    """

    tensors: tuple[Tensor, ...]
    steps: Mapping[str, tuple[Step, ...]]
    named: Mapping[str, Ranges]
    windows: frozenset[str]
    drawn: frozenset[str]
    answers: tuple[str, ...]

    @property
    def sent(self) -> dict[str, Ranges]:
        """Whose values are sent: the tensors named, and those drawn that are not mere copies."""
        drawn = {
            tensor.name: tuple((0, size) for size in tensor.shape)
            for tensor in self.tensors
            if tensor.name in self.drawn and is_sent(tensor, self.answers)
        }
        return drawn | dict(self.named)
