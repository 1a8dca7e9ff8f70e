"""Lighthouse on the map, a chapter and the routes, as desktop and phone; `make lighthouse` runs it.

A server is started on a free port and stopped again. Prints each page's scores, and every audit
that counts and is below 1, with the reason that Lighthouse gives. Exit 1 where one is below 100.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.install_browser import CHROMIUM_FLAGS, REMEDY, find_chromium
from tools.server import ROOT, Server

COMMAND = ROOT / "tools" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = ("/", "/grad-input-conv/slide", "/three-routes/gather")
FORMS: dict[str, tuple[str, ...]] = {
    "desktop": ("--preset=desktop",),
    "phone": ("--form-factor=mobile",),
}
# A busy machine slows single runs down: the middle one counts.
RUNS = 3

Report = dict[str, Any]


def report_on(address: str, form: str, browser: str) -> Report:
    """One run of Lighthouse; a second one where it lost the browser's trace, as at times."""
    try:
        return _run(address, form, browser)
    except RuntimeError as error:
        print(f"    once more: {error}", flush=True)
        return _run(address, form, browser)


def _run(address: str, form: str, browser: str) -> Report:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        command = [
            str(COMMAND),
            address,
            *FORMS[form],
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags=--headless=new {' '.join(CHROMIUM_FLAGS)}",
            "--output=json",
            f"--output-path={path}",
            "--no-enable-error-reporting",
            "--quiet",
        ]
        run = subprocess.run(
            command,
            env=os.environ | {"CHROME_PATH": browser},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if run.returncode != 0 or not path.is_file():
            raise RuntimeError(f"Lighthouse on {address} failed: {run.stderr.strip()[-600:]}")
        report: Report = json.loads(path.read_text("utf-8"))
    if "runtimeError" in report:
        raise RuntimeError(f"Lighthouse on {address}: {report['runtimeError']['message']}")
    return report


def scores(report: Report) -> dict[str, int]:
    """Category and score, up to 100."""
    found = {name: report["categories"][name]["score"] for name in CATEGORIES}
    return {name: round(100 * (score or 0)) for name, score in found.items()}


def shortfalls(report: Report) -> list[str]:
    """The audits that count and are below 1: category, id, score, reason."""
    found = []
    for name in CATEGORIES:
        for ref in report["categories"][name]["auditRefs"]:
            audit = report["audits"][ref["id"]]
            score = audit["score"]
            if score is None or score == 1 or ref["weight"] == 0:
                continue
            reason = audit.get("displayValue") or audit["title"]
            found.append(f"{name}: {ref['id']} {score:.2f} ({reason})")
            items = audit.get("details", {}).get("items", [])
            found += [f"    {told}" for item in items[:3] if (told := _told(item))]
    return found


def _told(item: dict[str, Any]) -> str:
    node = item.get("node", {})
    return str(node.get("snippet") or item.get("url") or item.get("description") or "")[:160]


def middle(reports: list[Report]) -> Report:
    """The report whose performance is the median."""
    wanted = statistics.median_low(scores(report)["performance"] for report in reports)
    return next(report for report in reports if scores(report)["performance"] == wanted)


def main() -> None:
    """Print the table."""
    browser = find_chromium()
    if browser is None:
        sys.exit(f"Lighthouse needs a Chromium: {REMEDY}")
    if not COMMAND.exists():
        sys.exit(f"{COMMAND.relative_to(ROOT)} is not there: run `make lighthouse`")
    is_perfect = True
    with Server() as server:
        for page in PAGES:
            for form in FORMS:
                runs = [report_on(server.address + page, form, browser) for _ in range(RUNS)]
                report = middle(runs)
                found = scores(report)
                told = "  ".join(f"{name} {score}" for name, score in found.items())
                print(f"{page:<24} {form:<8} {told}", flush=True)
                for line in shortfalls(report):
                    print(f"    {line}", flush=True)
                is_perfect &= all(score == 100 for score in found.values())
    sys.exit(0 if is_perfect else 1)


if __name__ == "__main__":
    main()
