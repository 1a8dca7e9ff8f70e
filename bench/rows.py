"""One line of a table of measurements."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement beside its limit."""

    what: str
    value: float
    limit: float
    unit: str

    @property
    def is_kept(self) -> bool:
        """Whether the limit holds."""
        return self.value <= self.limit

    def __str__(self) -> str:
        mark = "" if self.is_kept else "  MISSED"
        return f"{self.what:<58} {self.value:>8.4g} {self.unit:<3} at most {self.limit:g}{mark}"
