"""The map: its tensors and shapes are the trace's, its operations rules, and every link opens."""

from __future__ import annotations

import re

import pytest

from gradgrid.app import presets
from gradgrid.app.i18n import LANGUAGES
from gradgrid.app.lessons import lesson as explainer
from gradgrid.app.pages.map import TALL, WIDE, drawing_of, map_of
from gradgrid.app.pages.map.frame import Frame
from gradgrid.app.pages.map.nodes import Arrow, Map
from gradgrid.engine.conv2d.chapters import chapters_of
from tests.app.client import Service

# On these every link is followed; on all presets it is looked up.
OPENED = ("article-multi-channel", "stride-2-leftover", "depthwise")
EVERY = pytest.mark.parametrize("preset", presets.BY_ID)


def links_of(service: Service, preset: str, language: str) -> set[str]:
    page = service.client.get("/", params={"preset": preset, "lang": language})
    assert page.status_code == 200
    return {link.replace("&amp;", "&") for link in re.findall(r'href="(/[a-z][^"]*)"', page.text)}


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_map_links_lead_to_steps_that_the_example_has(
    service: Service, preset: str, language: str
) -> None:
    lesson = explainer.lesson(preset, language)
    opened = {
        tuple(link.partition("?")[0].split("/")[1:])
        for link in links_of(service, preset, language)
        if f"preset={preset}" in link
    }
    steps = {place for place in opened if len(place) == 2}
    assert len(steps) > 10
    for chapter, step in steps:
        assert step in lesson.chapters[chapter].steps, f"{chapter}/{step}"
    assert {place for place in opened if len(place) == 1} >= {(id,) for id in lesson.chapters}


@pytest.mark.parametrize("preset", OPENED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_map_links_all_open(service: Service, preset: str, language: str) -> None:
    links = links_of(service, preset, language)
    pages = [link for link in links if not link.startswith(("/static", "/fonts"))]
    assert len(pages) > 25
    for link in pages:
        assert service.client.head(link).status_code == 200, link


@EVERY
def test_map_has_the_tensors_that_the_geometry_has_in_their_shapes(preset: str) -> None:
    lesson = explainer.lesson(preset)
    found = map_of(lesson)
    g = lesson.geometry
    assert ("input_padded" in found.nodes) == (g.padding != ((0, 0), (0, 0)))
    assert ("grad_output_dilated" in found.nodes) == (g.stride != (1, 1))
    assert ("bias" in found.nodes) == lesson.has_bias
    n, h, w, c = g.input_shape
    assert found.nodes["input"].size == f"{h}\N{MULTIPLICATION SIGN}{w}"
    assert found.nodes["input"].grids == n * c
    for node in found.nodes.values():
        size = 1
        for axis in node.tensor.axes:
            size *= axis.size
        assert node.grids * node.rows * node.cols == size


def read_on_the_map(found: Map, arrow: Arrow, preset: str, link: tuple[str, str]) -> set[str]:
    """What the rule of a step reads, back through whatever has no place on the map."""
    lesson = explainer.lesson(preset)
    chapters = chapters_of(lesson.geometry, has_bias=lesson.has_bias)
    ((rule, written),) = [
        (step.tensor.rule, step.tensor.name)
        for chapter in chapters
        for step in chapter.steps
        if (chapter.id, step.id) == link
    ]
    assert rule is not None
    assert written in (arrow.operation.target, f"{arrow.operation.target}_matrix")
    sources: set[str] = set()
    ahead = list(rule.sources)
    while ahead:
        name = ahead.pop()
        if name in found.nodes:
            sources.add(name)
        else:
            passed = found.tensors[name].rule
            assert passed is not None, name
            ahead += passed.sources
    return sources


@EVERY
def test_map_operations_read_what_the_rule_of_their_step_reads(preset: str) -> None:
    found = map_of(explainer.lesson(preset))
    checked = 0
    for arrow in found.arrows:
        if arrow.operation.id == "arrives":  # The loss is no rule's source: grad_output is given.
            continue
        *_, link = arrow.links
        read = read_on_the_map(found, arrow, preset, (link.chapter, link.step))
        assert set(arrow.sources) == read, arrow.operation.id
        checked += 1
    assert checked >= 11


@EVERY
@pytest.mark.parametrize("frame", [WIDE, TALL], ids=lambda frame: frame.id)
def test_drawing_keeps_nodes_within_the_frame_and_apart(preset: str, frame: Frame) -> None:
    drawing = drawing_of(map_of(explainer.lesson(preset)), frame)
    boxes = {}
    for name, each in drawing.nodes.items():
        above, below = sorted((each.title_y - 12, each.title_y + 17))
        top = min(above, each.y - each.height / 2 - 4 * each.stack)
        bottom = max(below, each.y + each.height / 2)
        boxes[name] = each.x - each.width / 2, top, each.x + each.width / 2, bottom
    for name, (left, top, right, bottom) in boxes.items():
        assert 0 <= left < right <= frame.width, name
        assert 0 <= top < bottom <= drawing.height, name
        for other, (x, y, to_x, to_y) in boxes.items():
            apart = right <= x or to_x <= left or bottom <= y or to_y <= top
            assert apart or name == other, (name, other)


def squares(path: str) -> int:
    return path.count("z")


def test_thumbnail_of_a_padded_tensor_draws_its_zeros_apart() -> None:
    nodes = drawing_of(map_of(explainer.lesson("same-padding")), WIDE).nodes
    padded = nodes["input_padded"]
    assert (squares(padded.filled), squares(padded.zeros)) == (16, 20)
    assert squares(nodes["input"].zeros) == 0


def test_thumbnail_of_a_dilated_gradient_draws_the_zeros_between() -> None:
    nodes = drawing_of(map_of(explainer.lesson("stride-2-leftover")), WIDE).nodes
    dilated, padded = nodes["grad_output_dilated"], nodes["grad_output_padded"]
    assert (squares(dilated.filled), squares(dilated.zeros)) == (4, 5)
    assert (squares(padded.filled), squares(padded.zeros)) == (4, 26)


def test_thumbnail_of_a_large_matrix_is_one_plate_with_its_size_written(service: Service) -> None:
    node = drawing_of(map_of(explainer.lesson("alexnet-conv1")), WIDE).nodes["input_columns"]
    assert (squares(node.filled), node.node.size) == (1, "3025×363")
    assert "3025×363" in service.client.get("/?preset=alexnet-conv1").text
