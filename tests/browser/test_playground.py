"""The playground of `make serve-dev`: each element draws alone, and answers its form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gradgrid.app.service.headers import CONTENT_SECURITY_POLICY
from tests.browser.guard import guard_of, watched

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "static/js"
DEFINED = re.compile(r'customElements\.define\("([a-z-]+)"')
# Made by functions, without a tag of their own.
FUNCTIONS = {"block-tabs", "channel-strip", "index-equation"}
# Only convolutions of many channels have it.
PRESETS = {"channel-strip": "resnet-stage"}
TAGS = sorted(
    {tag for file in SCRIPTS.rglob("*.js") for tag in DEFINED.findall(file.read_text("utf-8"))}
)


@pytest.fixture(scope="module")
def tab(browser: Browser, dev_server: str) -> Iterator[Page]:
    """A page that fails its test when it complains."""
    context = watched(browser, dev_server, {})
    yield context.new_page()
    context.close()


@pytest.fixture
def playground(tab: Page) -> Iterator[Page]:
    """The tab, and afterwards a look at what it complained of."""
    yield tab
    assert guard_of(tab.context).take() == []


def opened(page: Page, address: str, element: str, **query: str) -> None:
    preset = PRESETS.get(element, "article-multi-channel")
    query = {"element": element, "preset": preset} | query
    page.goto(f"{address}/playground?{'&'.join(f'{k}={v}' for k, v in query.items())}")


def test_playground_lists_every_element(playground: Page, dev_server: str) -> None:
    opened(playground, dev_server, "tensor-grid")

    options = playground.locator("select[name=element] option")
    expect(options).to_have_count(len(TAGS) + len(FUNCTIONS))
    assert sorted(options.all_inner_texts()) == sorted({*TAGS, *FUNCTIONS})
    assert len(TAGS) >= 10


@pytest.mark.parametrize("element", sorted({*TAGS, *FUNCTIONS}))
def test_element_alone_is_drawn_without_a_complaint(
    playground: Page, dev_server: str, element: str
) -> None:
    opened(playground, dev_server, element)

    host = playground.locator("#host")
    expect(host).to_have_attribute("data-element", element)
    expect(playground.locator("#unfit")).to_be_hidden()
    drawn = host.locator(element) if element in TAGS else host.locator("nav, .equation")
    expect(drawn.first).to_be_visible()
    box = drawn.first.bounding_box()
    assert box is not None
    assert box["width"] > 40
    assert box["height"] > 15
    # Not an empty shell: text, or a canvas that is painted.
    assert drawn.first.inner_text().strip() or drawn.first.locator("canvas, input").count() > 0


def test_tensor_grid_follows_its_properties_and_tells_of_its_events(
    playground: Page, dev_server: str
) -> None:
    opened(playground, dev_server, "tensor-grid", step="grad-input-conv/rotate")
    cells = playground.locator("tensor-grid td.cell")
    expect(cells).to_have_count(4)

    playground.locator("select[name=tensor]").select_option("weight_rotated")
    expect(playground.get_by_role("grid")).to_have_attribute("aria-label", re.compile("rotated"))
    playground.get_by_role("slider", name="cell").fill("60")
    expect(cells.first).to_have_css("width", "60px")
    playground.get_by_role("checkbox", name="symbols").uncheck()
    expect(playground.locator("tensor-grid math")).to_have_count(0)
    cells.first.click()
    expect(playground.locator("#events li").filter(has_text="cell-pin").first).to_contain_text(
        '{"tensor":"weight_rotated","cell":'
    )
    # A reload shows the same.
    playground.reload()
    expect(cells.first).to_have_css("width", "60px")
    expect(playground.locator("tensor-grid math")).to_have_count(0)


def test_element_without_a_fitting_step_says_so(playground: Page, dev_server: str) -> None:
    opened(playground, dev_server, "channel-strip", preset="article-single-channel")

    expect(playground.locator("#unfit")).to_contain_text("Choose another preset.")
    playground.locator("select[name=preset]").select_option("resnet-stage")
    expect(playground.locator("#host nav")).to_be_visible()


def test_playground_has_the_policy_of_the_pages(playground: Page, dev_server: str) -> None:
    policies = [
        playground.request.get(f"{dev_server}/{path}").headers["content-security-policy"]
        for path in ("playground", "grad-weight")
    ]
    assert policies == [CONTENT_SECURITY_POLICY] * 2
