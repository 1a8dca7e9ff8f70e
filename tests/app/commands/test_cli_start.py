"""A command imports what it needs: counted in modules, since seconds depend on the machine."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.app.client import SMALL
from tools.server import ROOT

# What serving needs, and nothing else does.
OF_THE_SERVER = {"fastapi", "starlette", "uvicorn", "jinja2", "asyncio", "anyio"}
CODE = """
import sys
from gradgrid.app.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as left:
    status = left.code
sys.stdout.flush()
print(status, *sys.modules, file=sys.stderr)
"""


def modules_of(*arguments: str) -> set[str]:
    """What a command imports; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, *arguments],
        input=json.dumps(SMALL),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    status, *modules = done.stderr.split()
    assert status in ("0", "None"), done.stderr[:500]
    return set(modules)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"], ["backward", "--help"]])
def test_help_imports_nothing_that_computes(arguments: list[str]) -> None:
    modules = modules_of(*arguments)
    assert not modules & ({"numpy", "pydantic", "orjson", "gradgrid.engine"} | OF_THE_SERVER)
    assert len(modules) < 150, len(modules)


def test_backward_imports_nothing_of_the_server() -> None:
    modules = modules_of("backward", "-")
    assert not modules & OF_THE_SERVER
    assert not modules & {
        "jaxtyping",
        "gradgrid.app.app",
        "gradgrid.app.presets",
        "gradgrid.app.i18n",
    }
    assert not modules & {
        "gradgrid.engine.rules.rule",
        "gradgrid.engine.conv2d.trace",
        "gradgrid.engine.conv2d.chapters",
        "gradgrid.app.api.queries",
    }
    assert len(modules) < 420
