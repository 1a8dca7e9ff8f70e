"""What /trace and /terms do not derive of a request that /backward answers, and the way round."""

from __future__ import annotations

from typing import TypeVar

from app.problems import CANNOT, Fault, NotOffered
from app.schemas import Conv2dRequest
from app.wire.reader import Reading

Request = TypeVar("Request", bound=Conv2dRequest)


def check_derivable(reading: Reading[Request]) -> None:
    """Refuse what is padded with cells of its own, or cropped: zeros are what is derived."""
    if reading.found.frame is not None:
        raise NotOffered(
            CANNOT,
            [
                Fault(
                    "/padding",
                    "/trace and /terms derive padding with zeros alone: send the input padded or "
                    "cropped, with padding 0",
                )
            ],
        )


def check_terms_are_of_request(reading: Reading[Request], tensor: str) -> None:
    """The same for one cell; a transposed convolution's bias is no part of what is derived."""
    check_derivable(reading)
    if not reading.found.is_transposed:
        return
    if tensor in ("bias", "grad_bias"):
        detail = "of a transposed convolution, grad_bias is grad_output summed over batch and space"
        raise NotOffered(CANNOT, [Fault("/tensor", f"{detail}: /backward has it")])
    if tensor == "output" and reading.bias is not None:
        detail = "of a transposed convolution, output is written without a bias: leave it out"
        raise NotOffered(CANNOT, [Fault("/bias", detail)])
