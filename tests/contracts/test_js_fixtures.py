"""The traces that the JavaScript tests read are those that the engine makes today."""

import gzip

import pytest

from gradgrid.app.presets import BY_ID
from tests.js.make_traces import FIXTURES, PRESET_FIXTURES, fixtures, preset_fixture


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return fixtures()


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.json")))
def test_fixture_as_committed_is_what_the_engine_makes(name: str, made: dict[str, bytes]) -> None:
    committed = (FIXTURES / f"{name}.json").read_bytes()

    assert made[name] == committed, "make it again: python -m tests.js.make_traces"


def test_fixtures_are_all_committed(made: dict[str, bytes]) -> None:
    assert sorted(made) == sorted(path.stem for path in FIXTURES.glob("*.json"))


@pytest.mark.parametrize("name", list(BY_ID))
def test_fixture_of_a_preset_is_what_the_engine_makes(name: str) -> None:
    committed = gzip.decompress((PRESET_FIXTURES / f"{name}.json.gz").read_bytes())

    assert preset_fixture(name) == committed, "make it again: python -m tests.js.make_traces"
