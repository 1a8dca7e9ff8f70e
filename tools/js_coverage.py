"""Print which lines of `static/js` the JavaScript tests run; `make coverage` does.

Node.js counts only the modules that a test imports. Those that need a browser are listed as not run
here: the browser tests run them, uncounted.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = "static/js"
COUNTS = {"LF": "lines", "LH": "lines_run", "BRF": "branches", "BRH": "branches_run"}


@dataclass
class Module:
    """How many lines and branches of one module there are, and how many were run."""

    lines: int = 0
    lines_run: int = 0
    branches: int = 0
    branches_run: int = 0


def read_lcov(report: str) -> dict[str, Module]:
    """The modules of an lcov report, by path.

    >>> read_lcov("SF:static/js/a.js\\nLF:4\\nLH:3\\nend_of_record\\n")["static/js/a.js"].lines_run
    3
    """
    modules: dict[str, Module] = {}
    current = Module()
    for line in report.splitlines():
        key, _, value = line.partition(":")
        if key == "SF":
            current = modules.setdefault(Path(value).as_posix(), Module())
        elif key in COUNTS:
            setattr(current, COUNTS[key], int(value))
    return modules


def table(modules: dict[str, Module], known: list[str]) -> str:
    """One row for each of the ``known`` modules that is not covered whole, and one for all."""
    rows = []
    for path in known:
        module = modules.get(path)
        if module is None:
            rows.append(f"{path:<52} not imported by a test")
        elif (module.lines, module.branches) != (module.lines_run, module.branches_run):
            rows.append(
                f"{path:<52} {share(module.lines_run, module.lines)} of lines, "
                f"{share(module.branches_run, module.branches)} of branches"
            )
    counted = [modules[path] for path in known if path in modules]
    run, lines = sum(each.lines_run for each in counted), sum(each.lines for each in counted)
    rows.append(f"{'all modules that a test imports':<52} {share(run, lines)} of lines")
    return "\n".join(rows)


def share(part: int, whole: int) -> str:
    """``part`` of ``whole`` in percent."""
    return f"{100 * part / whole if whole else 100:5.1f} %"


def main() -> int:
    """Run the tests and print the table; the exit status is that of the tests."""
    tests = sorted(path.as_posix() for path in (ROOT / "tests/js").rglob("*.test.js"))
    report = ROOT / ".test-output/coverage/js.lcov"
    report.parent.mkdir(parents=True, exist_ok=True)
    reporters = ["--test-reporter=dot", "--test-reporter-destination=stderr"]
    reporters += ["--test-reporter=lcov", f"--test-reporter-destination={report}"]
    command = ["node", "--test", "--experimental-test-coverage", *reporters, *tests]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    known = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / MODULES).rglob("*.js"))
    print(table(read_lcov(report.read_text("utf-8")), known))
    return status


if __name__ == "__main__":
    sys.exit(main())
