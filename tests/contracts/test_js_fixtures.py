"""The traces that the JavaScript tests read are those that the engine makes today."""

import pytest

from tests.js.make_traces import FIXTURES, fixtures


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return fixtures()


@pytest.mark.parametrize("name", sorted(path.stem for path in FIXTURES.glob("*.json")))
def test_fixture_as_committed_is_what_the_engine_makes(name: str, made: dict[str, bytes]) -> None:
    committed = (FIXTURES / f"{name}.json").read_bytes()

    assert made[name] == committed, "make it again: python -m tests.js.make_traces"


def test_fixtures_are_all_committed(made: dict[str, bytes]) -> None:
    assert sorted(made) == sorted(path.stem for path in FIXTURES.glob("*.json"))
