"""Numbers and symbols against what lies behind them, hatching and marks included."""

import pytest

from tests.browser.lessons import LEFTOVER, lesson
from tests.browser.stage import Stage, asked

pytestmark = pytest.mark.browser

# For each text of a cell that is drawn as none before its lowest contrast in each theme, behind it
# the cell with and without its hatching.
CONTRASTS = """([themes, known]) => {
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
  const drawn = (element) => element.localName === "step-board" ? element.className
    : `${element.className} ${element.dataset.tensor ?? ""} < ${drawn(element.parentElement)}`;
  // Nothing else bears on how a cell looks.
  const fresh = new Map();
  for (const text of document.querySelectorAll(
    "step-board .cell :is(.number, .symbol math)")) {
    if (!text.checkVisibility({ visibilityProperty: true })) continue;
    const cell = text.closest(".cell");
    const kind = text.localName === "math" ? "symbol" : "number";
    const key = [kind, cell.dataset.mark ?? "", drawn(cell)].join(" ");
    if (!known.includes(key)) fresh.set(key, text);
  }
  const found = [];
  for (const theme of fresh.size === 0 ? [] : themes) {
    document.documentElement.dataset.theme = theme;
    for (const [key, text] of fresh) {
      const [r, g, b, a] = colour(getComputedStyle(text).color);
      const alpha = a * opacity(text);
      const grounds = behind(text.closest(".cell"));
      found.push([theme, key, Math.min(
        ...grounds.map((ground) => ratio(over([r, g, b, alpha], ground), ground)))]);
    }
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
    known: set[str] = set()
    seen, faint = 0, []

    def look(where: str) -> None:
        nonlocal seen
        for theme, key, contrast in asked(stage.page, CONTRASTS, [themes, sorted(known)]):
            seen += 1
            known.add(key)
            if contrast < least:
                faint.append(f"{where}: {theme} {key}: {contrast:.2f}")

    for number, (chapter, step) in enumerate(told.steps):
        if number > 0:
            stage.turn()
        # With hardly a cell written, with all, and then with one that is looked at from a source.
        look(f"{chapter}/{step.id}")
        stage.press("End")
        look(f"{chapter}/{step.id}, the last cell")
        source = told.sources(step)[0]
        stage.hover(source, stage.cells(source)[0])
        look(f"{chapter}/{step.id}, {source}")
        # What is left is drawn with the step that comes.
        stage.page.mouse.move(0, 0)
    assert seen > 100 * len(themes)
    assert not faint, "\n".join(faint)
