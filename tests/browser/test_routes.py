"""Three routes side by side: one product of the sum has one number, wherever it is met."""

import json

import pytest
from playwright.sync_api import expect

from gradgrid.app.i18n import LANGUAGES
from tests.browser.lessons import ARTICLE, LEFTOVER, ROUTES, Place, lesson, spread
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

# More than these have no numbers.
MAX_NUMBERS = 9


def badges(stage: Stage) -> dict[Place, frozenset[str]]:
    """The numbers on every cell that has some."""
    return {
        (grid.tensor, cell): found
        for grid in stage.look().grids
        for cell, found in grid.badges.items()
    }


# The numbers of every cell of all examples: tests/js/board/route-marks.test.js.
def test_routes_number_each_product_alike(stage: Stage) -> None:
    told = lesson(LEFTOVER)
    routes = told.chapters[ROUTES]
    walking = next(route for route in routes if route.cursor_over == route.tensor.name)
    cells = told.cells(walking)
    stage.open(ROUTES, walking.id, LEFTOVER)
    numbered = 0
    for order in spread(cells, 3):
        stage.move_to(order)
        cell = cells[order]
        on_route = [told.products(route, cell) for route in routes]
        # A product is a pair of given cells, and the routes add up the same ones.
        products = {parts for parts, _ in on_route[0]}
        for met in on_route:
            assert {parts for parts, _ in met} == products
            assert len(met) == len(products)
        shown = badges(stage)
        if len(products) > MAX_NUMBERS:
            assert shown == {}, cell
            continue
        numbers = {}
        for product in products:
            reads = [reads for met in on_route for parts, reads in met if parts == product]
            common = frozenset.intersection(*(shown[place] for each in reads for place in each))
            assert len(common) == 1, f"{cell}: {product} has the numbers {common}"
            (numbers[product],) = common
        assert sorted(map(int, numbers.values())) == list(range(1, len(products) + 1)), cell
        expected: dict[Place, set[str]] = {}
        for met in on_route:
            for parts, reads in met:
                for place in reads:
                    expected.setdefault(place, set()).add(numbers[parts])
        assert shown == expected, cell
        numbered += len(products)
    assert numbered > 0


def test_routes_change_by_their_headings_and_number_a_cell_alike(stage: Stage) -> None:
    told = lesson(ARTICLE)
    routes = told.chapters[ROUTES]
    stage.open(ROUTES, routes[-1].id, ARTICLE)
    seen = []
    for route in routes:
        stage.page.locator(f'[data-route="{route.id}"] h2 a').click()
        stage.settle()
        assert stage.at() == (ROUTES, route.id)
        expect(stage.page.locator(".route.open")).to_have_attribute("data-route", route.id)
        assert stage.heading() == told.title(ROUTES, route)
        stage.hover(route.tensor.name, (0, 1, 1, 0, 0))
        seen.append(badges(stage))
        stage.mouse_away()
    assert len(seen[0]) > 8
    assert seen == seen[:1] * len(routes)


# The size of a cell on every board in sight, and how far it would scroll.
BOARDS = """() => [...document.querySelectorAll("step-board")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.style.getPropertyValue("--cell"), each.scrollHeight - each.clientHeight])"""
SMALL_SCREEN = {"width": 1280, "height": 720}


def test_routes_left_and_entered_again_are_laid_out_as_on_a_fresh_page(stage: Stage) -> None:
    stage.page.set_viewport_size(SMALL_SCREEN)
    for chapter, step in (("grad-input-fold", "fold"), (ROUTES, "scatter")):
        stage.open(chapter, step, ARTICLE)
        fresh = stage.page.evaluate(BOARDS)
        stage.press("PageDown", "PageUp")
        stage.press(*["PageUp"] * 2, *["PageDown"] * 2)
        assert stage.at() == (chapter, step)
        assert stage.page.evaluate(BOARDS) == fresh


def test_routes_as_heat_are_laid_out_as_on_a_page_opened_so(stage: Stage) -> None:
    stage.page.set_viewport_size(SMALL_SCREEN)
    stage.load_step(ROUTES, "gather", LEFTOVER, show="heat")
    fresh = stage.page.evaluate(BOARDS)
    stage.load_step(ROUTES, "gather", LEFTOVER)
    stage.click("Heat map")
    assert stage.page.evaluate(BOARDS) == fresh


@pytest.mark.parametrize("language", LANGUAGES)
def test_routes_on_a_small_screen_are_all_in_sight(stage: Stage, language: str) -> None:
    stage.page.set_viewport_size(SMALL_SCREEN)
    for preset in (ARTICLE, LEFTOVER):
        for theme in ("light", "projector"):
            stage.open(ROUTES, "gather", preset, lang=language, theme=theme)
            boards = stage.page.evaluate(BOARDS)
            assert len(boards) == 4
            assert all(scrolls <= 1 for _, scrolls in boards), (preset, theme, boards)


def test_routes_lead_on_to_the_next_chapter(stage: Stage) -> None:
    stage.open("three-routes", "gather", ARTICLE)
    stage.page.get_by_role("link", name="Next chapter").filter(visible=True).click()
    stage.settle()
    assert stage.at() == ("nudge", "loss")


def test_routes_of_the_largest_layer_have_their_kernels_in_sight(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 1280, "height": 720})
    stage.open("three-routes", "gather", "alexnet-conv1")
    for route, tensor in (("scatter", "weight"), ("gather", "weight_swapped")):
        board = stage.page.locator(f'[data-route="{route}"] step-board')
        fits = board.evaluate("(each) => each.scrollHeight <= each.clientHeight")
        assert fits, route
        cells = board.locator(f'[data-tensor="{tensor}"] [role=gridcell]')
        expect(cells).to_have_count(11 * 11)
        expect(cells.last).to_be_in_viewport()


LAID_OUT = """() => [...document.querySelectorAll("route-board step-board")].map((board) =>
  [board.style.cssText, board.className, board.querySelector(".units")?.style.cssText ?? ""])"""


@pytest.mark.parametrize("preset", [ARTICLE, "resnet-stage"])
def test_routes_in_a_window_made_larger_stand_as_if_opened_in_it(stage: Stage, preset: str) -> None:
    stage.page.set_viewport_size({"width": 1600, "height": 880})
    stage.load_step("three-routes", "gather", preset)
    wanted = stage.page.evaluate(LAID_OUT)
    stage.page.set_viewport_size({"width": 1280, "height": 720})
    stage.load_step("three-routes", "gather", preset)
    assert stage.page.evaluate(LAID_OUT) != wanted
    stage.page.set_viewport_size({"width": 1600, "height": 880})
    expect(stage.page.locator("route-board")).to_be_visible()
    stage.page.wait_for_function(
        f"(wanted) => JSON.stringify(({LAID_OUT})()) === wanted",
        arg=json.dumps(wanted, separators=(",", ":"), ensure_ascii=False),
    )
