"""What the files for contributors and their tools say is true of this repository."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
HEADINGS = ["Context", "Decision", "Tried and measured", "Consequences"]
PINNED = re.compile(r"[\w-]+/[\w-]+@(?:v\d+\.\d+\.\d+|[0-9a-f]{40})")


def read_yaml(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return content


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_citation_says_what_the_package_says(project: dict[str, Any]) -> None:
    citation = read_yaml("CITATION.cff")

    # The keys that version 1.2.0 of the format requires.
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert (citation["cff-version"], citation["type"]) == ("1.2.0", "software")
    assert citation["authors"] == project["authors"]
    assert citation["title"].lower() == project["name"]
    assert citation["abstract"] == project["description"]
    for key in ("version", "license", "keywords"):
        assert citation[key] == project[key]


def test_hooks_run_only_what_the_lock_files_install() -> None:
    (repository,) = read_yaml(".pre-commit-config.yaml")["repos"]
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    python_lock = (ROOT / "requirements-dev.lock").read_text("utf-8")

    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert hook["language"] == "system"
        found = re.search(r"\.venv/bin/(\S+)|node_modules/\.bin/(\S+)", hook["entry"])
        assert found is not None, hook["entry"]
        if found[1] == "python":
            (module,) = re.findall(r"-m (\S+)", hook["entry"])
            assert (ROOT / f"{module.replace('.', '/')}.py").is_file(), module
        elif found[1]:
            assert re.search(rf"^{found[1]}==", python_lock, re.MULTILINE), found[1]
        else:
            assert any(found[2] in package.get("bin", {}) for package in packages.values())


def test_hooks_check_the_files_that_lint_checks() -> None:
    hooks = read_yaml(".pre-commit-config.yaml")["repos"][0]["hooks"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    scripts = json.loads((ROOT / "package.json").read_text("utf-8"))["scripts"]
    lint = re.findall(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[0]
    lint += scripts["lint"] + scripts["typecheck"]

    for hook in hooks:
        program, *_ = hook["name"].split()
        assert program in lint, f"{program} is not a part of `make lint`"
        if "files" in hook:
            files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "static/js").rglob("*")]
            files += [path.relative_to(ROOT).as_posix() for path in (ROOT / "engine").rglob("*.py")]
            assert any(re.search(hook["files"], path) for path in files), hook["files"]


def test_workflow_runs_the_commands_of_the_makefile_with_pinned_actions() -> None:
    text = (ROOT / ".github/workflows/test.yml").read_text("utf-8")
    workflow = read_yaml(".github/workflows/test.yml")
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    commands = "\n".join(step.get("run", "") for step in steps)

    assert {"test", "run"} == set(re.findall(r"^make ([a-z-]+)", commands, re.MULTILINE))
    assert {"test", "run"} <= make_targets()
    assert all(PINNED.fullmatch(step["uses"]) for step in steps if "uses" in step)
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    assert shlex.split(commands)


def test_editorconfig_agrees_with_the_formatters() -> None:
    text = (ROOT / ".editorconfig").read_text("utf-8")
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    sections = dict(re.findall(r"^\[(.+)\]\n((?:\w.*\n)+)", text, re.MULTILINE))

    python, script = sections["*.py"], sections["{*.js,*.css}"]
    assert f"max_line_length = {pyproject['tool']['ruff']['line-length']}" in python
    assert f"max_line_length = {package['prettier']['printWidth']}" in script
    assert "end_of_line = lf" in sections["*"]


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_decision_has_context_decision_measurements_and_consequences(file: Path) -> None:
    text = file.read_text("utf-8")
    if file.name == "README.md":
        listed = set(re.findall(r"\]\(([\w-]+\.md)\)", text))
        assert listed == {each.name for each in DECISIONS} - {"README.md"}
        return
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) < 60
