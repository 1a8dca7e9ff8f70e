"""What the grids show of a convolution that was opened: its answers, as far as they are drawn."""

from __future__ import annotations

import numpy as np

from gradgrid.engine.rules.rule import Cell
from tests.browser.workbench import Workbench, trace_of, written

GO = """(path) => document.querySelector(`a[data-to="${path}"]`).click()"""


def expect_answers(bench: Workbench, **answers: np.ndarray) -> None:
    """The grids show these numbers, channels last, in all of their cells."""
    trace = trace_of(bench.given())
    for name, array in answers.items():
        chapter, step = next(
            (chapter.id, step.id)
            for chapter in trace.chapters
            for step in chapter.steps
            if step.tensor.name == step.cursor_over == name
        )
        bench.page.evaluate(GO, f"{chapter}/{step}")
        # On the last cell all of them are written.
        bench.press("End")
        shown = _shown(bench, name)
        shape = trace.shapes[name]
        assert len(shown) == np.prod(shape), (name, bench.page.url)
        right = np.asarray(array, float).reshape(shape)
        assert shown == {cell: written(right[cell]) for cell in np.ndindex(*shape)}, name


def _shown(bench: Workbench, tensor: str) -> dict[Cell, str]:
    """Every number of a tensor: each of its grids is opened by its tab."""
    tabs = bench.page.locator("step-board [data-block]:visible")
    found: dict[Cell, str] = {}
    for at in range(max(1, tabs.count())):
        if tabs.count() > 0:
            tabs.nth(at).click()
            bench.settle()
        for grid in bench.look().grids:
            if grid.tensor == tensor:
                found |= {cell: number for cell, (number, _, _) in grid.cells.items()}
    return found
