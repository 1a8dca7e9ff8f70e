"""Two languages on the screen: whole pages of one, and the way from one to the other."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.lessons import ARTICLE, LEFTOVER
from tests.browser.stage import Stage, asked

pytestmark = pytest.mark.browser

TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { parentElement: at } = node;
    if (at.closest("script, style, math, noscript, code, [lang=en]") !== null) continue;
    if (!at.checkVisibility() && at.id !== "spoken") continue;
    found.push(node.textContent);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [alt]")) {
    if (element.closest("[lang=en]") !== null) continue;
    for (const name of ["aria-label", "title", "alt"]) {
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  return found;
}"""
# Names, an address, formulas, what stands on keys, and terms of code beside the Chinese.
KNOWN = {
    "im2col", "col2im", "API", "NumPy", "LaTeX", "LeNet", "AlexNet", "ResNet", "conv1", "same",
    "valid", "full", "output", "padding", "reshape", "grad", "grid", "Gradgrid", "Tab", "Enter",
    "Esc", "Ctrl", "Home", "End", "Space", "Page", "kk", "Cin", "Cout",
    "scatter", "gather", "fold", "CNN", "zhuanlan", "zhihu", "com",
}  # fmt: skip


def english_words(stage: Stage) -> set[str]:
    """Latin words on the page, in its labels and titles, that are no names."""
    texts: list[str] = asked(stage.page, TEXTS)
    found = set(
        re.findall(
            r"(?<![A-Za-z∂\d])[A-Za-z]{2,}(?:\d[a-z]+)?", re.sub("C_(in|out)", "", " ".join(texts))
        )
    )
    return found - KNOWN


def test_chinese_map_and_keys_have_no_english_word(stage: Stage) -> None:
    stage.page.goto(f"{stage.address}/?lang=zh-CN")
    assert english_words(stage) == set()
    stage.open("nudge", "input", ARTICLE, lang="zh-CN")
    stage.press("?")
    assert english_words(stage) == set()


def test_language_switched_in_place_keeps_everything_else(stage: Stage) -> None:
    stage.open("grad-input-conv", "slide", LEFTOVER, show="symbols", zeros="hidden", theme="dark")
    stage.move_to(7)
    cell = stage.marked("write")
    with stage.page.expect_navigation():
        stage.page.get_by_role("link", name="中文").click()
    stage.ready()
    assert stage.at() == ("grad-input-conv", "slide")
    assert stage.marked("write") == cell
    for part in (f"preset={LEFTOVER}", "lang=zh-CN", "show=symbols", "zeros=hidden", "theme=dark"):
        assert part in stage.page.url
    stage.press("PageDown")
    assert "lang=zh-CN" in stage.page.url
    with stage.page.expect_navigation():
        stage.page.get_by_role("link", name="English").click()
    stage.ready()
    assert stage.page.locator("html").get_attribute("lang") == "en"
    assert stage.at() == ("grad-input-conv", "im2col")


def test_language_of_the_browser_is_taken_at_first(
    context_with: Callable[..., BrowserContext], address: str
) -> None:
    stage = Stage(context_with(locale="zh-CN").new_page(), address)
    stage.visit("/grad-bias")
    assert stage.page.locator("html").get_attribute("lang") == "zh-CN"
    assert "lang=" not in stage.page.url
