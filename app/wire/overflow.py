"""Results past the range of their dtype."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gradgrid.app.service.problems import Overflow


def check_finite(tensors: Mapping[str, np.ndarray], dtype: str) -> None:
    """Refuse a result past the range of its dtype: JSON has no infinity."""
    for name, array in tensors.items():
        if not np.isfinite(array).all():
            raise Overflow(
                f"{name} overflows {dtype}, and JSON has no infinity: scale the numbers down."
            )
