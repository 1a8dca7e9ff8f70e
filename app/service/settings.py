"""Settings, read from the environment: GRADGRID_MAX_BODY_BYTES and so on."""

from __future__ import annotations

import os
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

PREFIX = "GRADGRID_"


class Settings(BaseModel):
    """The limits of one server; ``GET /api/v1/limits`` publishes those named ``max_*``.

    The defaults keep one process under 512 MB while it computes the largest request they allow.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    max_body_bytes: int = Field(16 * 1024**2, ge=1)
    """Bytes of a request body; a larger one is answered with 413."""

    max_tensor_elements: int = Field(1_000_000, ge=1)
    """Elements of any one tensor, padded input and output included; more is answered with 422."""

    max_total_elements: int = Field(3_000_000, ge=1)
    """Elements of input, padded input, weight, bias, output and grad_output together; more is
    answered with 422, or with 413 where the body alone has more."""

    max_work: int = Field(2_000_000_000, ge=1)
    """Multiply-adds of the forward pass and both products backward; more is answered with 422."""

    max_taps: int = Field(100_000, ge=1)
    """Rows times columns of a kernel; more is answered with 422."""

    max_option: int = Field(1_000_000, ge=1)
    """The largest stride, padding, dilation or groups; more is answered with 422."""

    max_trace_tensor_cells: int = Field(100_000, ge=1)
    """Cells of any one tensor of a trace; a trace with a larger one is answered with 422."""

    max_trace_cells: int = Field(500_000, ge=1)
    """Cells of all tensors of a trace together; more is answered with 422."""

    max_terms: int = Field(4_000, ge=1)
    """Terms that one answer of /terms lists, and readers; `offset` asks for the rest."""

    small_body_bytes: int = Field(64 * 1024, ge=0)
    """A small request has at most this many bytes; small and large ones wait apart."""

    small_elements: int = Field(100_000, ge=1)
    """A small request has at most this many elements, and a trace of as many cells."""

    small_work: int = Field(100_000_000, ge=1)
    """A small request takes at most this many multiply-adds."""

    inline_body_bytes: int = Field(8 * 1024, ge=0)
    """A query for gradients of at most this many bytes is computed at once, without a thread; 0
    computes none so."""

    inline_elements: int = Field(2_000, ge=1)
    """Such a query has at most this many elements."""

    inline_work: int = Field(60_000, ge=1)
    """Such a query takes at most this many multiply-adds."""

    threads: int = Field(0, ge=0, le=256)
    """Threads of each worker that compute products at the same time, over all requests; 0 is one
    for each core, at most 8."""

    max_computing_small: int = Field(2, ge=1)
    """Small requests that are computed at the same time."""

    max_computing_large: int = Field(1, ge=1)
    """Larger requests that are computed at the same time."""

    max_waiting: int = Field(64, ge=0)
    """Small requests that wait, and as many larger ones; one more is answered with 503."""

    max_upload_bytes: int = Field(128 * 1024**2, ge=1)
    """Bytes of request bodies held at the same time; beyond it a request is answered with 503."""

    body_timeout_seconds: float = Field(30.0, gt=0)
    """Seconds in which a request body must have arrived; a slower one is answered with 408."""

    retry_after_seconds: int = Field(2, ge=1)
    """Seconds that a 503 answer asks its client to wait."""

    compress_from_bytes: int = Field(1024, ge=0)
    """Bytes from which a response is compressed, if the client accepts gzip."""

    playground: bool = False
    """Whether the page of developers is served; refused by `gradgrid serve` and by an installed
    package."""

    @model_validator(mode="before")
    @classmethod
    def _with_environment(cls, given: Any) -> Any:
        return environment() | given if isinstance(given, dict) else given

    def for_small_requests(self) -> Settings:
        """The same with the limits of small requests, where those are lower."""
        return self._lowered(
            max_total_elements=self.small_elements,
            max_trace_cells=self.small_elements,
            max_work=self.small_work,
            # The decompressed size of a small body is limited too.
            max_body_bytes=self.small_body_bytes,
        )

    def for_inline_requests(self) -> Settings:
        """The same with the limits of what is computed on the event loop."""
        small = self.for_small_requests()
        return small._lowered(max_total_elements=self.inline_elements, max_work=self.inline_work)

    def _lowered(self, **limits: int) -> Settings:
        return self.model_copy(
            update={name: min(value, getattr(self, name)) for name, value in limits.items()}
        )


def environment() -> dict[str, str]:
    """What the environment sets, by the name of the setting."""
    return {
        name.upper().removeprefix(PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.upper().startswith(PREFIX)
    }


DEFAULTS = Settings.model_construct()
"""The defaults whatever the environment says: for what is ours and not a request."""


def published_limits(settings: Settings) -> dict[str, dict[str, int | str]]:
    """Each ``max_*`` setting: its value and its sentence.

    >>> published_limits(DEFAULTS)["max_body_bytes"]["value"]
    16777216
    """
    return {
        name: {"value": getattr(settings, name), "description": field.description or ""}
        for name, field in Settings.model_fields.items()
        if name.startswith("max_")
    }
