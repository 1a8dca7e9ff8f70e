"""An exercise as a learner meets it: what is asked, answered and said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gradgrid.app import presets
from gradgrid.app.lessons.link_codec import encode
from gradgrid.engine.conv2d.inputs import ConvInputs
from gradgrid.engine.conv2d.trace import trace_of_inputs
from gradgrid.engine.rules.rule import Cell
from gradgrid.engine.rules.trace import Trace
from tests.browser.workbench import Workbench

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
    workbench: Workbench, place: tuple[str, str], arrays: ConvInputs = TELLING, **query: str
) -> Trace:
    """Open an exercise on own numbers; what the engine makes of them."""
    data = {"data": encode(arrays)} | query
    workbench.open_panel(*place, "article-single-channel", "practice", **{"seed": SEED} | data)
    return trace_of_inputs(arrays)


def answered(workbench: Workbench, tensor: str) -> dict[Cell, str]:
    """How each cell of the result stands: asked, blank, right or shown."""
    found: list[list[str]] = workbench.page.evaluate(
        """(tensor) => [...document.querySelectorAll(
             `step-board [data-tensor="${tensor}"] [role=gridcell]`)]
           .filter((each) => each.checkVisibility())
           .map((each) => [each.dataset.cell, each.dataset.answer ?? ""])""",
        tensor,
    )
    return {tuple(map(int, cell.split(","))): answer for cell, answer in found}


def question(workbench: Workbench, tensor: str) -> Cell:
    """The framed cell of the result."""
    ((_, cell),) = [place for place in workbench.marked("write") if place[0] == tensor]
    return cell


def answer(workbench: Workbench, text: str) -> None:
    """Answer by the panel."""
    workbench.page.get_by_role("textbox", name="Your answer").fill(text)
    workbench.press("Enter")


def feedback(workbench: Workbench) -> str:
    """What is said of the last answer."""
    return workbench.page.locator("#practice-feedback").inner_text()


def score(workbench: Workbench) -> str:
    """Points and cells."""
    return workbench.page.locator("#practice-score").inner_text()


def asked_cells(workbench: Workbench, tensor: str) -> list[Cell]:
    """The cells that an exercise asks for, and the one that it begins with."""
    cells = [cell for cell, how in answered(workbench, tensor).items() if how == "asked"]
    return [question(workbench, tensor), *sorted(cells)]


def told(workbench: Workbench) -> str:
    """All that a reader sees or hears of the page, and all that hovering could show."""
    heard = workbench.page.locator("body").aria_snapshot()
    seen: str = workbench.page.evaluate(
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
