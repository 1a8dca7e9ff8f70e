"""The page that these tests begin with."""

from __future__ import annotations

import pytest

from tests.browser.lessons import ARTICLE
from tests.browser.numbers.given import SLIDE
from tests.browser.workbench import Workbench


@pytest.fixture
def workbench(workbench: Workbench) -> Workbench:
    """The article's example with the panel Edit."""
    workbench.open_panel(*SLIDE, ARTICLE)
    return workbench
