"""Numbers and symbols against what lies behind them, hatching and marks included."""

import pytest

from tests.browser.lessons import LEFTOVER, lesson
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

# For each text of each cell the lowest contrast, behind it the cell with and without its hatching.
CONTRASTS = """(theme) => {
  document.documentElement.dataset.theme = theme;
  const colour = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], under) =>
    [r, g, b].map((value, k) => value * a + under[k] * (1 - a));
  const behind = (element) => {
    if (element === null) return [[255, 255, 255]];
    const style = getComputedStyle(element);
    const grounds = behind(element.parentElement).map((under) =>
      over(colour(style.backgroundColor), under));
    const stripe = style.backgroundImage.match(/rgba?\\([^)]*\\)/);
    return stripe === null
      ? grounds
      : [...grounds, ...grounds.map((under) => over(colour(stripe[0]), under))];
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const opacity = (element) => element === null ? 1
    : Number(getComputedStyle(element).opacity) * opacity(element.parentElement);
  const found = {};
  for (const text of document.querySelectorAll(
    "step-board .cell :is(.number, .symbol math)")) {
    if (!text.checkVisibility({ visibilityProperty: true })) continue;
    const cell = text.closest(".cell");
    const tensor = cell.closest("[data-tensor]").dataset.tensor;
    const kind = text.className === "" ? "symbol" : "number";
    const key = [tensor, cell.className, cell.dataset.mark ?? "", kind].join(" ");
    // Nothing else bears on how a cell looks.
    if (key in found) continue;
    const [r, g, b, a] = colour(getComputedStyle(text).color);
    const alpha = a * opacity(text);
    found[key] = Math.min(
      ...behind(cell).map((ground) => ratio(over([r, g, b, alpha], ground), ground)));
  }
  return found;
}"""


# Light and dark pages are laid out alike: what is drawn on one is drawn on the other.
@pytest.mark.long
@pytest.mark.parametrize(
    ("themes", "least"), [(["dark", "light"], 4.5), (["projector"], 7.0)], ids=["read", "projected"]
)
def test_contrast_of_every_cell_is_enough_to_read(
    stage: Stage, themes: list[str], least: float
) -> None:
    told = lesson(LEFTOVER)
    chapter, first = told.steps[0]
    stage.open(chapter, first.id, LEFTOVER, theme=themes[-1])

    def contrasts() -> dict[str, float]:
        found: list[dict[str, float]] = [stage.page.evaluate(CONTRASTS, each) for each in themes]
        return {
            f"{theme} {key}": value
            for theme, contrasts in zip(themes, found, strict=True)
            for key, value in contrasts.items()
        }

    seen, faint = 0, {}
    for number, (chapter, step) in enumerate(told.steps):
        if number > 0:
            stage.press("PageDown")
        # With hardly a cell written, with all, and then with one that is looked at from a source.
        looks = [contrasts()]
        stage.press("End")
        looks.append(contrasts())
        source = told.sources(step)[0]
        stage.hover(source, stage.cells(source)[0])
        looks.append(contrasts())
        stage.mouse_away()
        for look in looks:
            seen += len(look)
            faint |= {
                f"{chapter}/{step.id}: {key}": round(value, 2)
                for key, value in look.items()
                if value < least
            }
    assert seen > 100 * len(themes)
    assert not faint, "\n".join(f"{key}: {value}" for key, value in faint.items())
