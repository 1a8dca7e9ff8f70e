"""Write the requirements*.lock files and both package-lock.json; `make lock` runs this.

The locks hold hashes and no addresses, so that they install from whichever index a machine uses.
Run it on the oldest supported Python: its resolution also installs on newer ones.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE_FOLDERS = (ROOT, ROOT / "tools" / "lighthouse")
RUNTIME = "requirements.lock"
OPTIONS = (
    "--generate-hashes",
    "--strip-extras",
    "--allow-unsafe",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--no-emit-options",
    "--quiet",
)


def group_requirements(groups: dict[str, list[Any]], name: str) -> list[str]:
    """Return the requirements of a dependency group, with the groups it includes written out."""
    found: list[str] = []
    for entry in groups[name]:
        if isinstance(entry, str):
            found.append(entry)
        else:
            found.extend(group_requirements(groups, entry["include-group"]))
    return found


def compile_lock(folder: Path, lock: str, requirements: list[str], arguments: list[str]) -> None:
    """Resolve `requirements` into ROOT/`lock`, keeping the pins it has unless told to upgrade."""
    source = folder / Path(lock).with_suffix(".in").name
    source.write_text("\n".join(requirements) + "\n")
    if (ROOT / lock).exists():
        shutil.copy(ROOT / lock, folder / lock)
    # The working folder keeps every path in the lock's comments relative.
    command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *arguments]
    command += ["--output-file", lock, source.name]
    environment = os.environ | {"CUSTOM_COMPILE_COMMAND": "make lock"}
    subprocess.run(command, cwd=folder, env=environment, check=True)
    shutil.copy(folder / lock, ROOT / lock)


def without_funding(lock: str) -> str:
    """Return a package-lock.json without its appeals for money: addresses that nothing asks for."""
    content = json.loads(lock)
    for package in content["packages"].values():
        package.pop("funding", None)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def lock_packages(folder: Path, command: str) -> None:
    """Write the folder's package-lock.json by npm's `command`, "install" or "update"."""
    subprocess.run(["npm", command, "--package-lock-only"], cwd=folder, check=True)
    file = folder / "package-lock.json"
    file.write_text(without_funding(file.read_text("utf-8")), "utf-8")


def main(arguments: list[str]) -> None:
    """Write every lock; `arguments` go to pip-compile, `--upgrade` for one."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    oldest = pyproject["project"]["requires-python"].removeprefix(">=")
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running != oldest:
        sys.exit(f"locks are made on Python {oldest}, this is {running}: set LOCK_PYTHON")
    runtime = pyproject["project"]["dependencies"]
    groups = pyproject["dependency-groups"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compile_lock(folder, RUNTIME, runtime, arguments)
        same = [f"-c {RUNTIME}"]
        build = group_requirements(groups, "build")
        compile_lock(folder, "requirements-build.lock", same + build, arguments)
        same = [*same, "-c requirements-build.lock"]
        dev = group_requirements(groups, "dev")
        compile_lock(folder, "requirements-dev.lock", same + runtime + dev, arguments)
        bench = group_requirements(groups, "bench")
        compile_lock(folder, "requirements-bench.lock", same + bench, arguments)
        node = group_requirements(groups, "node")
        compile_lock(folder, "requirements-node.lock", node, arguments)
    for folder in PACKAGE_FOLDERS:
        lock_packages(folder, "update" if arguments else "install")


if __name__ == "__main__":
    main(sys.argv[1:])
