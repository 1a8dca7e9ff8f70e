"""What the grids show of a convolution that was opened: its answers, as far as they are drawn."""

from __future__ import annotations

import numpy as np

from gradgrid.engine.conv2d.trace import trace_of_inputs
from gradgrid.engine.rules.rule import Cell
from tests.browser.workbench import Workbench, written

GO = """(path) => document.querySelector(`a[data-to="${path}"]`).click()"""


def expect_answers(workbench: Workbench, **answers: np.ndarray) -> None:
    """The grids show these numbers, channels last, in all of their cells."""
    trace = trace_of_inputs(workbench.given())
    for name, array in answers.items():
        chapter, step = next(
            (chapter.id, step.id)
            for chapter in trace.chapters
            for step in chapter.steps
            if step.tensor.name == step.cursor_over == name
        )
        workbench.page.evaluate(GO, f"{chapter}/{step}")
        # On the last cell all of them are written.
        workbench.press("End")
        shown = _shown(workbench, name)
        shape = trace.shapes[name]
        assert len(shown) == np.prod(shape), (name, workbench.page.url)
        right = np.asarray(array, float).reshape(shape)
        assert shown == {cell: written(right[cell]) for cell in np.ndindex(*shape)}, name


def _shown(workbench: Workbench, tensor: str) -> dict[Cell, str]:
    """Every number of a tensor: each of its grids is opened by its tab."""
    tabs = workbench.page.locator("step-board [data-block]:visible")
    found: dict[Cell, str] = {}
    for at in range(max(1, tabs.count())):
        if tabs.count() > 0:
            tabs.nth(at).click()
            workbench.settle()
        for grid in workbench.look().grids:
            if grid.tensor == tensor:
                found |= {cell: number for cell, (number, _, _) in grid.cells.items()}
    return found
