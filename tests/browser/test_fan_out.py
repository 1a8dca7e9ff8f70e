"""Looking at a source cell: the results that read it light up, whichever way it is looked at."""

import pytest

from gradgrid.engine.rules.derivation import Step
from gradgrid.engine.rules.rule import Cell
from tests.browser.lessons import ARTICLE, LEFTOVER, ROUTES, Lesson, lesson, spread
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def assert_fans_out(stage: Stage, told: Lesson, step: Step, tensor: str, cell: Cell) -> None:
    """The results on the stage that read the cell are marked, and no others."""
    where = f"{step.id}: {tensor}{cell}"
    result = step.tensor.name
    readers = {(result, reader) for reader in told.readers(step, tensor, cell)}
    look = stage.look()
    assert look.marked("source") == {(tensor, cell)}, where
    assert look.marked("reader") == readers & look.shown(), where
    assert look.marked("write") == set(), where
    panel = stage.sum()
    assert panel["total"] == told.number(tensor, cell), where
    if len(readers) > 1:
        assert f"read by {len(readers)} cells" in panel["text"], where


def sources(stage: Stage, told: Lesson, step: Step) -> list[tuple[str, Cell]]:
    """The last cell in sight of each source."""
    look = stage.look(whole=False)
    return [(tensor, max(cell for _, cell in look.shown(tensor))) for tensor in told.sources(step)]


def test_fan_out_of_a_source_reached_by_keys_is_its_readers(stage: Stage) -> None:
    told = lesson(ARTICLE)
    for chapter, steps in told.chapters.items():
        step = steps[-1]
        if step.perturbs:
            # What stands first is the cell that is raised: it stands for the result's.
            continue
        stage.load_step(chapter, step.id, ARTICLE)
        first = stage.page.get_by_role("gridcell").first
        stage.page.get_by_role("group", name="The grids of this step").wait_for()
        stage.focus_before_board()
        # The headings of routes are links.
        stage.press(*["Tab"] * (2 if chapter == ROUTES else 1))
        assert first.evaluate("(cell) => cell === document.activeElement")
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
            stage.press(key)
            at = stage.page.evaluate("""() => {
              const cell = document.activeElement;
              const tensor = cell.closest("[data-tensor]").dataset.tensor;
              return [tensor, cell.dataset.cell.split(",").map(Number)];
            }""")
            # Beside the step that is open stand other routes to the same result.
            reading = next(each for each in (step, *steps) if at[0] in told.sources(each))
            assert_fans_out(stage, told, reading, at[0], tuple(at[1]))


def test_fan_out_of_a_clicked_source_is_its_readers(stage: Stage) -> None:
    told = lesson(LEFTOVER)
    for chapter, steps in told.chapters.items():
        stage.open(chapter, steps[0].id, LEFTOVER)
        tensor, cell = sources(stage, told, steps[0])[-1]
        stage.cell(tensor, cell).click()
        stage.mouse_away()
        assert_fans_out(stage, told, steps[0], tensor, cell)


def test_fan_out_of_a_leftover_cell_says_that_nothing_reads_it(stage: Stage) -> None:
    told = lesson(LEFTOVER)
    step = told.step("forward-window", "slide")
    stage.open("forward-window", "slide", LEFTOVER)
    leftover = [cell for cell in stage.cells("input") if cell[1] == 4]
    assert len(leftover) == 8
    for cell in leftover:
        stage.hover("input", cell)
        assert_fans_out(stage, told, step, "input", cell)
        assert stage.marked("reader") == set()
        assert "no cell of the result reads" in stage.sum()["text"].lower()


@pytest.mark.parametrize("preset", [ARTICLE, LEFTOVER])
def test_fan_out_of_the_cursor_is_shown_where_a_step_walks_a_source(
    stage: Stage, preset: str
) -> None:
    told = lesson(preset)
    step = told.step("grad-input-elements", "fan-out")
    stage.open("grad-input-elements", "fan-out", preset)
    cells = told.cells(step, step.cursor_over)
    for order in spread(cells, 6):
        stage.move_to(order)
        assert stage.position() == f"cell {order + 1} of {len(cells)}"
        assert_fans_out(stage, told, step, step.cursor_over, cells[order])


def test_cells_that_nothing_reads_are_drawn_apart(stage: Stage) -> None:
    told = lesson(LEFTOVER)
    step = told.step("forward-window", "slide")
    stage.open("forward-window", "slide", LEFTOVER)
    unread = {
        ("input", cell)
        for _, cell in stage.look().shown("input")
        if not told.readers(step, "input", cell)
    }
    assert len(unread) == 8
    assert stage.marked("unread") == unread
    stage.hover("input", (0, 4, 0, 0, 0))
    assert stage.marked("source") == {("input", (0, 4, 0, 0, 0))}
    assert "no cell of the result reads it" in stage.sum()["text"]
