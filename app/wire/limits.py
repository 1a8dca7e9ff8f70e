"""Limits of one request, checked from its shapes before anything of that size is allocated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from gradgrid.app.service.problems import Fault, Invalid, OverLimit
from gradgrid.app.service.settings import Settings
from gradgrid.engine import ConvGeometry

WORDS = {"padding": "elements of the padded input", "grad_output": "elements of the output"}
TOO_LARGE = "The request exceeds a limit."


def check_options(options: Mapping[str, object], most: int) -> None:
    """Refuse options past ``max_option``, so that every size below is a number of a few digits."""
    for name, value in options.items():
        if _largest(value) > most:
            raise Invalid.at(f"/{name}", f"{name} is at most {most} (max_option)")


def check_geometry(geometry: ConvGeometry, settings: Settings) -> None:
    """Refuse tensors past ``max_tensor_elements``, their sum, and work past ``max_work``.

    >>> check_geometry(ConvGeometry.of((1, 9, 9, 1), (3, 3, 1, 1)), Settings(max_work=100))
    Traceback (most recent call last):
    gradgrid.app.service.problems.OverLimit: The request exceeds a limit.
    """
    cost = _cost(geometry)
    most = settings.max_tensor_elements
    faults = [
        over(f"/{name}", WORDS.get(name, "elements"), size, settings, "max_tensor_elements")
        for name, size in cost.sizes.items()
        if size > most
    ]
    if cost.total > settings.max_total_elements:
        what = "elements of all tensors"
        faults.append(over("", what, cost.total, settings, "max_total_elements"))
    if cost.taps > settings.max_taps:
        what = "kernel rows times columns"
        faults.append(over("/weight", what, cost.taps, settings, "max_taps"))
    if cost.work > settings.max_work:
        what = "multiply-adds forward and backward"
        faults.append(over("", what, cost.work, settings, "max_work"))
    if faults:
        raise OverLimit(TOO_LARGE, faults)


@dataclass(frozen=True, slots=True)
class _Cost:
    """Elements by tensor and in all, taps, and multiply-adds forward and backward."""

    sizes: dict[str, int]
    total: int
    taps: int
    work: int


@lru_cache(maxsize=256)
def _cost(geometry: ConvGeometry) -> _Cost:
    sizes = {
        "input": prod(geometry.input_shape),
        "weight": prod(geometry.weight_shape),
        "padding": geometry.batch * prod(geometry.padded_size) * geometry.in_channels,
        "grad_output": prod(geometry.output_shape),
    }
    total = sum(sizes.values()) + sizes["grad_output"] + geometry.out_channels
    return _Cost(sizes, total, prod(geometry.kernel_size), 3 * geometry.multiply_adds)


def over(pointer: str, what: str, value: int, settings: Settings, limit: str) -> Fault:
    """That ``value`` of ``what`` is past the setting ``limit``."""
    most = getattr(settings, limit)
    return Fault(pointer, f"{value} {what}: at most {most} are allowed ({limit})")


def _largest(value: object) -> int:
    if isinstance(value, int):
        return abs(value)
    return max(map(_largest, value)) if isinstance(value, tuple) and value else 0
