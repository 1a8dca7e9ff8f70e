"""Every step that a chapter can have is titled and told, in every language."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gradgrid.app.i18n import LANGUAGES, words
from gradgrid.engine.conv2d.article.reshape import ReshapeErratum
from gradgrid.engine.conv2d.chapters import chapters_of
from gradgrid.engine.conv2d.derivation import tensors_of
from gradgrid.engine.conv2d.geometry import ConvGeometry

ROOT = Path(__file__).parents[2]
ENVIRONMENT = Environment(loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined)
# Between them they bring out every optional step.
GEOMETRIES = (
    ConvGeometry.of((1, 3, 3, 1), (2, 2, 1, 1)),
    ConvGeometry.of((1, 3, 3, 3), (2, 2, 3, 2)),
    ConvGeometry.of((2, 6, 6, 4), (3, 3, 2, 4), stride=2, padding=1, groups=2),
)


def possible_steps() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for geometry in GEOMETRIES:
        for chapter in chapters_of(geometry, has_bias=True):
            found.setdefault(chapter.id, set()).update(step.id for step in chapter.steps)
    return found


NARRATED = [(lang, chapter) for lang in LANGUAGES for chapter in words(lang)["chapters"]]


@pytest.mark.parametrize(("language", "chapter"), NARRATED)
def test_narrated_chapter_for_any_geometry_titles_and_tells_each_step(
    language: str, chapter: str
) -> None:
    steps = possible_steps()[chapter]
    assert set(words(language)["chapters"][chapter]["steps"]) == steps
    prose = (ROOT / "templates" / "narration" / language / f"{chapter}.html").read_text("utf-8")
    for step in steps:
        assert f'step_id == "{step}"' in prose, step


@pytest.mark.parametrize("language", LANGUAGES)
def test_tensor_titles_for_any_geometry_name_every_tensor(language: str) -> None:
    named = {name for geometry in GEOMETRIES for name in tensors_of(geometry, has_bias=True)}
    assert set(words(language)["tensors"]) == named


@pytest.mark.parametrize(
    "geometry",
    [
        *GEOMETRIES,
        ConvGeometry.of((1, 5, 7, 2), (2, 3, 2, 1), stride=(1, 3), dilation=(2, 1)),
        ConvGeometry.of((1, 4, 4, 1), (1, 1, 1, 1), padding=1),
        ConvGeometry.of((1, 6, 6, 1), (2, 2, 1, 3), stride=(2, 4)),
        ConvGeometry.of((4, 3, 3, 2), (2, 2, 2, 1)),
        ConvGeometry.of((1, 5, 5, 2), (2, 2, 2, 2), stride=(1, 2), padding=((1, 0), (0, 0))),
    ],
    ids=[
        "article",
        "article-channels",
        "grouped",
        "uneven-stride",
        "cropped",
        "leftover-both-ways",
        "images-as-windows",
        "one-sided",
    ],
)
@pytest.mark.parametrize(("language", "chapter"), NARRATED)
def test_narration_for_any_geometry_says_nothing_that_the_geometry_makes_false(
    language: str, chapter: str, geometry: ConvGeometry
) -> None:
    (steps,) = (each.steps for each in chapters_of(geometry, has_bias=True) if each.id == chapter)
    for step in steps:
        prose = narrated(language, chapter, step.id, geometry)
        assert prose, step.id
        assert not re.search(r"\b0 zeros\b|\b1 (cells|rows|columns|zeros|images)\b", prose), prose
        if geometry.out_channels == 1:
            assert "{2}" not in prose, prose
        if min(map(min, geometry.backward_padding)) < 0 and step.id == "pad":
            assert re.search("cuts off|裁掉", prose) or chapter != "grad-input-conv", prose


@pytest.mark.parametrize("language", LANGUAGES)
def test_frame_of_uneven_padding_is_told_for_all_four_sides(language: str) -> None:
    geometry = ConvGeometry.of((1, 4, 4, 1), (2, 2, 1, 1), padding=((0, 1), (2, 0)))
    prose = narrated(language, "grad-input-conv", "pad", geometry)

    sides = re.search({"en": r": (.*?) right", "zh-CN": r"：(上.*?)。"}[language], prose)
    assert sides is not None, prose
    assert re.findall(r"−?\d", sides[1]) == ["1", "0", "−1", "1"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("chapter", "step"),
    [
        ("forward-matmul", "im2col"),
        ("forward-matmul", "kernel-matrix"),
        ("grad-input-matrix", "kernel-matrix"),
        ("grad-input-conv", "kernel-matrix"),
    ],
)
def test_order_of_a_patch_is_told_for_either_choice(language: str, chapter: str, step: str) -> None:
    prose = narrated(language, chapter, step, ConvGeometry.of((1, 3, 3, 3), (2, 2, 3, 2)))

    told = [re.findall(f'data-when="{order}">([^<]+)<', prose) for order in ("first", "last")]
    assert len(told[0]) == len(told[1]) == 1
    assert told[0] != told[1]


@pytest.mark.parametrize(("language", "words"), [("en", "has no bias"), ("zh-CN", "没有偏置")])
def test_bias_gradient_of_a_layer_without_a_bias_says_so(language: str, words: str) -> None:
    geometry = GEOMETRIES[0]
    assert words in narrated(language, "grad-bias", "sum", geometry, has_bias=False)
    assert words not in narrated(language, "grad-bias", "sum", geometry)


def narrated(
    language: str, chapter: str, step: str, geometry: ConvGeometry, *, has_bias: bool = True
) -> str:
    template = ENVIRONMENT.get_template(f"narration/{language}/{chapter}.html")
    slip = ReshapeErratum.of(geometry)
    lesson = SimpleNamespace(geometry=geometry, has_bias=has_bias, reshape_erratum=slip)
    (steps,) = (each.steps for each in chapters_of(geometry, has_bias=True) if each.id == chapter)
    is_first = step == steps[0].id
    return " ".join(template.render(lesson=lesson, step_id=step, is_first=is_first).split())
