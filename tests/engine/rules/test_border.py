"""What stands past the ends of an axis, and at which positions a cell stands."""

import numpy as np
import pytest

from gradgrid.engine.rules.border import Border

MODES = {"circular": "wrap", "reflect": "reflect", "replicate": "edge"}


def borders(mode: str) -> list[Border]:
    """Every axis of up to four cells with up to as many on each side, or cropped."""
    most = {"circular": 0, "reflect": -1}
    return [
        Border(mode, size, before, after)
        for size in range(1, 5)
        for before in range(-size, size + most.get(mode, 2) + 1)
        for after in range(-size, size + most.get(mode, 2) + 1)
        if size + before + after > 0
    ]


def positions(border: Border) -> np.ndarray:
    return np.arange(-border.before, border.size + border.after)


@pytest.mark.parametrize("mode", MODES)
def test_cells_are_those_that_numpy_pads_with(mode: str) -> None:
    for border in borders(mode):
        sides = (border.before, border.after)
        padded = np.pad(np.arange(border.size), [max(side, 0) for side in sides], MODES[mode])
        kept = padded[max(-sides[0], 0) : padded.size - max(-sides[1], 0)]
        assert border.cells(positions(border)).tolist() == kept.tolist(), border


@pytest.mark.parametrize("mode", MODES)
def test_runs_of_a_cell_are_the_positions_at_which_it_stands(mode: str) -> None:
    for border in borders(mode):
        cells = border.cells(positions(border))
        for cell in range(border.size):
            runs = border.runs(cell)
            found = [run.start + run.step * at for run in runs for at in range(run.length)]
            assert found == positions(border)[cells == cell].tolist(), (border, cell)
