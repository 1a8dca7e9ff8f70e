"""A server of this checkout in a process of its own, for the tests and the screenshots."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
ANNOUNCED = re.compile(r"Gradgrid is at (http://\S+:(\d+))\n")


def start(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.Popen[str]:
    """``gradgrid`` with ``arguments``, run in ``folder``, its output in pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "gradgrid", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Server:
    """``gradgrid serve`` on a free port, for the length of a ``with`` block."""

    def __init__(self, *arguments: str, folder: Path = ROOT, **environment: str) -> None:
        self._arguments = arguments
        self._folder = folder
        self._environment = environment

    def __enter__(self) -> Self:
        """Start it, and wait for its address."""
        arguments = ("serve", "--port", "0", *self._arguments)
        self.process = start(*arguments, folder=self._folder, **self._environment)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = ANNOUNCED.fullmatch(line)
        if found is None:
            raise RuntimeError(f"the server announced {line!r}: {self._stop()}")
        self.address, self.port = found[1], int(found[2])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop it, and show what it said on standard error if the block failed."""
        said = self._stop()
        if error is not None:
            print(said)

    def _stop(self) -> str:
        self.process.terminate()
        return self.process.communicate(timeout=300)[1]
