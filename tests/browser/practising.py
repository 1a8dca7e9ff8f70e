"""An exercise as a learner meets it: what is asked, answered and said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gradgrid.app import presets
from gradgrid.app.lessons.link_codec import encode
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.rules.rule import Cell
from gradgrid.engine.rules.trace import Trace
from tests.browser.workbench import Workbench, trace_of

SLIDE = ("forward-window", "slide")
IM2COL = ("forward-matmul", "im2col")
PAD = ("grad-input-conv", "pad")
SEED = "abcd1"
SAME = "same-padding"


def telling() -> ConvInputs:
    """One channel of numbers no two of which give the same by chance: results have five digits."""
    given = presets.BY_ID["article-single-channel"].inputs
    rng = np.random.default_rng(11)

    def numbers(shape: tuple[int, ...]) -> np.ndarray:
        return rng.integers(101, 400, shape) * rng.choice([-1.0, 1.0], shape)

    return replace(
        given,
        input=numbers(given.input.shape),
        weight=numbers(given.weight.shape),
        bias=numbers((1,)),
        grad_output=numbers(given.grad_output.shape),
    )


TELLING = telling()


def practise(
    bench: Workbench, place: tuple[str, str], arrays: ConvInputs = TELLING, **query: str
) -> Trace:
    """Open an exercise on own numbers; what the engine makes of them."""
    data = {"data": encode(arrays)} | query
    bench.bench(*place, "article-single-channel", "practice", **{"seed": SEED} | data)
    return trace_of(arrays)


def answered(bench: Workbench, tensor: str) -> dict[Cell, str]:
    """How each cell of the result stands: asked, blank, right or shown."""
    found: list[list[str]] = bench.page.evaluate(
        """(tensor) => [...document.querySelectorAll(
             `step-board [data-tensor="${tensor}"] [role=gridcell]`)]
           .filter((each) => each.checkVisibility())
           .map((each) => [each.dataset.cell, each.dataset.answer ?? ""])""",
        tensor,
    )
    return {tuple(map(int, cell.split(","))): answer for cell, answer in found}


def question(bench: Workbench, tensor: str) -> Cell:
    """The framed cell of the result."""
    ((_, cell),) = [place for place in bench.marked("write") if place[0] == tensor]
    return cell


def answer(bench: Workbench, text: str) -> None:
    """Answer by the panel."""
    bench.page.get_by_role("textbox", name="Your answer").fill(text)
    bench.press("Enter")


def feedback(bench: Workbench) -> str:
    """What is said of the last answer."""
    return bench.page.locator("#practice-feedback").inner_text()


def score(bench: Workbench) -> str:
    """Points and cells."""
    return bench.page.locator("#practice-score").inner_text()


def asked_cells(bench: Workbench, tensor: str) -> list[Cell]:
    """The cells that an exercise asks for, and the one that it begins with."""
    cells = [cell for cell, how in answered(bench, tensor).items() if how == "asked"]
    return [question(bench, tensor), *sorted(cells)]


def told(bench: Workbench) -> str:
    """All that a reader sees or hears of the page, and all that hovering could show."""
    heard = bench.page.locator("body").aria_snapshot()
    seen: str = bench.page.evaluate(
        """() => [...document.querySelectorAll("body *")]
             .filter((each) => each.checkVisibility() || each.id === "spoken")
             .flatMap((each) => [...each.attributes]
               .filter(({ name }) => !name.startsWith("href") && name !== "data-flat")
               .map(({ value }) => value)
               .concat([...each.childNodes]
                 .filter(({ nodeType }) => nodeType === 3).map(({ data }) => data)))
             .join("\\n")"""
    )
    return f"{heard}\n{seen}"
