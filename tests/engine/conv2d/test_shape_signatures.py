"""Shapes in signatures are checked under the test runner, and cost nothing elsewhere."""

from __future__ import annotations

import subprocess
import sys

import jaxtyping
import numpy as np
import pytest

from gradgrid.engine import conv2d
from tools.server import ROOT


@pytest.mark.skipif(
    not hasattr(conv2d, "__wrapped__"), reason="the engine is not checked in this run"
)
def test_array_of_another_rank_breaks_the_signature() -> None:
    with pytest.raises(jaxtyping.TypeCheckError):
        conv2d(np.ones((3, 3)), np.ones((1, 1, 1, 1)))


def test_engine_is_imported_without_jaxtyping() -> None:
    code = "import sys, engine; sys.exit('jaxtyping' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
