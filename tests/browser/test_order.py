"""The two orders of a patch: cells move with their numbers, terms follow, and no value changes."""

from math import prod

import numpy as np
import pytest

from gradgrid.engine.rules.derivation import Step
from gradgrid.engine.rules.rule import Cell
from tests.browser.lessons import ARTICLE, Lesson, channel_last, lesson
from tests.browser.stage import Stage
from tests.browser.test_sum import factors

pytestmark = pytest.mark.browser

STEPS = [
    ("forward-matmul", "im2col"),
    ("forward-matmul", "kernel-matrix"),
    ("forward-matmul", "multiply"),
    ("grad-input-conv", "im2col"),
    ("grad-input-fold", "fold"),
]

IN_ORDER = """() => [...document.querySelectorAll("#board [data-tensor]")].map((section) => [
  section.dataset.tensor,
  [...section.querySelectorAll("[role=gridcell]")].map((cell) =>
    cell.dataset.cell.split(",").map(Number)),
])"""


def laid_out(told: Lesson, step: Step, tensor: str) -> list[Cell]:
    """The cells of a tensor row by row, each patch with its channel running fastest."""
    view, axes = told.view(step, tensor), told.trace.tensors[tensor].axes
    names = (*view.blocks, *channel_last(view.rows), *channel_last(view.cols))
    sizes = {axis.name: axis.size for axis in axes}
    return [
        tuple(dict(zip(names, at, strict=True))[axis.name] for axis in axes)
        for at in np.ndindex(*(sizes.get(name, 1) for name in names))
    ]


def products_in_order(told: Lesson, step: Step, cell: Cell) -> list[list[int]]:
    """The numbers of a cell's terms, the channel running fastest through them."""
    assert step.tensor.rule is not None
    (product,) = step.tensor.rule.products
    names = tuple(axis.name for axis in product.sum)
    turned = [names.index(name) for name in channel_last(names)]
    places = np.arange(prod(axis.size for axis in product.sum))
    shape = [axis.size for axis in product.sum]
    order = places.reshape(shape).transpose(turned).ravel()
    found = told.terms(step, cell)
    return [
        [0 if r.cell is None else int(told.trace.values(r.tensor)[r.cell]) for r in found[at]]
        for at in order
    ]


@pytest.mark.parametrize(("chapter", "id"), STEPS)
def test_order_moves_cells_with_their_numbers_and_symbols(
    stage: Stage, chapter: str, id: str
) -> None:
    told = lesson(ARTICLE)
    step = told.step(chapter, id)
    stage.open(chapter, id, ARTICLE)
    before = {g.tensor: {c: told[:2] for c, told in g.cells.items()} for g in stage.look().grids}
    first = stage.page.evaluate(IN_ORDER)
    stage.click("Channels last")
    after = {g.tensor: {c: told[:2] for c, told in g.cells.items()} for g in stage.look().grids}
    assert after == before
    last = stage.page.evaluate(IN_ORDER)
    assert last != first
    for tensor, cells in last:
        wanted = [cell for cell in laid_out(told, step, tensor) if cell in set(map(tuple, cells))]
        assert [tuple(cell) for cell in cells] == wanted, tensor
    stage.page.wait_for_url("**order=last**")
    stage.page.reload()
    stage.ready()
    assert stage.page.evaluate(IN_ORDER) == last
    stage.press("o")
    assert stage.page.evaluate(IN_ORDER) == first


@pytest.mark.parametrize(
    ("chapter", "id"), [("forward-matmul", "multiply"), ("grad-input-conv", "multiply")]
)
def test_order_of_the_terms_changes_and_their_sum_does_not(
    stage: Stage, chapter: str, id: str
) -> None:
    told = lesson(ARTICLE)
    step = told.step(chapter, id)
    stage.open(chapter, id, ARTICLE, order="last")
    for order in (0, 3):
        stage.move_to(order)
        cell = told.cells(step)[order]
        panel = stage.sum()
        wanted = products_in_order(told, step, cell)
        assert [factors(text) for text in panel["terms"]] == wanted
        assert panel["total"] == told.number(step.tensor.name, cell)
        assert stage.marked("read") == told.reads(step, cell)


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", "channel after channel", "all channels of a place together"),
        ("zh-CN", "一个通道接一个通道", "把各通道的数放在一起"),
    ],
)
def test_order_that_is_chosen_is_the_one_that_is_told(
    stage: Stage, language: str, first: str, last: str
) -> None:
    stage.open("forward-matmul", "im2col", ARTICLE, lang=language)
    prose = stage.page.locator(".narration:visible")
    assert first in prose.inner_text()
    assert last not in prose.inner_text()
    stage.press("o")
    assert last in prose.inner_text()
    assert first not in prose.inner_text()


def test_order_of_the_article_cannot_be_turned_in_its_own_reshape(stage: Stage) -> None:
    stage.open("errata", "reshape", ARTICLE)
    assert stage.page.locator("#orders").is_hidden()
    stage.open("errata", "weight-shape", ARTICLE)
    assert stage.page.locator("#orders").is_visible()
