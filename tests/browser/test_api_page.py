"""The API page: drawn from local files, under the policy of every other page."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_api_page_lists_every_operation(page: Page, address: str) -> None:
    page.goto(f"{address}/docs")
    page.locator(".opblock").first.wait_for()
    paths = page.request.get(f"{address}/openapi.json").json()["paths"]
    operations = {(verb.upper(), path) for path, verbs in paths.items() for verb in verbs}
    assert ("POST", "/api/v1/conv2d/backward") in operations
    blocks = page.locator(".opblock")
    expect(blocks).to_have_count(len(operations))
    listed = {
        (
            block.locator(".opblock-summary-method").inner_text(),
            block.locator(".opblock-summary-path").get_attribute("data-path"),
        )
        for block in blocks.all()
    }
    assert listed == operations


def test_api_page_opens_an_operation_and_its_example(page: Page, address: str) -> None:
    page.goto(f"{address}/docs")
    block = page.locator(".opblock", has=page.locator('[data-path="/api/v1/conv2d/backward"]'))
    block.get_by_role("button").first.click()
    expect(block.get_by_text("grad_output").first).to_be_visible()
