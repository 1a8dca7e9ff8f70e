"""What a command that cannot be done looks like."""

from __future__ import annotations

from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]


def refused(run: Run, *arguments: object) -> str:
    """The one line on standard error of a command that ends with status 2."""
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("gradgrid")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err
