"""Whoever has the focus can be seen to have it, on every stop of the Tab key."""

import pytest

from tests.browser.lessons import ARTICLE
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at);
  const { left, top, right, bottom } = at.getBoundingClientRect();
  at.dataset.visited = Number(at.dataset.visited ?? 0) + 1;
  return {
    name: at.getAttribute("aria-label") ?? at.textContent.trim().slice(0, 40),
    visits: Number(at.dataset.visited),
    ring: outlineStyle === "none" ? 0 : Number.parseFloat(outlineWidth),
    clear: outlineColor === "rgba(0, 0, 0, 0)",
    inside: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight,
  };
}"""


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_focus_at_every_tab_stop_has_a_ring_and_is_in_sight(stage: Stage, theme: str) -> None:
    stage.load_step("forward-window", "slide", ARTICLE, theme=theme)
    names = []
    for _ in range(200):
        stage.press("Tab")
        stop = stage.page.evaluate(FOCUS)
        if stop is None or stop["visits"] > 1:
            break
        names.append(stop["name"])
        assert stop["ring"] >= 2, stop
        assert not stop["clear"], stop
        assert stop["inside"], stop
    assert names[0] == "Skip to the grids"
    assert {"Keys", "Play", "Next step", "Progress through this chapter"} <= set(names)


def test_focus_inside_the_open_dialog_does_not_reach_the_page(stage: Stage) -> None:
    stage.load_step("forward-window", "slide", ARTICLE)
    stage.button("Keys").focus()
    stage.press("Enter")
    for _ in range(4):
        outside = stage.page.evaluate(
            "() => document.activeElement.matches('body *:not(dialog):not(dialog *)')"
        )
        assert not outside
        stage.press("Tab")
    stage.press("Escape")
    assert stage.page.evaluate("() => document.activeElement.dataset.do") == "help"


@pytest.mark.parametrize("keys", [("v", "z"), ("End", "Home")], ids=["options", "other-channel"])
def test_focus_in_a_grid_survives_a_change_of_the_stage(
    stage: Stage, keys: tuple[str, ...]
) -> None:
    stage.load_step("forward-window", "slide", ARTICLE)
    stage.focus_before_board()
    stage.press("Tab", "ArrowRight")
    focused = "() => document.activeElement.dataset.cell ?? null"
    before = stage.page.evaluate(focused)
    assert before is not None
    for key in keys:
        stage.press(key)
        assert stage.page.evaluate(focused) == before, key
