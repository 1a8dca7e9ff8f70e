"""The code beside the grids runs, and writes what the grids show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from math import prod

import numpy as np
import pytest

from gradgrid.app.presets import PRESETS
from gradgrid.engine.conv2d.article.reshape import ReshapeErratum
from gradgrid.engine.conv2d.chapters import chapters_of
from gradgrid.engine.conv2d.geometry import ConvGeometry
from gradgrid.engine.conv2d.listings import KINDS, Line, Listing, listing_of
from gradgrid.engine.conv2d.trace import build_trace
from gradgrid.engine.rules.derivation import Step, View
from gradgrid.engine.rules.trace import Trace
from tests.engine.geometries import identify, kinds, tensors

# LeNet's first layer, and nothing larger: the code loops over cells in Python.
MAX_COLUMNS = 200_000
LONGEST, MAX_LINES = 72, 13
LOOP = re.compile(r" *for ([a-z]+(?:, [a-z]+)*) in (?:range|np\.ndindex)\(.+\):")
MATRICES = {
    "input_columns",
    "weight_matrix",
    "output_matrix",
    "grad_output_matrix",
    "grad_weight_matrix",
    "grad_columns",
    "grad_output_columns",
    "weight_rotated_matrix",
    "grad_input_matrix",
}
# 1/N times a sum here, a sum divided by N there.
ROUNDED = {"grad_bias_mean"}
RIGHT_WRITES = {("errata", "weight-shape"), ("errata", "bias-mean")}


def columns_of(g: ConvGeometry) -> int:
    return g.batch * prod(g.output_size) * prod(g.kernel_size) * g.in_channels


def random_geometries() -> Iterator[ConvGeometry]:
    """Seeded, of every kind; small, for the code loops over cells in Python."""
    rng = np.random.default_rng(20)
    while True:
        kernel, dilation, stride = (rng.integers(1, 4, 2).tolist() for _ in range(3))
        spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
        padding = [rng.integers(0, span + 2, 2).tolist() for span in spans]
        if rng.random() < 0.3:
            padding = [[0, 0], [0, 0]]
        least = [max(1, span - sum(sides)) for span, sides in zip(spans, padding, strict=True)]
        size = [low + int(rng.integers(0, 4)) for low in least]
        groups = int(rng.choice([1, 1, 2, 3]))
        cg, og = rng.integers(1, 4, 2).tolist()
        g = ConvGeometry.of(
            (int(rng.integers(1, 4)), *size, groups * cg),
            (*kernel, cg, groups * og),
            stride=tuple(stride),
            padding=(tuple(padding[0]), tuple(padding[1])),
            dilation=tuple(dilation),
            groups=groups,
        )
        if g.multiply_adds < 4000:
            yield g


RANDOM = list(islice(random_geometries(), 40))
LESSONS: dict[str, tuple[ConvGeometry, bool]] = {
    preset.id: (preset.geometry, preset.integers.bias is not None)
    for preset in PRESETS
    if columns_of(preset.geometry) <= MAX_COLUMNS
} | {f"{k}-{identify(g)}": (g, k % 2 == 0) for k, g in enumerate(RANDOM)}


@cache
def trace_of(lesson: str) -> Trace:
    """Of a preset its own numbers, else small integers."""
    g, has_bias = LESSONS[lesson]
    given = next((preset.inputs for preset in PRESETS if preset.id == lesson), None)
    if given is not None:
        return build_trace(g, given.input, given.weight, given.bias, given.grad_output)
    input, weight, bias, grad_output = tensors(g)
    return build_trace(g, input, weight, bias if has_bias else None, grad_output)


def steps(g: ConvGeometry, *, has_bias: bool) -> Iterator[tuple[str, Step, Listing]]:
    for chapter in chapters_of(g, has_bias=has_bias):
        for step in chapter.steps:
            listing = listing_of(g, has_bias=has_bias, chapter=chapter.id, step=step.id)
            yield chapter.id, step, listing


def as_array(trace: Trace, name: str, view: View | None = None) -> np.ndarray:
    """A tensor as code has it: g is merged into the channel after it, or in front of a matrix."""
    tensor = trace.tensors[name]
    rule = tensor.rule
    values = trace.evaluate(rule) if tensor.virtual and rule else trace.values(name)
    sizes = {axis.name: axis.size for axis in tensor.axes}
    letters = list(sizes)
    if name in MATRICES:
        view = view or tensor.view
        order = [letters.index(letter) for letter in (*view.blocks, *view.rows, *view.cols)]
        rows, cols = (prod(sizes[letter] for letter in axes) for axes in (view.rows, view.cols))
        matrix = values.transpose(order).reshape(sizes["g"], rows, cols)
        return matrix if sizes["g"] > 1 else matrix[0]
    if "g" not in letters:
        return values
    at = letters.index("g")
    shape = [*tensor.shape[:at], tensor.shape[at] * tensor.shape[at + 1], *tensor.shape[at + 2 :]]
    return values.reshape(shape)


def given_to(trace: Trace, step: Step) -> dict[str, object]:
    """What the rule of a step reads; copies, for the code may not write into them."""
    assert step.tensor.rule is not None
    arrays = {name: as_array(trace, name).copy() for name in step.tensor.rule.sources}
    for array in arrays.values():
        array.flags.writeable = False
    return {"np": np, **arrays}


def run(source: str, namespace: dict[str, object]) -> dict[str, object]:
    exec(source, namespace)
    return namespace


def slipped(listing: Listing) -> str:
    """The program as the article has it: up to the line that stands for the right one."""
    at = next(k for k, line in enumerate(listing.lines) if line.kind == "slip")
    return "".join(f"{line.text}\n" for line in listing.lines[: at + 1])


def assigned(line: Line) -> list[str]:
    return line.text.split(" = ")[0].split(", ")


@pytest.mark.parametrize("lesson", LESSONS)
def test_listing_of_every_step_writes_the_tensor_of_the_step(lesson: str) -> None:
    g, has_bias = LESSONS[lesson]
    trace = trace_of(lesson)
    for chapter, step, listing in steps(g, has_bias=has_bias):
        name = step.tensor.name
        view = next(drawing.view for drawing in step.draws if drawing.tensor == name)
        expected = as_array(trace, name, view)

        written = np.asarray(run(listing.source, given_to(trace, step))[name])

        place = f"{chapter}/{step.id}\n{listing.source}"
        if name == "loss":
            written = written.reshape(1)
        assert written.shape == expected.shape, place
        if name in ROUNDED:
            np.testing.assert_allclose(written, expected, rtol=1e-15, err_msg=place)
        else:
            np.testing.assert_array_equal(written, expected, err_msg=place)


@pytest.mark.parametrize("lesson", [*LESSONS, *(p.id for p in PRESETS if p.id not in LESSONS)])
def test_listing_of_every_step_is_short_and_marks_one_line(lesson: str) -> None:
    g, has_bias = LESSONS.get(lesson) or next(
        (p.geometry, p.integers.bias is not None) for p in PRESETS if p.id == lesson
    )
    for chapter, step, listing in steps(g, has_bias=has_bias):
        place = f"{chapter}/{step.id}\n{listing.source}"
        marks = [line.kind for line in listing.lines]

        assert 1 <= len(listing.lines) <= MAX_LINES, place
        assert max(len(line.text) for line in listing.lines) <= LONGEST, place
        assert set(marks) <= set(KINDS), place
        assert marks.count("writes") == ((chapter, step.id) not in RIGHT_WRITES), place
        assert "#" not in listing.source, place


@pytest.mark.parametrize("lesson", LESSONS)
def test_loops_of_listings_run_over_axis_letters(lesson: str) -> None:
    g, has_bias = LESSONS[lesson]
    for chapter, step, listing in steps(g, has_bias=has_bias):
        for line in listing.lines:
            if line.text.lstrip().startswith("for "):
                loop = LOOP.fullmatch(line.text)
                assert loop is not None, f"{chapter}/{step.id}: {line.text}"
                assert set(loop[1].split(", ")) <= set("nyxijuvgco"), line.text


@pytest.mark.parametrize("lesson", LESSONS)
def test_slip_comes_right_before_what_is_right_and_gives_something_else(lesson: str) -> None:
    g, has_bias = LESSONS[lesson]
    trace = trace_of(lesson)
    for chapter, step, listing in steps(g, has_bias=has_bias):
        marks = [line.kind for line in listing.lines]
        if "slip" not in marks and "right" not in marks:
            continue
        assert chapter == "errata"
        assert (marks.count("slip"), marks.count("right")) == (1, 1)
        at = marks.index("slip")
        wrong, right = listing.lines[at : at + 2]
        assert right.kind == "right"
        assert assigned(wrong) == assigned(right)
        if not is_right_by_chance(trace, step):
            assert_differ(trace, step, listing, right)


def is_right_by_chance(trace: Trace, step: Step) -> bool:
    """As many images as windows; a product of two numbers, or of zeros."""
    g = trace.geometry
    if step.id == "reshape":
        return ReshapeErratum.of(g).is_right
    one_number = prod(g.kernel_size) * g.group_in_channels == g.group_out_channels == 1
    return step.id == "weight-shape" and (one_number or not trace.values("input_columns").any())


def assert_differ(trace: Trace, step: Step, listing: Listing, right: Line) -> None:
    """The values of the two lines differ, or the slip's raises."""
    namespace = given_to(trace, step)
    try:
        run(slipped(listing), namespace)
    except ValueError:
        return
    said = [np.asarray(namespace[name]) for name in assigned(right)]
    run(right.text.lstrip(), namespace)
    true = [np.asarray(namespace[name]) for name in assigned(right)]
    assert not all(np.array_equal(one, other) for one, other in zip(said, true, strict=True))


def test_random_lessons_are_of_every_kind_of_geometry() -> None:
    wanted = {
        "batch",
        "rectangular kernel",
        "1x1",
        "stride per axis",
        "one-sided padding",
        "padding wider than the kernel",
        "dilation per axis",
        "groups",
        "depthwise",
        "leftover",
    }

    assert wanted <= set().union(*map(kinds, RANDOM))
