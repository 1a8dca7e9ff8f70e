"""The map: its tensors and shapes are the trace's, its arrows rules, and every link opens."""

from __future__ import annotations

import re

import pytest

from app import explainer, presets
from app.i18n import LANGUAGES
from app.overview import HEIGHT, WIDTH, map_of
from engine.trace import tensors_of
from tests.app.service import Service

# On these every link is followed; on all presets it is looked up.
OPENED = ("article-multi-channel", "stride-2-leftover", "depthwise")
EVERY = pytest.mark.parametrize("preset", presets.BY_ID)


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
def test_map_links_all_open(service: Service, preset: str, language: str) -> None:
    page = service.client.get("/", params={"preset": preset, "lang": language})
    assert page.status_code == 200
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[a-z][^"]*)"', page.text)}
    lesson = explainer.lesson(preset, language)
    opened = {tuple(link.partition("?")[0].split("/")[1:]) for link in links}
    steps = {place for place in opened if len(place) == 2 and place[0] in lesson.chapters}
    assert len(steps) > 10
    for chapter, step in steps:
        shown = lesson.words["chapters"][chapter]["steps"]
        assert step in shown, f"{chapter}/{step}"
    assert {place for place in opened if len(place) == 1} >= {(id,) for id in lesson.chapters}
    if preset not in OPENED or language != LANGUAGES[0]:
        return
    for link in links:
        if not link.startswith(("/static", "/fonts")):
            assert service.client.head(link).status_code == 200, link


@EVERY
def test_map_has_the_tensors_that_the_geometry_has_in_their_shapes(preset: str) -> None:
    lesson = explainer.lesson(preset)
    found = map_of(lesson)
    names = {node.tensor.name for node in found.nodes}
    g = lesson.geometry
    assert ("input_padded" in names) == (g.padding != ((0, 0), (0, 0)))
    assert ("grad_output_dilated" in names) == (g.stride != (1, 1))
    assert ("bias" in names) == lesson.has_bias
    for node in found.nodes:
        size = 1
        for axis in node.tensor.axes:
            size *= axis.size
        assert node.grids * node.rows * node.cols == size
        assert 0 <= node.x - node.width / 2 <= node.x + node.width / 2 <= WIDTH
        assert 0 <= node.y - node.height / 2 <= node.y + 57 <= HEIGHT


@EVERY
def test_map_arrows_are_rules_of_the_step_that_they_open(preset: str) -> None:
    lesson = explainer.lesson(preset)
    known = tensors_of(lesson.geometry, has_bias=lesson.has_bias)
    rules = {(source, name) for name, t in known.items() if t.rule for source in t.rule.sources}
    # Ways that lead past a mere copy, over the loss, or into a tensor by another of its rules.
    passing = {
        ("loss", "grad_output"),
        ("grad_weight_matrix", "grad_weight"),
        ("grad_columns", "grad_input"),
        ("grad_output_padded", "grad_input"),
        ("weight_swapped", "grad_input"),
        ("output_matrix", "output"),
    }
    for edge in map_of(lesson).edges:
        pair = edge.source.tensor.name, edge.target.tensor.name
        assert pair in rules | passing, pair
        assert edge.step in lesson.chapters[edge.chapter].steps
