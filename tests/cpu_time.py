"""What work costs, in processor time: a busy machine makes it no longer."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def less_cpu_than(seconds: float) -> Iterator[None]:
    """What is done inside takes this process less processor time than that."""
    started = time.process_time()
    yield
    spent = time.process_time() - started
    assert spent < seconds, f"{spent:.2f} s of processor time"


def cpu_seconds(process: int) -> float:
    """The processor time that a process has taken so far, by what Linux knows of it."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
