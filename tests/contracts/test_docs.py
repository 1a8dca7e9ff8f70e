"""What README, CHANGELOG and docs say is true: every name exists, every example runs."""

from __future__ import annotations

import ast
import itertools
import json
import math
import re
import shlex
import tomllib
import urllib.request
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import numpy as np
import pytest

from gradgrid.app.commands.arguments import parser
from gradgrid.app.i18n import words
from gradgrid.app.presets import BY_ID
from gradgrid.app.service.settings import Settings
from gradgrid.engine import ConvGeometry
from gradgrid.engine.conv2d.chapters import CHAPTER_IDS
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.trace import Trace
from tests.app.client import Service
from tests.app.live import LiveServer

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/architecture.md",
    "docs/notation.md",
    "docs/patterns.md",
    "docs/api.md",
    *sorted(f"docs/decisions/{file.name}" for file in (ROOT / "docs/decisions").glob("*.md")),
)
ADDRESS = "http://127.0.0.1:8000"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = (
    "https://keepachangelog.com/",
    "https://semver.org/",
    "https://zhuanlan.zhihu.com/p/40951745",
)
# Paths that the reader has, or that installing and running make.
NOT_HERE = ("app.py", "engine.py", "layer.json", "layer.npz", "layer.gradients.npz", "node_modules")
# Read by the tests and their tools.
OUTSIDE_SETTINGS = {"GRADGRID_CHROMIUM", "GRADGRID_TEST_BROWSER"}
REST = "..."


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def code_in(document: str) -> list[str]:
    """The inline code of a document, without its blocks."""
    prose = re.sub(r"^```.*?^```$", "", text_of(document), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", prose)


def blocks_of(document: str) -> list[tuple[str, str]]:
    return BLOCK.findall(text_of(document))


def rows_of(document: str, heading: str) -> list[list[str]]:
    """The body of the first table below a heading, cell by cell."""
    after = f"\n{text_of(document)}".split(f"\n{heading}\n", 1)[1].splitlines()
    lines = itertools.dropwhile(lambda line: not line.startswith("|"), after)
    table = list(itertools.takewhile(lambda line: line.startswith("|"), lines))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def examples(language: str, answer: str) -> list[Any]:
    """(document, block, the block below it) for blocks in one language."""
    found = []
    for document in DOCUMENTS:
        blocks = blocks_of(document)
        for position, (kind, source) in enumerate(blocks):
            if kind == language:
                below = blocks[position + 1 : position + 2]
                expected = below[0][1] if below and below[0][0] == answer else None
                name = f"{document}-{len(found)}"
                found.append(pytest.param(source, expected, id=name))
    return found


@pytest.fixture(scope="module")
def trace() -> Trace:
    """A convolution that needs every tensor there is, with sizes that differ."""
    geometry = ConvGeometry.of(
        (2, 8, 9, 4), (2, 3, 2, 6), stride=(2, 3), padding=((1, 0), (2, 1)), dilation=2, groups=2
    )
    ones = np.ones
    return build_trace(geometry, ones(geometry.input_shape), ones(geometry.weight_shape), ones(6))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_resolve(document: str) -> None:
    text = text_of(document)
    targets = re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", text)
    for target in (link or image for link, image in targets):
        if target.startswith("http"):
            assert target.startswith(ELSEWHERE), f"a link to another host: {target}"
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / document).parent / name if name else ROOT / document
        assert file.is_file(), f"{document} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert anchor in [heading.lower().replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_exist(document: str) -> None:
    known = r"(?:gradgrid|engine|app|static|templates|tests|tools|docs)(?:/[\w.<>{}*-]+)+/?"
    paths = {code for code in code_in(document) if re.fullmatch(known, code)}
    files = {
        code for code in code_in(document) if re.fullmatch(r"\w[\w./-]*\.(py|js|json|toml)", code)
    }
    for path in sorted(paths | files):
        if path in NOT_HERE or "<" in path:
            continue
        places = (ROOT, ROOT / "static" / "js")
        assert any((place / path).exists() for place in places), f"{document} names {path}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_exist(document: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    text = re.sub(r"\s+", " ", text_of(document))
    named = re.findall(r"`make ([a-z-]+)`", text) + re.findall(
        r"    make ([a-z-]+) +#", text_of(document)
    )
    assert set(named) <= set(targets)


def test_paths_in_the_commands_for_contributors_exist() -> None:
    commands = re.findall(r"^    (\S.*?)(?: {2,}#.*)?$", text_of("CONTRIBUTING.md"), re.MULTILINE)
    paths = [word for command in commands for word in command.split() if "/" in word]
    files = [path for path in paths if not path.startswith(".venv/")]
    assert len(files) >= 6
    for path in files:
        assert (ROOT / path).exists(), f"CONTRIBUTING.md names {path}"


def test_readme_starts_with_running_and_testing() -> None:
    commands = re.findall(r"^    (\S.*?)(?: +#.*)?$", text_of("README.md"), re.MULTILINE)
    assert commands[:2] == ["make run", "make test"]


def test_readme_commands_are_understood(capsys: pytest.CaptureFixture[str]) -> None:
    found = re.findall(r"^    gradgrid (.+?)(?: {2,}#.*)?$", text_of("README.md"), re.MULTILINE)
    assert len(found) >= 3
    for command in found:
        parser().parse_args(shlex.split(command))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_settings_named_exist(document: str) -> None:
    known = {f"GRADGRID_{name.upper()}" for name in Settings.model_fields} | OUTSIDE_SETTINGS
    assert set(re.findall(r"GRADGRID_[A-Z_]+[A-Z]", text_of(document))) <= known


def test_settings_table_is_complete_and_has_the_defaults() -> None:
    defaults = {
        f"`GRADGRID_{name.upper()}`": str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert {row[0]: row[1] for row in rows_of("docs/api.md", "## Limits")} == defaults
    shown = {row[0]: row[1] for row in rows_of("README.md", "## Configuration")}
    assert shown.items() <= defaults.items()


def test_endpoints_are_those_of_the_service() -> None:
    paths = Service().client.get("/openapi.json").json()["paths"]
    served = {f"`{method.upper()} {path}`" for path, item in paths.items() for method in item}
    named = {row[0].replace("{id}", "{preset_id}") for row in rows_of("docs/api.md", "# The API")}
    assert named == served


@pytest.mark.parametrize("document", DOCUMENTS)
def test_addresses_named_are_served(document: str) -> None:
    service = Service(Settings(playground=True))
    paths = service.client.get("/openapi.json").json()["paths"]
    for code in code_in(document):
        path = code.split()[-1].partition("?")[0]
        if not re.fullmatch(r"/[a-z0-9/._{}-]+", path):
            continue
        short = f"/api/v1/conv2d{path}"
        known = path.replace("{id}", "{preset_id}") in paths or short in paths
        assert known or service.client.get(path).status_code == 200, f"{document} names {path}"


def test_request_fields_are_those_of_the_schema() -> None:
    schemas = Service().client.get("/openapi.json").json()["components"]["schemas"]
    rows = rows_of("docs/api.md", "## A request")
    fields = {name for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    assert fields == set(schemas["Conv2dRequest"]["properties"])


def test_statuses_are_those_of_the_service() -> None:
    paths = Service().client.get("/openapi.json").json()["paths"]
    statuses = {
        code for path in paths.values() for each in path.values() for code in each["responses"]
    }
    assert {row[0] for row in rows_of("docs/api.md", "## Errors")} == statuses - {"200"}


def test_presets_named_exist() -> None:
    named = {
        code for document in DOCUMENTS for code in code_in(document) if code.startswith("stride-")
    }
    in_blocks = re.findall(r"v1/presets/([a-z0-9-]+)", "".join(map(text_of, DOCUMENTS)))
    assert named | set(in_blocks) <= set(BY_ID)


def test_readme_lists_the_chapters_that_are_told() -> None:
    told = words("en")["chapters"]
    expected = [[str(number), f"`/{id}`"] for number, id in enumerate(CHAPTER_IDS, 1) if id in told]
    assert rows_of("README.md", "## What it is for") == expected


def test_changelog_counts_chapters_and_presets() -> None:
    numbers = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    numbers += ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen")
    text = re.sub(r"\s+", " ", text_of("CHANGELOG.md")).lower()
    assert f"{numbers[len(CHAPTER_IDS) - 1]} chapters as data" in text
    assert f"{numbers[len(words('en')['chapters']) - 1]} chapters are told" in text
    assert f"{numbers[len(BY_ID) - 1]} presets" in text


def test_changelog_version_is_that_of_the_package() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    first = re.search(
        r"^## \[(.+?)\] - (?:Unreleased|\d{4}-\d\d-\d\d)$", text_of("CHANGELOG.md"), re.M
    )
    assert first is not None
    assert first[1] == project["version"]


def test_notation_lists_every_tensor_with_its_axes(trace: Trace) -> None:
    rows = {row[0].strip("`"): row[3].split() for row in rows_of("docs/notation.md", "## Tensors")}
    expected = {name: [axis.name for axis in tensor.axes] for name, tensor in trace.tensors.items()}
    assert rows == expected


def test_notation_shapes_are_those_of_the_tensors(trace: Trace) -> None:
    g = trace.geometry
    (h, w), (span_h, span_w) = g.input_size, g.kernel_span
    sizes = {"N": g.batch, "C_in": g.in_channels, "C_out": g.out_channels}
    sizes |= {"Cg": g.group_in_channels, "Og": g.group_out_channels, "1": 1}
    windows, patch = math.prod(g.output_size), math.prod(g.kernel_size) * g.in_channels
    sizes |= {"P": windows, "R": g.batch * patch // windows}
    pairs = {"H W": (h, w), "kh kw": g.kernel_size, "OH OW": g.output_size}
    pairs |= {"PH PW": g.padded_size, "DH DW": g.dilated_size}
    pairs |= {"BH BW": (h + span_h - 1, w + span_w - 1)}
    for names, pair in pairs.items():
        sizes |= dict(zip(names.split(), pair, strict=True))
    for name, _, shape, *_ in rows_of("docs/notation.md", "## Tensors"):
        tensor = trace.tensors[name.strip("`")]
        if "×" in shape:
            rows, cols = (
                math.prod(sizes[s] for s in side.split("·")) for side in shape.split(" × ")
            )
            extent = {axis.name: axis.size for axis in tensor.axes}
            assert rows == math.prod(extent[axis] for axis in tensor.view.rows), name
            assert cols == math.prod(extent[axis] for axis in tensor.view.cols), name
        else:
            named = [sizes[size] for size in shape.strip("()").split(", ")]
            assert named == joined(trace, tensor.name), name


def joined(trace: Trace, name: str) -> list[int]:
    """A tensor's shape with the group joined to the channel after it."""
    axes = {axis.name: axis.size for axis in trace.tensors[name].axes}
    after = {left: right for left, right in itertools.pairwise(axes) if left == "g"}
    if "g" in axes:
        axes[after["g"]] *= axes.pop("g")
    return list(axes.values())


def test_notation_symbols_are_those_of_the_engine(trace: Trace) -> None:
    for name, symbol, *_ in rows_of("docs/notation.md", "## Tensors"):
        known = trace.symbols.get(name.strip("`"))
        if known is None:
            assert symbol == "copy", name
            assert trace.tensors[name.strip("`")].rule.is_copy, name  # type: ignore[union-attr]
        else:
            expected = f"{'∂L/∂' if known.gradient else ''}{known.letter}"
            assert symbol.split()[0] == expected, name


def test_notation_padding_formulas_hold(trace: Trace) -> None:
    g = trace.geometry
    for axis in (0, 1):
        (before, after), span = g.padding[axis], g.kernel_span[axis]
        slack = g.input_size[axis] + before + after - span
        leftover = slack % g.stride[axis]
        assert g.leftover[axis] == leftover
        assert g.backward_padding[axis] == (span - 1 - before, span - 1 - after + leftover)
    same = ConvGeometry.of((1, 9, 9, 1), (2, 5, 1, 1), dilation=3, padding="same")
    assert same.padding == ((1, 2), (6, 6))


def test_notation_examples_are_what_the_engine_finds() -> None:
    article = ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1))
    assert article.backward_padding == ((1, 1), (1, 1))
    rows = ConvGeometry.of((1, 5, 4, 2), (2, 2, 2, 2), stride=2)
    assert (rows.leftover[0], rows.dilated_size[0], rows.backward_padding[0]) == (1, 3, (1, 2))


@pytest.mark.parametrize(("command", "expected"), examples("sh", "json"))
def test_curl_examples_answer_as_written(
    command: str, expected: str | None, live: LiveServer
) -> None:
    assert expected is not None, "an example without its answer"
    assert_shortened(json.loads(expected), asked(command, live), "")


def asked(command: str, live: LiveServer) -> Any:
    """The answer to a curl command, without curl."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:2] == ["curl", "-s"]
    url, *options = words[2:]
    assert url.startswith(ADDRESS)
    given = dict(zip(options[::2], options[1::2], strict=True))
    assert set(given) <= {"-H", "-d"}
    headers = dict([given["-H"].split(": ")]) if "-H" in given else {}
    body = given["-d"].encode() if "-d" in given else None
    method = "GET" if body is None else "POST"
    _, content = live.request(method, url.removeprefix(ADDRESS), body, **headers)
    return json.loads(content)


def assert_shortened(expected: Any, answer: Any, where: str) -> None:
    """``expected`` is ``answer``, but for what "..." stands for."""
    if expected == REST:
        return
    if isinstance(expected, dict):
        names = {name for name in expected if name != REST}
        assert names <= set(answer) if REST in expected else names == set(answer), where
        for name in names:
            assert_shortened(expected[name], answer[name], f"{where}/{name}")
    elif isinstance(expected, list):
        cut = bool(expected) and expected[-1] == REST
        kept = expected[:-1] if cut else expected
        assert len(kept) < len(answer) if cut else len(kept) == len(answer), where
        for position, (left, right) in enumerate(zip(kept, answer, strict=False)):
            assert_shortened(left, right, f"{where}/{position}")
    else:
        assert expected == answer, where


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if "```python" in text_of(name)])
def test_python_examples_print_what_is_written(
    document: str, live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    namespace: dict[str, Any] = {"__name__": "example"}
    blocks = blocks_of(document)
    for (kind, source), below in itertools.pairwise([*blocks, ("", "")]):
        if kind != "python" or needs_torch(source):
            continue
        printed = StringIO()
        with redirect_stdout(printed):
            exec(source.replace(ADDRESS, f"http://127.0.0.1:{live.port}"), namespace)
        assert printed.getvalue() == (below[1] if below[0] == "text" else ""), source


def needs_torch(source: str) -> bool:
    """Whether an example needs PyTorch and there is none; it must be Python all the same."""
    ast.parse(source)
    if "import torch" not in source:
        return False
    try:
        import torch  # noqa: F401
    except ImportError:
        return True
    return False


def test_readyz_and_problem_are_as_described(live: LiveServer) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{live.port}/readyz") as answer:
        assert json.load(answer)["status"] == "ok"
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{live.port}/api/v1/presets/none")
    assert refused.value.headers["Content-Type"] == "application/problem+json"
    refused.value.close()


def test_readme_is_short_enough_to_read() -> None:
    assert len(text_of("README.md").splitlines()) < 150
