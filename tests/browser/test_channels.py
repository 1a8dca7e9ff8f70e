"""Many channels: one pair of large grids at a time, and a strip with what every channel adds."""

from __future__ import annotations

import pytest

from tests.browser.lessons import lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

STRIP = """() => {
  const cells = document.querySelectorAll(".channels > :not([aria-hidden])");
  return [...cells].map((each) => [
    each.localName,
    Number(each.lastChild.textContent.replace(/[()]/g, "").replace("\\u2212", "-")),
  ]);
}"""

LARGE = [
    ("alexnet-conv1", "forward-window", "slide"),
    ("resnet-stage", "grad-input-conv", "slide"),
    ("lenet5-conv1", "grad-input-elements", "fan-in"),
]


def strip(stage: Stage) -> tuple[list[int], list[int]]:
    """What the channels add, and what stands after them: their sum, a bias, the cell's value."""
    found: list[tuple[str, int]] = stage.page.evaluate(STRIP)
    channels = [number for tag, number in found if tag == "button"]
    return channels, [number for _, number in found[len(channels) :]]


@pytest.mark.parametrize(("preset", "chapter", "step"), LARGE)
def test_channels_of_a_strip_add_up_to_the_chosen_cell(
    stage: Stage, preset: str, chapter: str, step: str
) -> None:
    told = lesson(preset)
    writes = told.step(chapter, step)
    cells = told.cells(writes)[:3]
    stage.open(chapter, step, preset)
    for order, cell in enumerate(cells):
        stage.move_to(order)
        channels, after = strip(stage)
        assert len(channels) > 2
        whole, *bias_and_value = after
        assert sum(channels) == whole
        value = [whole + bias_and_value[0]] if bias_and_value else [whole]
        assert after[-1:] == value
        assert str(after[-1]).replace("-", "\N{MINUS SIGN}") == told.number(
            writes.tensor.name, cell
        )


@pytest.mark.parametrize(("preset", "chapter", "step"), LARGE)
def test_channel_of_a_strip_opens_its_pair(
    stage: Stage, preset: str, chapter: str, step: str
) -> None:
    stage.open(chapter, step, preset)
    channels = stage.page.locator(".channels button")
    before = [grid.title for grid in stage.look(whole=False).grids]
    channels.nth(1).click()
    stage.settle()
    after = [grid.title for grid in stage.look(whole=False).grids]
    assert len(after) == len(before)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 2
    assert stage.page.locator(".channels [aria-current]").count() == 1
